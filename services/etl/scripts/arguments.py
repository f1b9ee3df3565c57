"""What the arguments of a run mean to whoever runs it: Glue's own among them, and what the script gets. Pure.

    docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html

What the catalog refuses (`services/catalog/script_rules.py`) never gets here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lake.errors import TarnError

# A heap as large as a worker's on Glue: half of its memory, which Python and the rest of Spark share with it.
_HEAP_MB = {"G.025X": 2048}
_OURS = ("spark.master", "spark.driver.memory", "spark.driver.extraClassPath", "spark.jars", "spark.local.dir")


@dataclass(frozen=True)
class Location:
    """An object in the store."""

    bucket: str
    key: str

    @property
    def name(self) -> str:
        """The name of the file that it becomes."""
        return self.key.rpartition("/")[2]

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def location(text: str) -> Location:
    """Raises TarnError for what is no object in S3."""
    bucket, _, key = text.strip().removeprefix("s3://").partition("/")
    if not text.strip().startswith("s3://") or not bucket or not key or key.endswith("/"):
        raise TarnError(f"{text!r} is no object in S3: give s3://bucket/key")
    return Location(bucket, key)


def files(arguments: Mapping[str, str], name: str) -> list[Location]:
    """The objects that `--extra-py-files` or `--extra-files` names, separated by commas."""
    return [location(one) for one in arguments.get(name, "").split(",") if one.strip()]


def command_line(job: str, run_id: str, arguments: Mapping[str, str]) -> list[str]:
    """The script's arguments: its own, and those that Glue adds. An empty value is a name alone."""
    added = {"--JOB_NAME": job, "--JOB_RUN_ID": run_id, "--job-bookmark-option": "job-bookmark-disable"}
    line = []
    for name, value in (added | dict(arguments)).items():
        line += [name, value] if value != "" else [name]
    return line


def spark_properties(arguments: Mapping[str, str]) -> dict[str, str]:
    """What `--conf` asks of Spark, one or several: `spark.a=b --conf spark.c=d`. Raises TarnError."""
    chosen = {}
    for one in arguments.get("--conf", "").split("--conf"):
        if not one.strip():
            continue
        name, equals, value = one.strip().partition("=")
        if not equals or not name.startswith("spark."):
            raise TarnError(f"argument --conf={one.strip()!r} is not usable: give spark.NAME=VALUE")
        if name in _OURS:
            raise TarnError(f"argument --conf {name} is not served: the stack decides it")
        chosen[name] = value
    if arguments.get("--enable-spark-ui", "").lower() == "true" and arguments.get("--spark-event-logs-path"):
        chosen |= {"spark.eventLog.enabled": "true", "spark.eventLog.dir": arguments["--spark-event-logs-path"]}
    return chosen


def heap_mb(worker_type: str | None, most: int) -> int:
    """Spark's heap: as the WorkerType has it on Glue, within the stack's limit."""
    return min(_HEAP_MB.get(worker_type or "", most), most)


def environment_variables(arguments: Mapping[str, str]) -> dict[str, str]:
    """What `--customer-driver-env-vars` sets: `CUSTOMER_A=1,CUSTOMER_B="two"`. Raises TarnError."""
    chosen = {}
    for one in ("--customer-driver-env-vars", "--customer-executor-env-vars"):  # the driver is the executor
        for pair in filter(None, (part.strip() for part in arguments.get(one, "").split(","))):
            name, equals, value = pair.partition("=")
            if not equals or not name.startswith("CUSTOMER_"):
                raise TarnError(f"argument {one}={pair!r} is not usable: give CUSTOMER_NAME=VALUE")
            chosen[name] = value.strip('"')
    return chosen
