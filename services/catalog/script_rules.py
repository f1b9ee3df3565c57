"""Jobs that run a script of the user's own, and what of them is served. Pure.

    docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
    docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html

An argument that Glue itself reads and that would change what a run does here is honoured (`services/etl/scripts`) or
refused by name. Those that only ask for metrics and logs in CloudWatch change nothing that a script does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.catalog.errors import InvalidInputException

SCRIPTS = "scripts"  # who works such a job
RETRIES = 10  # docs.aws.amazon.com/glue/latest/dg/add-job.html: from 0 to 10

_KINDS = ("glueetl", "pythonshell")
_NOT_HERE = {
    "gluestreaming": "streaming jobs are not served; a glueetl job on a schedule reads what is new by its bookmark",
    "glueray": "Ray jobs are not served; use glueetl or pythonshell",
}
_NO_NETWORK = "a run installs nothing; put the modules into S3 and name them by --extra-py-files"
_NO_JARS = "a run has the jars of the stack's Spark and no others"
_REFUSED = {
    "--additional-python-modules": _NO_NETWORK,
    "--python-modules-installer-option": _NO_NETWORK,
    "--extra-jars": _NO_JARS,
    "--user-jars-first": _NO_JARS,
    "--datalake-formats": "Iceberg, Hudi and Delta Lake are not among the stack's jars",
    "--class": "a script is Python; Scala is not served",
    "--job-bookmark-from": "a bookmark goes on from the last run that committed it, or from a reset",
    "--job-bookmark-to": "a bookmark goes on from the last run that committed it, or from a reset",
    "--enable-lakeformation-fine-grained-access": "there is no Lake Formation here",
}
_VALUES = {
    "--job-language": ("python",),
    "--job-bookmark-option": ("job-bookmark-enable", "job-bookmark-disable", "job-bookmark-pause"),
}
# What Glue takes where a job leaves it out (API_CreateJob.html: Timeout, MaxCapacity).
_LEAST_TIMEOUT, _OLD_TIMEOUT = 480, 2880
_DPU = {"Standard": 1.0, "G.025X": 0.25, "Z.2X": 2.0}
_DPU |= {f"{kind}.{size}X": float(size) for kind in ("G", "R") for size in (1, 2, 4, 8, 12, 16)}
_OF_RUN = (
    "AllocatedCapacity",
    "MaxCapacity",
    "WorkerType",
    "NumberOfWorkers",
    "Timeout",
    "SecurityConfiguration",
    "NotificationProperty",
    "ExecutionClass",
)
_CAPACITY = _OF_RUN[:4]


def is_script(command: Mapping[str, Any]) -> bool:
    """Whether a job's Command names a script in S3."""
    return command.get("Name") in _KINDS and str(command.get("ScriptLocation") or "").startswith("s3://")


def check_command(command: Mapping[str, Any]) -> None:
    """Raises InvalidInputException for a kind of job that is not served."""
    if why := _NOT_HERE.get(str(command.get("Name"))):
        raise InvalidInputException(f"Command.Name {command['Name']!r} is not served: {why}")
    if command.get("Name") in _KINDS and str(command.get("ScriptLocation") or "").startswith(("s3a://", "s3n://")):
        raise InvalidInputException("Command.ScriptLocation must be an s3:// location")


def check_retries(definition: Mapping[str, Any]) -> None:
    """Raises InvalidInputException for more retries than Glue allows."""
    if not 0 <= int(definition.get("MaxRetries") or 0) <= RETRIES:
        raise InvalidInputException(f"MaxRetries must be from 0 to {RETRIES}")


def check_arguments(arguments: Mapping[str, str]) -> None:
    """Raises InvalidInputException for an argument that a run would not heed."""
    for name, value in arguments.items():
        if (why := _REFUSED.get(name)) and value.strip().lower() not in ("", "false"):
            raise InvalidInputException(f"argument {name}={value!r} is not served: {why}")
        if (allowed := _VALUES.get(name)) and value not in allowed:
            raise InvalidInputException(f"argument {name}={value!r} is not served: its value is {' or '.join(allowed)}")


def given(definition: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a run is started with beside its arguments: its own members over the job's, over what Glue takes."""
    capacity = asked if any(asked.get(name) is not None for name in _CAPACITY) else definition
    chosen: dict[str, Any] = {name: (capacity if name in _CAPACITY else asked).get(name) for name in _OF_RUN}
    chosen |= {name: definition.get(name) for name, value in chosen.items() if value is None and name not in _CAPACITY}
    chosen["GlueVersion"] = definition.get("GlueVersion")
    shell = (definition.get("Command") or {}).get("Name") == "pythonshell"
    chosen["Timeout"] = chosen["Timeout"] or (_OLD_TIMEOUT if shell else _timeout(chosen["GlueVersion"]))
    chosen["MaxCapacity"] = _capacity(chosen, shell)
    chosen["AllocatedCapacity"] = int(chosen["MaxCapacity"])
    chosen["LogGroupName"] = "/aws-glue/python-jobs" if shell else "/aws-glue/jobs"
    return {name: value for name, value in chosen.items() if value is not None}


def _timeout(version: str | None) -> int:
    """In minutes: 48 hours before Glue 5.0, 8 hours since."""
    return _OLD_TIMEOUT if version is not None and version.split(".")[0] in "01234" else _LEAST_TIMEOUT


def _capacity(chosen: Mapping[str, Any], shell: bool) -> float:
    if chosen["WorkerType"] is not None:
        per_worker = _DPU[chosen["WorkerType"]]
        return float(per_worker * chosen["NumberOfWorkers"])
    most: float | None = chosen["MaxCapacity"] if chosen["MaxCapacity"] is not None else chosen["AllocatedCapacity"]
    if most is None:
        return 0.0625 if shell else 10.0
    return float(most)
