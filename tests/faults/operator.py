"""What an operator, or bad luck, does to a running stack: the verbs of the fault tests.

kill("kafka")                  SIGKILL; returns when the supervisor's next one is ready
kill_at("sink.after_plan", 2)  a process in the service's place dies at that point, the second time it gets there
frozen_at("sink.after_plan")   the same, frozen there (SIGSTOP) while the block lasts
pause("dedup", seconds)        SIGSTOP, SIGCONT
join("sink")                   one more member of the group
rewind("sink")                 offsets set back by hand, as `alter-offsets` does: the metadata is gone
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from tests.conftest import ROOT
from tests.faults import groups
from tests.polling import eventually

FLUSHES_OFTEN = {"TARN_SINK_BUFFER_S": "0.5"}  # a sink that has not to be waited for
PARTS = {
    "server.properties": "kafka",
    "redis.conf": "redis",
    "s3proxy.properties": "object-store",
    "minio": "object-store",
}


class Operator:
    """Acts on the embedded stack of a test session, by its processes and by Kafka's admin API."""

    def __init__(self, env: Mapping[str, str], bootstrap: str) -> None:
        self._env = env
        self._bootstrap = bootstrap
        self._members: list[subprocess.Popen[bytes]] = []
        self._stopped: set[str] = set()
        self._commands: dict[str, tuple[list[str], dict[str, str]]] = {}  # with its environment, by service
        self._log = Path(env["TARN_HOME"]).parent / "members.log"  # beside the home, which is wiped in the end
        self.struck_at = 0.0  # when the last fault struck, on the monotonic clock

    def struck(self) -> None:
        """The fault is over: from here on it is counted how long things take to flow again."""
        self.struck_at = time.monotonic()

    # The supervised processes

    def process(self, name: str) -> psutil.Process:
        """The supervised process of a program."""
        found: list[psutil.Process] = []

        def runs() -> bool:
            found.extend(filter(None, [self._find(name)]))
            return bool(found)

        assert eventually(runs, 30), f"{name} does not run"
        return found[0]

    def stop(self, name: str) -> None:
        """Stops a program as `supervisorctl stop` does."""
        self._stopped.add(name)
        self._switch("stop", name)

    def start(self, name: str) -> None:
        """Starts it, and returns when it is ready."""
        self._switch("start", name)
        self._stopped.discard(name)

    def kill(self, name: str) -> None:
        """SIGKILL; returns when the next one is ready."""
        self._strike(self.process(name))
        self.start(name)

    def kill_spark(self, over: Callable[[], bool]) -> None:
        """SIGKILL to every JVM of Spark's that is there until the run is over: also to one left of the run before."""
        struck = False
        while not over():
            found = self._spark()
            if found is not None:
                self._strike(found)
                struck = True
            self.let_pass(0.05)
        assert struck, "no JVM of Spark's was seen"

    def pause(self, name: str, seconds: float) -> None:
        """Freezes a program for a while, as a busy machine or a long garbage collection does."""
        with self.suspended(name, seconds):
            pass

    @contextmanager
    def suspended(self, name: str, seconds: float) -> Iterator[None]:
        """The same, for so long at least, and while the block lasts."""
        process = self.process(name)
        process.suspend()
        self.struck_at = time.monotonic()
        try:
            yield
            self.let_pass(max(0.0, self.struck_at + seconds - time.monotonic()))
        finally:
            process.resume()

    def resident(self, name: str) -> int:
        """Resident bytes of a program; 0 while it does not run."""
        with suppress(psutil.Error):
            found = self._find(name)
            return found.memory_info().rss if found else 0
        return 0

    # Members of our own: the service's very command and environment, and a little more

    def join(self, service: str, **settings: str) -> subprocess.Popen[bytes]:
        """One more member of the service's group."""
        return self.stand_in(service, TARN_INSTANCE="second", **settings)

    def stand_in(self, service: str, **settings: str) -> subprocess.Popen[bytes]:
        """A process of ours with the service's own name, where it is stopped."""
        command, environment = self._command_of(service)
        own = {"TARN_METRICS_PORT": "0", **settings}
        with self._log.open("ab") as log:
            member = subprocess.Popen(
                command,
                env=environment | own,
                cwd=self._env["TARN_HOME"],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._members.append(member)
        return member

    def kill_at(self, point: str, time_: int = 1, **settings: str) -> None:
        """A member in the service's place is killed at a failpoint; then the service starts again."""
        service = point.partition(".")[0]
        with self.in_place_of(service):
            member = self.stand_in(service, TARN_FAILPOINT=f"{point}:{time_}", **settings)
            ended = eventually(lambda: member.poll() is not None, 300)  # a run of Spark may be what reaches it
            self.struck_at = time.monotonic()
            assert ended, f"{point} was not reached in 300 s; {self._python('import stack; print(*stack.status())')}"
            assert member.returncode == -signal.SIGKILL, (
                f"{point} was not reached: {member.returncode}, see {self._log}"
            )

    def said(self) -> str:
        """What members of ours have logged."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @contextmanager
    def frozen_at(self, point: str, time_: int = 1, **settings: str) -> Iterator[None]:
        """A member in the service's place freezes at a failpoint; after the block it goes on, and is told to stop."""
        service = point.partition(".")[0]
        self._command_of(service)
        self.stop(service)
        member = self.join(service, TARN_FAILPOINT=f"{point}:{time_}:STOP", **settings)
        frozen = psutil.Process(member.pid)
        assert eventually(lambda: frozen.status() == psutil.STATUS_STOPPED, 60), f"{point} was not reached"
        self.struck_at = time.monotonic()
        self.start(service)
        yield
        frozen.resume()
        self.leave(member)

    @contextmanager
    def in_place_of(self, service: str) -> Iterator[None]:
        """The service is stopped within the block, and started after it."""
        self._command_of(service)
        self.stop(service)
        try:
            yield
        finally:
            self.start(service)

    def leave(self, member: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
        """Ends a member of ours."""
        member.send_signal(how)
        self.struck_at = time.monotonic()
        member.wait(timeout=60)

    def shoot(self, member: subprocess.Popen[bytes]) -> None:
        """SIGKILL to a member of ours."""
        member.kill()
        self.struck_at = time.monotonic()

    # Kafka

    def rewind(self, group: str, dice: random.Random, at_most: int = 1_000_000) -> None:
        """Sets back the offsets of a group, none of whose members runs; each by up to `at_most` records."""
        groups.rewind(self._bootstrap, group, dice, at_most)
        self.struck_at = time.monotonic()

    def add_partitions(self, topic: str, more: int) -> int:
        """More partitions for a topic that is in use; answers how many it has now."""
        count = groups.add_partitions(self._bootstrap, topic, more)
        self.struck_at = time.monotonic()
        return count

    def let_pass(self, seconds: float) -> None:
        """Time goes by while things are as they are."""
        time.sleep(seconds)

    def flowing(self) -> bool:
        """Whether all that is in Kafka by now is decided and delivered."""
        return groups.read_up(self._bootstrap)

    # After a test

    def tidy(self) -> None:
        """Ends what a test left of its own members, and starts what it left stopped."""
        for member in self._members:
            if member.poll() is None:
                member.kill()
                member.wait()
        self._members.clear()
        for name in list(self._stopped):
            self.start(name)

    def _strike(self, process: psutil.Process) -> None:
        process.kill()
        self.struck_at = time.monotonic()
        assert eventually(lambda: not process.is_running(), 10)

    def _command_of(self, service: str) -> tuple[list[str], dict[str, str]]:
        """As the supervisor starts it; remembered, for when it is stopped."""
        found = self._find(service) if service in self._commands else self.process(service)
        if found is not None:
            self._commands[service] = found.cmdline(), found.environ()
        return self._commands[service]

    def _find(self, name: str) -> psutil.Process | None:
        """The supervisor's own child, and no member of ours; by the last word of its command."""
        mark = os.path.realpath(self._env["TARN_HOME"])
        for process in psutil.process_iter():
            with suppress(psutil.Error, IndexError):
                if (
                    process.environ().get("TARN_STACK") == mark
                    and "supervisor.supervisord" in (process.parent() or process).cmdline()
                ):
                    last = os.path.basename(process.cmdline()[-1]).removeprefix("services.")
                    if PARTS.get(last, last) == name and process.status() != psutil.STATUS_ZOMBIE:
                        return process
        return None

    def _spark(self) -> psutil.Process | None:
        mark = os.path.realpath(self._env["TARN_HOME"])
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("TARN_STACK") == mark and "org.apache.spark" in " ".join(process.cmdline()):
                    return process
        return None

    def _switch(self, how: str, name: str) -> None:
        self._python(f"import stack; stack.{how}({name!r})")

    def _python(self, code: str) -> str:
        env = {**self._env, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout
