"""The arguments of a job in its script.

docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-get-resolved-options.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# What a script gets whether it asks or not.
_ALWAYS = (
    "job_bookmark_option",
    "job_bookmark_from",
    "job_bookmark_to",
    "JOB_ID",
    "JOB_RUN_ID",
    "SECURITY_CONFIGURATION",
    "encryption_type",
    "enable_data_lineage",
    "RedshiftTempDir",
    "TempDir",
)


class GlueArgumentError(Exception):
    """An argument that the script asked for is not there, or has no value."""


def getResolvedOptions(args: Sequence[str], options: Sequence[str]) -> dict[str, Any]:  # noqa: N802 - Glue's name
    """The values of `options` in `sys.argv`, by their names, with `-` as `_`. Raises GlueArgumentError."""
    given = _given(args)
    if missing := [name for name in options if name.replace("-", "_") not in given]:
        raise GlueArgumentError(f"the following arguments are required: {', '.join(f'--{one}' for one in missing)}")
    wanted = [name.replace("-", "_") for name in options]
    if empty := [name for name in wanted if given[name] is None]:
        raise GlueArgumentError(f"argument --{empty[0]}: expected one argument")
    return {name: given.get(name) for name in (*_ALWAYS, *wanted)}


def _given(args: Sequence[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    rest = list(args[1:])
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if not name.startswith("--"):
            continue
        key = name.removeprefix("--").replace("-", "_")
        if equals:
            found[key] = value
        elif rest and not rest[0].startswith("--"):
            found[key] = rest.pop(0)
        else:
            found[key] = None
    return found
