"""A value that is asked for while somebody looks, and kept: a page never waits for a part that does not answer.

`look` begins to ask where what is kept is older than `every_s`, waits a moment, and says what there is: the value, how
old it is, why the last question failed, and since when an open one waits. Nobody looks: nothing is asked.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from lake.errors import TarnError, Transient
from lake.mask import masked

Value = TypeVar("Value")

_SHARE, _LATEST_S = 10, 5.0  # what takes long is asked less often: a tenth of the time, but every five seconds


@dataclass(frozen=True)
class Reading(Generic[Value]):
    """What is known: `age_s` of the value, why there is no newer one, and how long the open question waits."""

    value: Value | None = None
    age_s: float | None = None
    error: str | None = None
    waits_s: float = 0.0
    took_s: float = 0.0  # the last answer, but the first: that one connects


class Kept(Generic[Value]):
    """The last answer of `ask`, which may raise TarnError or Transient. Safe to share between threads."""

    def __init__(
        self,
        ask: Callable[[], Value],
        pool: ThreadPoolExecutor,
        every_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask, self._pool, self._every_s, self._clock = ask, pool, every_s, clock
        self._lock = threading.Lock()
        self._open: Future[Value] | None = None
        self._begun: float | None = None
        self._took = 0.0
        self._value: Value | None = None
        self._at: float | None = None
        self._error: str | None = None

    def look(self, wait_s: float = 0.0) -> Reading[Value]:
        """What is known after waiting `wait_s` at most for an answer that is due."""
        asked = self._asked()
        if asked is not None and wait_s > 0:
            wait([asked], wait_s)
        with self._lock:
            now = self._clock()
            return Reading(
                self._value,
                None if self._at is None else now - self._at,
                self._error,
                now - (self._begun or 0) if self._open is not None else 0.0,
                self._took,
            )

    def _asked(self) -> Future[Value] | None:
        with self._lock:
            now = self._clock()
            due = self._begun is None or now - self._begun >= max(self._every_s, min(self._took * _SHARE, _LATEST_S))
            if self._open is None and due:
                self._begun = now
                self._open = self._pool.submit(self._answered)
            return self._open

    def _answered(self) -> Value:
        error = "it failed; the console's log says why"
        try:
            value = self._ask()
            error = ""
            return value
        except (TarnError, Transient) as refused:
            error = masked(str(refused))
            raise
        except Exception as broken:
            structlog.get_logger().error("a question of the console failed", exc_info=broken)
            raise
        finally:
            with self._lock:
                now = self._clock()
                fair = not error and self._at is not None  # the first one connects, and a failure only waits
                self._took = now - (self._begun or 0) if fair else 0.0
                self._open = None
                self._error = error or None
                if not error:
                    self._value, self._at = value, now
