"""Places where a test has this very process struck down, as a machine may at any moment.

`reach("sink.after_plan")` does nothing unless TARN_FAILPOINT names that place:

    sink.after_plan           killed there (SIGKILL)
    sink.after_plan:3         killed the third time it gets there
    sink.after_plan:3:STOP    frozen there (SIGSTOP), until it is told to go on
"""

from __future__ import annotations

import itertools
import os
import signal

_point, _, _rest = os.environ.get("TARN_FAILPOINT", "").partition(":")
_time, _, _how = _rest.partition(":")
_times = itertools.count(1)  # one `next` is atomic, and some places are reached by several threads


def _reach(point: str) -> None:
    if point == _point and next(_times) == int(_time or 1):
        os.kill(os.getpid(), signal.Signals["SIG" + (_how or "KILL")])


def _pass(point: str) -> None:
    """Nothing: no test is at work here."""


reach = _reach if _point else _pass
