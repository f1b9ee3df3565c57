"""Members of a consumer group in threads, on the broker in memory: they are killed, joined and fenced at failpoints."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from lake.edges.kafka import careful, tail
from lake.runtime.member import Member
from tests.inmemory_broker import Broker, Process
from tests.polling import eventually


class Log:
    """Keeps what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __getattr__(self, _level: str) -> Any:
        return lambda event, **_fields: self.said.append(event)


class Running:
    """A member at work. Its thread ends with `stop`, or without a word where it was killed."""

    def __init__(self, name: str, make: Callable[[Running], Member]) -> None:
        self.name = name
        self.process = Process()
        self.log = Log()
        self.failure: BaseException | None = None
        self.member = make(self)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def begin(self) -> None:
        """Goes to work."""
        self._thread.start()

    def _work(self) -> None:
        try:
            self.member.run(self._stop, self.process.check)
        except SystemExit:  # it was killed
            return
        except Exception as error:  # noqa: BLE001 - `stop` raises it in the test
            self.failure = error

    def stop(self) -> None:
        """Ends it as SIGTERM does."""
        self._stop.set()
        self._thread.join(30)
        assert not self._thread.is_alive()
        if self.failure is not None:
            raise self.failure


class Failpoints:
    """What happens where a failpoint is reached, once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *modules: object) -> None:
        self.reached: list[str] = []
        self._acts: dict[str, tuple[int, Callable[[], None]]] = {}
        for module in modules:
            monkeypatch.setattr(module, "reach", self._reach)

    def at(self, point: str, time: int, act: Callable[[], None]) -> None:
        """Does it when this point is reached for so many times."""
        self._acts[point] = (time, act)

    def _reach(self, point: str) -> None:
        self.reached.append(point)
        time, act = self._acts.get(point, (0, lambda: None))
        if self.reached.count(point) == time:
            act()


class Members:
    """Who works on a lake in memory. Which member that is, the test of a service says (`made`)."""

    def __init__(self, failpoints: Failpoints) -> None:
        self.failpoints = failpoints
        self.running: list[Running] = []

    def made(self, running: Running) -> Member:
        """The member that works in this process."""
        raise NotImplementedError

    def start(self, name: str = "a") -> Running:
        """One more process."""
        self.running.append(Running(name, self.made))
        self.running[-1].begin()
        return self.running[-1]

    def kill(self) -> None:
        """As SIGKILL: the first process, in one of its threads."""
        self.running[0].process.kill()

    def stop_after(self, done: Callable[[], bool]) -> None:
        """Waits until all is done, and ends those that still live."""
        assert eventually(done, 20, every=0.01), [one.log.said for one in self.running]
        for one in self.running:
            if not one.process.dead:
                one.stop()


@contextmanager
def on(kafka: Broker, monkeypatch: pytest.MonkeyPatch, running: Sequence[Running]) -> Iterator[None]:
    """Whoever speaks Fetch reads this broker, and nothing in it is harmful. What still runs is killed in the end."""
    monkeypatch.setattr(careful, "stretch", lambda *_: None)
    monkeypatch.setattr(tail, "opened", kafka.opened)
    loud = threading.excepthook
    monkeypatch.setattr(threading, "excepthook", lambda it: None if it.exc_type is SystemExit else loud(it))
    yield
    for one in running:
        one.process.dead = True
    for thread in threading.enumerate():
        if thread.name == "commit":
            thread.join(5)
