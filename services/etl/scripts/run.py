"""One run of a script, from taken to ended.

1. Fetch the script and its files from the store into a folder of the run's own.
2. Start it as a process; wait for its end, its timeout, or somebody who stops it.
3. Say how it ended, in Glue's words.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lake.edges.objects import ObjectStore
from lake.errors import TarnError, Transient
from lake.runtime.heartbeat import Stopped
from services.etl.scripts import arguments as asked
from services.etl.scripts import environment
from services.etl.scripts.arguments import Location
from services.etl.scripts.child import Child
from services.etl.scripts.settings import ScriptSettings

_FETCH_BYTES = 256 * 2**20  # of one file: a script is small, an archive of modules is not much larger
_LOOK_S = 0.25


@dataclass(frozen=True)
class Ended:
    """How a run ended: Glue's state, why where it is not SUCCEEDED, and what it did where its script says so."""

    state: str
    why: str | None = None
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Around:
    """What every run needs of this service."""

    settings: ScriptSettings
    store: ObjectStore
    catalog_url: str
    jars: Path


def execute(run: Mapping[str, Any], around: Around, logs: Path, check: Callable[[], None]) -> Ended:
    """Runs the script of a run. `check` is called now and then; what it raises ends the script."""
    folder = Path(tempfile.mkdtemp(prefix="tarn-job-"))
    try:
        _lay_out(run, around, folder, logs)
        return _worked(run, around, folder, logs, check)
    except (TarnError, Transient) as error:
        return Ended("FAILED", f"Error Category: LAUNCH_ERROR; {error}")
    except Stopped as stopped:
        return Ended("STOPPED", None if "someone" in str(stopped) else str(stopped))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _lay_out(run: Mapping[str, Any], around: Around, folder: Path, logs: Path) -> None:
    """Puts the script, its files and Spark's defaults into the folder."""
    command, given = run["Command"], run["Arguments"]
    for name in ("work", "py", "conf", "local"):
        (folder / name).mkdir()
    logs.mkdir(parents=True, exist_ok=True)
    script = asked.location(command["ScriptLocation"])
    _fetch(around.store, script, folder / "work" / script.name)
    for one in asked.files(given, "--extra-files"):
        _fetch(around.store, one, folder / "work" / one.name)
    for one in asked.files(given, "--extra-py-files"):
        into = "work" if one.name.endswith(".py") else "py"
        _fetch(around.store, one, folder / into / one.name)
    if command["Name"] == "glueetl":
        heap = asked.heap_mb(run.get("WorkerType"), around.settings.jobs_memory_mb)
        own = asked.spark_properties(given)
        if events := own.get("spark.eventLog.dir"):
            _make_folder(around.store, events)
        text = environment.spark_defaults(around.settings, around.store.settings, around.jars, heap, own)
        (folder / "conf" / "spark-defaults.conf").write_text(text, encoding="utf-8")
    line = asked.command_line(run["JobName"], run["Id"], given)
    told = {"script": str(folder / "work" / script.name), "arguments": line, "kind": command["Name"]}
    (folder / "run.json").write_text(json.dumps(told), encoding="utf-8")


def _fetch(store: ObjectStore, what: Location, to: Path) -> None:
    try:
        size, _ = store.stat(what.bucket, what.key)
        if size > _FETCH_BYTES:
            raise TarnError(f"{what} has {size} bytes; a file of a job may have {_FETCH_BYTES}")
        to.write_bytes(store.get(what.bucket, what.key))
    except KeyError:
        raise TarnError(f"{what} is not there: The specified key does not exist.") from None


def _make_folder(store: ObjectStore, path: str) -> None:
    """Spark writes its event log only into a folder that is there."""
    where = asked.location(path.rstrip("/") + "/.")
    if folder := where.key.removesuffix("."):  # a bucket is there without
        store.put(where.bucket, folder, b"")


def _worked(run: Mapping[str, Any], around: Around, folder: Path, logs: Path, check: Callable[[], None]) -> Ended:
    limit_s = 60.0 * run["Timeout"]
    until = time.monotonic() + limit_s
    own = asked.environment_variables(run["Arguments"])
    told = environment.variables(around.settings, around.store.settings, around.catalog_url, os.environ, folder)
    child = Child(folder, told | own, logs, around.settings.jobs_log_mb * 2**20)
    try:
        while (status := child.wait(_LOOK_S)) is None:
            check()
            if time.monotonic() >= until:
                return Ended("TIMEOUT", f"The job run reached its timeout of {run['Timeout']} minutes and was ended.")
    finally:
        child.end()
    return replace(ended(status, _said(folder)), result=_result(folder))


def ended(status: int, said: str | None) -> Ended:
    """What an exit status means, with the last words that the script's process left."""
    if status == 0:
        return Ended("SUCCEEDED")
    if said is not None:
        return Ended("FAILED", said)
    how = f"was killed by signal {-status}" if status < 0 else f"ended with exit code {status}"
    category = "OUT_OF_MEMORY_ERROR" if status == -9 else "UNCLASSIFIED_ERROR"
    more = "; the machine may have run out of memory" if status == -9 else ""
    return Ended("FAILED", f"Error Category: {category}; The script's process {how}{more}.")


def _said(folder: Path) -> str | None:
    try:
        return str(json.loads((folder / "ended.json").read_bytes())["error"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def _result(folder: Path) -> dict[str, Any]:
    """What a script of tarn's own (`services/etl/star`) left as its run's result."""
    try:
        found = json.loads((folder / "result.json").read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
