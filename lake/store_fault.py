"""A fault of the object store that a person switches on for a while: every call is late, or fails.

The window is one line of JSON in `run/store-fault` of TARN_HOME, with the time at which it ends. The console writes it;
every program that reaches objects by `edges/objects.py` reads it before a call: sink, ETL (not Spark itself), crawler,
replay, query, console. It ends by its own clock, whoever has died meanwhile: a window counts for MOST_S at most, and
one that cannot be read counts as none. Containers share no TARN_HOME, so there is none there.
"""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar, get_args

from lake.config import home
from lake.errors import TarnError

Answer = TypeVar("Answer")
Kind = Literal["slow", "errors"]

MOST_S = 120.0  # the longest window
SLOW_S = 2.0  # by which a call is late
_LOOK_S = 0.25  # how old what was read may be


class Injected(OSError):
    """The call failed because somebody wanted it to. An OSError is tried again, as a store that is away."""


@dataclass(frozen=True)
class Window:
    """What fails, and from when until when (unix seconds)."""

    kind: Kind
    since: float
    until: float

    def open(self, now: float) -> bool:
        """Whether it is on: never for longer than MOST_S, whatever it says."""
        return self.since - 1 <= now < min(self.until, self.since + MOST_S)


def place() -> Path:
    """The file of the window."""
    return home() / "run" / "store-fault"


def switch_on(kind: Kind, seconds: float) -> Window:
    """Opens a window from now on, in place of another. Raises TarnError where it cannot be written."""
    now = time.time()
    window, path = Window(kind, now, now + min(seconds, MOST_S)), place()
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(window)))
        draft.replace(path)
    except OSError as error:
        raise TarnError(f"cannot write {path}: {error.strerror}") from None
    return window


def switch_off() -> None:
    """Closes the window, if there is one."""
    with suppress(OSError):
        place().unlink(missing_ok=True)


def read(path: Path) -> Window | None:
    """The window that a file holds; None where there is none, or it is not one of ours."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        window = Window(found["kind"], float(found["since"]), float(found["until"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return window if window.kind in get_args(Kind) and math.isfinite(window.since + window.until) else None


class Fault:
    """The window as a program sees it, read from the disk a few times a second at most."""

    def __init__(
        self,
        path: Callable[[], Path] = place,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._path, self._clock, self._sleep = path, clock, sleep
        self._looked = -math.inf
        self._window: Window | None = None

    def on(self) -> Window | None:
        """The window, while it is open."""
        now = self._clock()
        if not 0 <= now - self._looked < _LOOK_S:
            self._window, self._looked = read(self._path()), now
        return self._window if self._window is not None and self._window.open(now) else None

    def at(self, call: Callable[[], Answer]) -> Callable[[], Answer]:
        """The call as it is while a window is open: late by SLOW_S, or Injected in place of an answer."""
        return partial(self._passed, call)

    def _passed(self, call: Callable[[], Answer]) -> Answer:
        window = self.on()
        if window is not None and window.kind == "errors":
            raise Injected(f"a fault that is switched on for {window.until - self._clock():.0f} s more")
        if window is not None:
            self._sleep(SLOW_S)
        return call()


HERE = Fault()  # this program's
