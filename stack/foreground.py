"""The stack as long as a terminal watches it: up, wait, and down again on Ctrl-C."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from lake.errors import TarnError
from stack.jars import Progress
from stack.lifecycle import Busy, Options, down, running, up

# SIGINT among them: a shell starts a background job with it ignored, and Python would leave it so.
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up_in_foreground(options: Options, progress: Progress) -> None:
    """`up`, then waits; Ctrl-C, SIGTERM or a closed terminal stops everything, and goes on as KeyboardInterrupt.

    Raises TarnError. Where `up` fails, what it started is stopped again, but not a stack that was there before.
    """
    was_there = running()
    try:
        with _signals_as_interrupts():
            up(options, progress)
            progress("the stack is up; Ctrl-C stops it")
            while running():
                time.sleep(1)
    except KeyboardInterrupt:
        progress("stopping")
        _down(progress)
        raise
    except Busy:
        raise  # the other one's stack is not ours to stop
    except TarnError:
        if not was_there:
            _down(progress)
        raise
    progress("the stack was stopped from elsewhere")
    _down(progress)


def _down(progress: Progress) -> None:
    with _signals_ignored():
        down(wipe=False, progress=progress)


@contextmanager
def _signals_as_interrupts() -> Iterator[None]:
    """A closed terminal or a polite kill ends the run as Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in _ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _signals_ignored() -> Iterator[None]:
    """An impatient second Ctrl-C does not interrupt the stopping."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
