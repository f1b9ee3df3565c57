"""A part that starts before those it stands on waits for them: parts may start in any order."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from lake.errors import NotYet, Transient

Answer = TypeVar("Answer")

LONGEST_S = 5.0  # between two looks


def awaited(
    look: Callable[[], Answer], log: Any, limit_s: float | None = None, sleep: Callable[[float], None] = time.sleep
) -> Answer:
    """What `look` answers, as soon as it raises neither NotYet nor Transient. A line says why it waits, each time anew.

    Raises the last of them where `limit_s` seconds were not enough, and everything else at once.
    """
    began, pause, said = time.monotonic(), 0.5, ""
    while True:
        try:
            answer = look()
        except (NotYet, Transient) as error:
            if limit_s is not None and time.monotonic() - began > limit_s:
                raise
            if str(error) != said:
                said = str(error)
                log.warning("waiting", why=said)
            sleep(pause)
            pause = min(2 * pause, LONGEST_S)
            continue
        if said:
            log.info("recovered", waited_s=round(time.monotonic() - began, 1))
        return answer
