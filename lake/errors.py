"""The three kinds of failure, drawn once.

A bad record is the sender's fault and goes to quarantine. A transient failure is a neighbour's and is retried, bounded,
with backoff and jitter. Anything else is ours: it is not caught, the process ends loudly and its supervisor starts
it again. `TarnError` is for a person: one sentence that says what is wrong and what to do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lake.mask import masked
from lake.mode import spoken
from lake.printable import printable


class BadRecord(Exception):
    """This record can never be an event. `reason` is a code of `lake.event.Reason`, `detail` a sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Transient(Exception):
    """A neighbour did not answer in time; the same call may succeed in a moment."""


class TarnError(Exception):
    """What a person is told, in one line, before the program ends with `status`."""

    status = 1


class Stopped(TarnError):
    """The embedded stack does not run, so nothing else was looked at."""

    status = 3


class NotYet(TarnError):
    """A part, or what somebody makes in it, is not there yet: who starts early may wait for it (`patience.py`)."""


@contextmanager
def one_line() -> Iterator[None]:
    """Ends the program with one line and the failure's status, without a traceback, where the failure is not ours."""
    try:
        yield
    except (TarnError, Transient) as error:
        sys.stderr.write(f"tarn: {printable(masked(spoken(str(error))))}\n")
        raise SystemExit(getattr(error, "status", 1)) from None


def run(main: Callable[[], None]) -> None:
    """Runs a main: one line for a `TarnError` or `Transient`, a quiet end on Ctrl-C, a loud one on anything else."""
    with one_line():
        try:
            main()
        except KeyboardInterrupt:
            raise SystemExit(130) from None
