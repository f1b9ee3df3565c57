"""Waiting for another process, with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable


def eventually(true: Callable[[], bool], seconds: float = 60, every: float = 0.2) -> bool:
    """Whether `true()` becomes true before the deadline."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)  # between two looks at another process, bounded by the deadline
    return True
