"""Writes docs/settings.md: every setting, from the classes that read it; `make docs` runs it.

1. The classes: every subclass of `Settings` in lake/, services/ and stack/ (`lake.variables`).
2. Their fields: default and bounds as the class gives them, meaning from the comment beside the field.
3. What no class reads: the launcher's and the stack's own variables below, and the rest of `.env`.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import platform
import re
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lake import secrets, variables  # noqa: E402 - found by the path above

PAGE = ROOT / "docs" / "settings.md"

INTRODUCTION = """# Settings

Environment variables, all of them prefixed `TARN_`; a variable of your shell wins over the same line of `.env`, and
that wins over the default. An empty value (`TARN_SINK_QUIET_S=`) is the default of this page, whatever `.env` says, and
*off* where a setting may be off.

A name that nothing reads and a value that cannot be are one line and exit status 1, before anything starts;
`./tarn doctor` looks at all of them too. A changed setting is applied by the next `./tarn up`, which starts anew the
parts that read it and no other, or by `./tarn restart PART`.

At its start each service logs its settings, secrets masked.

*Made from the classes by `make docs`; change the comment beside the field, not this page.*

## Everything

| Variable | Default | What it is |
|---|---|---|
| `TARN_HOME` | `.tarn` | where everything is kept: packages, jars, data, logs |
| `TARN_PYTHON` | looked for | the Python 3.11 or newer to make the environment with |
"""

Row = tuple[str, str, str, str]  # variable, default, what it may be, what it is

# The sections of the page. A field that several classes share is told once, at the first.
SECTIONS = {
    "lake.config": "All parts",
    "stack.settings": "The machine",
    "services.producer.settings": "Producer",
    "services.producer.publish": "Producer",
    "services.dedup.settings": "Dedup",
    "cli.demo": "Dedup",
    "services.sink.run": "Sink",
    "services.etl.settings": "ETL",
    "services.etl.scripts.settings": "Jobs that run scripts",
    "services.gateway.settings": "Gateway",
    "services.crawler.settings": "Crawler",
    "services.query.settings": "Query (Athena)",
    "lake.query_engine": "Query (Athena)",
    "services.query.trino.settings": "Query (Athena)",
    "lake.edges.athena": "Query (Athena)",
    "lake.console": "Console",
    "services.console.edges": "Console",
    "services.console.replay_processes": "Console",
    "cli.ledger": "ETL",
    "services.metrics.settings": "CloudWatch and its logs",
    "lake.edges.cloudwatch": "CloudWatch and its logs",
    "services.catalog.settings": "Catalog",
    "lake.edges.catalog": "Catalog",
    "lake.edges.kafka.broker": "Kafka",
    "lake.edges.kafka.topics": "Kafka",
    "lake.edges.ids.seen": "Redis, the id table",
    "lake.edges.objects": "Object store",
    "lake.runtime.metrics": "Metrics and health",
    "lake.runtime.door": "Metrics and health",
    "lake.runtime.watchdog": "Metrics and health",
}


def main() -> None:
    """Writes the page; with `--check`, exits 1 where it is not current."""
    page = render()
    if "--check" in sys.argv:
        sys.exit("docs/settings.md is not current: run `make docs`" if PAGE.read_text(encoding="utf-8") != page else 0)
    PAGE.write_text(page, encoding="utf-8")


def render() -> str:
    """The page."""
    profile = dict(_profile())
    told: set[str] = set()
    sections: dict[str, list[str]] = {}
    for module, name in _classes():
        rows = list(_rows(module, name, told, profile))
        if rows:
            kind = getattr(importlib.import_module(module), name)
            path = f"{module.replace('.', '/')}.py"
            sections.setdefault(SECTIONS[module], []).append(
                _table(f"{inspect.getdoc(kind)} [`{path}`](../{path})", rows)
            )
    rest = [
        (name, f"`{value}`" if value else "", "", "")
        for name, value in profile.items()
        if name not in told | set(_named(INTRODUCTION))
    ]
    sections["Containers alone"] = [
        _table("What docker-compose.yml takes from `.env`: images and published ports.", rest)
    ]
    return INTRODUCTION + "".join(f"\n## {title}\n{''.join(tables)}" for title, tables in sections.items())


def _classes() -> list[tuple[str, str]]:
    """(module, class) of every settings class, in the order of the page."""
    found = [(one.module, one.name) for one in variables.classes()]
    return sorted(found, key=lambda row: list(SECTIONS).index(row[0]))


def _rows(module: str, name: str, told: set[str], profile: dict[str, str]) -> Iterator[Row]:
    kind = getattr(importlib.import_module(module), name)
    comments = _comments(inspect.getsource(kind))
    for field in kind.__annotations__:
        variable = f"TARN_{field.upper()}"
        if variable in told:
            continue
        told.add(variable)
        default = _default(kind.model_fields[field])
        if profile.get(variable) and profile[variable] != default.strip("`").removesuffix(".0"):
            default += f"; `{profile[variable]}` in `.env`"
        yield variable, default, _bounds(kind.model_fields[field]), comments.get(field, "")


def _bounds(field: FieldInfo) -> str:
    """What a value may be: the words of a choice, the bounds of a number, or off."""
    kinds = get_args(field.annotation) if type(None) in get_args(field.annotation) else (field.annotation,)
    said = [f"`{word}`" for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]
    bounds = {name: getattr(one, name) for one in field.metadata for name in ("ge", "gt", "le") if hasattr(one, name)}
    if bounds:
        least = bounds["gt"] + 1 if "gt" in bounds and int in kinds else bounds.get("ge")
        said = [
            f"more than {bounds['gt']:,} to {bounds['le']:,}" if least is None else f"{least:,} to {bounds['le']:,}"
        ]
    return " or ".join([*said, *(["empty: off"] if len(kinds) > 1 else [])])


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return (
        "off"
        if value is None
        else "the host's name"
        if text == platform.node()
        else f"`{text.replace(f'{ROOT}/', '')}`"
        if text
        else "looked for"
    )


def _comments(source: str) -> dict[str, str]:
    """What is said beside each field of a class' source, else in the comment above it."""
    lines = source.splitlines()
    found = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            first = node.lineno - 1
            above = list(takewhile(lambda line: line.strip().startswith("# "), reversed(lines[:first])))
            end = (node.end_lineno or first) + (lines[node.end_lineno or 0 :][:1] == ["    )"])
            said = [*above[::-1], *(line[line.index("  # ") :] for line in lines[first:end] if "  # " in line)]
            found[node.target.id] = " ".join(part.strip().removeprefix("# ") for part in said).replace("|", "\\|")
    return found


def _profile() -> Iterator[tuple[str, str]]:
    for line in (ROOT / ".env").read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.startswith("#"):
            yield name, value


def _named(text: str) -> list[str]:
    return re.findall(r"TARN_[A-Z0-9_]+", text)


def _table(introduction: str, rows: list[Row]) -> str:
    head = f"\n{introduction}\n\n| Variable | Default | May be | What it is |\n|---|---|---|---|\n"
    return head + "".join(f"| `{row[0]}` | {' | '.join(row[1:])} |\n" for row in rows)


if __name__ == "__main__":
    for ours in [name for name in os.environ if name.startswith("TARN_")]:
        del os.environ[ours]
    secrets.read = lambda name: None  # noqa: ARG005 - the page shows no home's secrets
    main()
