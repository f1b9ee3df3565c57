"""`tarn doctor`: everything a stack needs, looked at one by one, with what to do where something is amiss."""

from __future__ import annotations

import platform
from collections.abc import Callable

from lake import variables
from lake.errors import TarnError
from lake.mask import masked
from stack import checks, java, object_store, packages, redis
from stack.checks import Check
from stack.lifecycle import running
from stack.places import Places, places
from stack.programs import log_tail, programs
from stack.status import Status, status


def doctor() -> list[Check]:
    """All checks. Raises TarnError only where TARN_HOME itself is unusable."""
    at = places()
    at.make()
    found = [Check("python", "ok", f"Python {platform.python_version()}"), _tried("settings", _settings)]
    parts = [_tried("java", _java), _tried("redis", lambda: redis.find(at).name)]
    parts += [_tried("object store", lambda: _store(at))]
    found += [*parts, _tried("set-up", _set_up), *checks.machine(at)]
    if any(check.level == "bad" for check in parts):
        return found
    return found + (_programs(at) if running() else _ports(at))


def disks() -> list[Check]:
    """The disks alone: what `status` needs to say when one is full."""
    return checks.disks(places())


def _tried(name: str, look: Callable[[], str]) -> Check:
    """What `look` says, or the TarnError it raises, split into what is and what to do."""
    try:
        return Check(name, "ok", look())
    except TarnError as error:
        sentence, _, remedy = masked(str(error)).partition(": ")
        return Check(name, "bad", sentence, remedy)


def _settings() -> str:
    variables.check_values()
    return "every setting can be"


def _java() -> str:
    runtime = java.find()
    return f"Java {runtime.version}, {'from its wheel' if runtime.wheel else f'in {runtime.home}'}"


def _store(at: Places) -> str:
    minio = object_store.find_minio(at)
    return f"MinIO, {minio}" if minio else "S3Proxy (no MinIO was found)"


def _set_up() -> str:
    if not packages.ready():
        raise TarnError("packages or jars are not complete yet: `tarn up` fetches them")
    return "packages and jars are complete"


def _ports(at: Places) -> list[Check]:
    taken = checks.ports(programs(at))
    return taken or [Check("ports", "ok", "every port is free and the stack is stopped")]


def _programs(at: Places) -> list[Check]:
    return [_program(one, at) for one in status()]


def _program(one: Status, at: Places) -> Check:
    if one.state == "ready":
        return Check(one.name, "ok", f"ready on port {one.port}")
    if one.state == "stopped":
        return Check(one.name, "warn", "stopped", "`tarn up` starts it")
    return Check(
        one.name, "bad", f"{one.state}: {one.detail or log_tail(one.name, at)}", f"see {at.log / one.name}.log"
    )
