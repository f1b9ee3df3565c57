"""What a job's definition and the arguments of its runs must fit beyond single values.

    arguments of a run    the job's DefaultArguments, under the run's own, under its NonOverridableArguments
                          (docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html)

A run of the job `etl` goes to tarn's own worker, which heeds the arguments of `HEEDED` and no others. A job whose
script lies in S3 is run by whoever runs scripts (`script_rules.py`). Another job's runs go to whoever asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lake.edges.catalog import ETL_JOB
from services.catalog import script_rules
from services.catalog.errors import InvalidInputException

Definition = Mapping[str, Any]

# Each with the values that it may have; Glue's own has the one that tarn always keeps to.
HEEDED = {"--objects": ("all", "announced"), "--job-bookmark-option": ("job-bookmark-enable",)}


def check_definition(name: str, definition: Definition) -> None:
    """Raises InvalidInputException for members that do not go together, and arguments that nobody would heed."""
    check_capacity(definition)
    if name == ETL_JOB:
        _check_heeded(definition.get("DefaultArguments") or {})
        if definition.get("NonOverridableArguments"):
            raise InvalidInputException(f"NonOverridableArguments of job {name!r} are not served: its schedule has own")
    else:
        script_rules.check_command(definition.get("Command") or {})
        script_rules.check_retries(definition)
    if worked_by(name, definition):
        script_rules.check_arguments(arguments_of_run(definition, {}))


def worked_by(name: str, definition: Definition) -> str | None:
    """Who takes the runs of a job: `scripts`, or None where a worker asks for the runs of this very job."""
    own = name == ETL_JOB or not script_rules.is_script(definition.get("Command") or {})
    return None if own else script_rules.SCRIPTS


def check_capacity(asked: Definition) -> None:
    """Raises InvalidInputException in Glue's words, as users saw them (getmoto/moto, aws/aws-cdk#26241)."""
    allocated, most, kind, count = (
        asked.get(name) is not None for name in ("AllocatedCapacity", "MaxCapacity", "WorkerType", "NumberOfWorkers")
    )
    if allocated and most:
        raise InvalidInputException("Please set only Allocated Capacity or Max Capacity")
    if most and (kind or count):
        raise InvalidInputException("Please do not set Max Capacity if using Worker Type and Number of Workers.")
    if kind != count:
        raise InvalidInputException("Please set both Worker Type and Number of Workers.")


def check_run(name: str, definition: Definition, arguments: Mapping[str, str]) -> None:
    """Raises InvalidInputException for an argument of a run that its worker would not heed, or may not be given."""
    if name == ETL_JOB:
        _check_heeded(arguments)
    if fixed := sorted(arguments.keys() & (definition.get("NonOverridableArguments") or {}).keys()):
        raise InvalidInputException(f"argument {fixed[0]} is one of the NonOverridableArguments of job {name!r}")
    if worked_by(name, definition):
        script_rules.check_arguments(arguments_of_run(definition, arguments))


def arguments_of_run(definition: Definition, own: Mapping[str, str]) -> dict[str, str]:
    """What the worker of a run gets."""
    return {
        **(definition.get("DefaultArguments") or {}),
        **own,
        **(definition.get("NonOverridableArguments") or {}),
    }


def runs_at_once(definition: Definition) -> int:
    """How many runs may be under way: one where the definition does not say."""
    allowed = (definition.get("ExecutionProperty") or {}).get("MaxConcurrentRuns")
    return 1 if allowed is None else int(allowed)


def _check_heeded(arguments: Mapping[str, str]) -> None:
    for name, value in arguments.items():
        if value not in (allowed := HEEDED.get(name, ())):
            values = f"its value is one of {', '.join(allowed)}" if allowed else f"use {', '.join(HEEDED)}"
            raise InvalidInputException(f"argument {name}={value!r} is not served: {values}")
