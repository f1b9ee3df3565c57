"""Starting and stopping the embedded stack.

`up`, in order:
1. look at every setting, and set up what is missing;
2. end what an earlier, killed supervisor left behind;
3. check ports, memory and disk;
4. write secrets, where the home has none yet, and every configuration, and start the supervisor;
5. start Kafka, Redis and the object store, and wait until each answers;
6. make topics and buckets;
7. start the services and wait until each is healthy.

Where the stack runs already, `up` starts what is stopped, and anew what runs with other settings than now. An `up` that
fails leaves nothing running that it has started. `down` lets the supervisor stop everything in reverse order,
then ends whatever still carries this stack's mark.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from lake import secrets, variables
from lake.config import port_base
from lake.errors import Stopped, TarnError
from stack import checks, java, kafka, object_store, packages, probes, processes, programs, redis, scripts, trino
from stack.jars import Progress
from stack.places import REPOSITORY, Places, places
from stack.processes import Supervisor
from stack.programs import Program
from stack.status import verify_base

FAILURES_TOLERATED = 3  # crashes in a row while starting before `up` gives up and shows why


@dataclass(frozen=True)
class Options:
    """`producer`: whether the continuous event generator runs. `wait_s`: how long a program may take to be ready."""

    producer: bool = True
    wait_s: float = 90.0


class Busy(TarnError):
    """Another process is starting this very stack."""


def up(options: Options, progress: Progress) -> None:
    """Starts the stack and returns when all of it is healthy. Raises TarnError; what it has started ends then."""
    at = places()
    at.make()
    if running():
        verify_base(at)
        _verify_parts(at)
    with _only_one(at):
        variables.check_values()
        packages.setup(progress)
        variables.check_values()  # some are judged with the packages that were just installed
        supervisor = processes.Supervisor(at)
        fresh = not supervisor.alive()
        try:
            _flow(_begin(at, progress) if fresh else supervisor, options, at, progress)
        except TarnError:
            if fresh:  # a stack that was there before is not ours to stop
                down(progress=progress)
            raise


def _flow(supervisor: Supervisor, options: Options, at: Places, progress: Progress) -> None:
    """Steps 5 to 7: what runs with other settings than now is started anew, what is too many is stopped."""
    _write_configurations(at)
    _start(supervisor, programs.parts(at), at, options.wait_s, progress)
    progress("making topics and buckets")
    _bootstrap(at)
    services = [*programs.engines(at), *programs.services(at)]
    _start(
        supervisor,
        [one for one in services if options.producer or one.name != "producer"],
        at,
        options.wait_s,
        progress,
    )
    names = {program.name for program in services}
    for program in programs.slots(at):
        if (program.group == "services" or program.name == trino.NAME) and program.name not in names:
            supervisor.stop(program.supervised_name)


def down(wipe: bool = False, progress: Progress = lambda _: None) -> int:
    """Stops the stack and returns how many processes it had. `wipe` removes what it stored and its logs too."""
    at = places()
    count = len(processes.members(at))
    supervisor = processes.Supervisor(at)
    if supervisor.alive():
        progress("stopping, last started first")
        with suppress(TarnError, psutil.NoSuchProcess):  # it ended this moment; what it left is swept up below
            process = psutil.Process(supervisor.pid)
            supervisor.shutdown()
            _, stubborn = psutil.wait_procs([process], timeout=90)
            if stubborn:
                progress(f"{len(processes.members(at))} processes do not stop and are ended")
    processes.sweep(at)
    at.forget()
    if wipe:
        for folder in (at.data, at.log, at.run):
            shutil.rmtree(folder, ignore_errors=True)
    return count


def count() -> int:
    """How many processes of this stack there are, whether its supervisor answers or not."""
    return len(processes.members(places()))


def running() -> bool:
    """Whether the supervisor of this stack answers."""
    return processes.Supervisor(places()).alive()


def start(name: str, options: Options | None = None, progress: Progress = lambda _: None) -> None:
    """Starts one program and returns when it is ready. Raises TarnError."""
    at = places()
    supervisor = _running_supervisor(at)
    _write_configurations(at)
    _start(supervisor, [named(name, at)], at, (options or Options()).wait_s, progress)


def stop(name: str) -> None:
    """Stops one program and returns when it has ended. Raises TarnError."""
    at = places()
    _running_supervisor(at).stop(named(name, at).supervised_name)


def _begin(at: Places, progress: Progress) -> Supervisor:
    """Steps 2 to 4."""
    left = processes.sweep(at)
    if left:
        progress(f"ended {left} processes that an earlier run had left")
    at.forget()
    at.make()
    runtime = java.find()
    java.prepare(runtime)
    secrets.make(at.home)
    properties = _write_configurations(at)
    table = programs.programs(at)
    for warning in checks.preflight(table, at):
        progress(f"{warning.sentence}: {warning.remedy}")
    scripts.write_configuration(programs.slots(at), at)
    kafka.format_once(runtime, at, properties)
    at.base.write_text(str(port_base()), encoding="ascii")
    return processes.launch(at)


def _write_configurations(at: Places) -> Path:
    """Of the parts, as the settings are now. Returns Kafka's."""
    object_store.write_configuration(at)
    redis.write_configuration(redis.find(at), at)
    if trino.wanted():
        trino.write_configuration(at)
    return kafka.write_configuration(at)


def _start(supervisor: Supervisor, table: list[Program], at: Places, wait_s: float, progress: Progress) -> None:
    """Asks for all of the table at once, then waits for each."""
    running_now = _running(supervisor)
    for program in table:
        if program.name in running_now and (names := scripts.changed(program, at)):
            progress(f"{program.name} is started anew: {', '.join(names)} changed")
            supervisor.stop(program.supervised_name)
        scripts.write(program, at)
        supervisor.start(program.supervised_name)
    crashes = {program.name: _Crashes() for program in table}
    waiting = list(table)
    began = time.monotonic()
    while waiting:
        progress(f"starting {', '.join(program.name for program in waiting)}")
        infos = supervisor.processes()
        for program in list(waiting):
            trouble = probes.trouble(program) if infos[program.name]["pid"] else "it ended"
            if trouble is None:
                waiting.remove(program)
            elif crashes[program.name].count(infos[program.name]) >= FAILURES_TOLERATED:
                why = programs.log_tail(program.name, at)
                raise TarnError(f"{program.name} does not start: {why}; its log is {at.log / program.name}.log")
            elif time.monotonic() > began + max(wait_s, program.start_s):
                late = f"{program.name} is not ready after {max(wait_s, program.start_s):.0f} s: {trouble}"
                raise TarnError(f"{late}; its log is {at.log / program.name}.log")
        if waiting:
            time.sleep(0.2)


def _running(supervisor: Supervisor) -> set[str]:
    return {name for name, info in supervisor.processes().items() if info["pid"]}


class _Crashes:
    """Counts how often a program was started anew while we watch: by its pid, which differs each time."""

    def __init__(self) -> None:
        self._pids: set[int] = set()

    def count(self, info: dict[str, object]) -> int:
        """Ends seen so far."""
        self._pids.add(int(str(info["pid"])))
        ended = len(self._pids - {0})
        return FAILURES_TOLERATED if info["statename"] == "FATAL" else ended - 1


def _bootstrap(at: Places) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "lake.runtime.bootstrap"],
        cwd=REPOSITORY,
        env=programs.bootstrap_environment(at),
        capture_output=True,
        text=True,
        check=False,
    )
    (at.log / "bootstrap.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode != 0:
        raise TarnError(f"cannot make topics and buckets: {programs.log_tail('bootstrap', at)}")


def named(name: str, at: Places | None = None) -> Program:
    """A program of the table. Raises TarnError where there is none of that name."""
    table = programs.programs(at or places())
    for program in table:
        if program.name == name:
            return program
    raise TarnError(f"there is no part {name!r}: choose one of {', '.join(one.name for one in table)}")


def _verify_parts(at: Places) -> None:
    """Raises TarnError where another version of tarn started this stack and its supervisor lacks a part of ours."""
    missing = {program.name for program in programs.slots(at)} - processes.Supervisor(at).processes().keys()
    if missing:
        raise TarnError(
            f"another version of tarn started this stack, without {', '.join(sorted(missing))}: ./tarn down first, "
            "then ./tarn up; nothing is lost"
        )


def _running_supervisor(at: Places) -> Supervisor:
    supervisor = processes.Supervisor(at)
    if not supervisor.alive():
        raise Stopped("the stack is stopped: ./tarn up starts it")
    verify_base(at)
    return supervisor


@contextmanager
def _only_one(at: Places) -> Iterator[None]:
    """Raises Busy where another `up` of this stack is at work."""
    with (at.run / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(f"another `tarn up` is at work in {at.home}: wait for it, or stop it") from None
        yield
