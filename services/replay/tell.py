"""What a person is told of a run: results on standard output, the rest on standard error."""

from __future__ import annotations

import sys

from lake.accounts.replays import Planned, Run
from lake.mode import spoken
from lake.printable import printable

_FULL_SPEED = 40_000.0  # events a second; measured 43,000 on two busy cores, with dedup beside it


def told(planned: Planned, rate: float, speed: float, filtered: bool) -> str:
    """What a run would do, in one line."""
    most = "at most " if filtered else ""
    unknown = f" and what {planned.unknown:,} objects hold whose names do not tell" if planned.unknown else ""
    seconds = planned.events / (rate or _FULL_SPEED)
    pace = f"at {rate:,g} a second" if rate else f"at full speed, taken to be {_FULL_SPEED:,.0f} a second"
    what = f"{planned.objects:,} objects, {most}{planned.events:,} events{unknown}, {planned.bytes:,} bytes"
    lasts = f"as long as the events took, {speed:g} times as fast" if speed else f"about {seconds:,.0f} s {pace}"
    return f"{what}; {lasts}"


def outcome(run: Run) -> str:
    """What a run did, in one line."""
    parts = [f"{run.events:,} events sent of {run.objects:,} objects"]
    for count, what in ((run.left_out, "not chosen"), (run.unreadable, "lines no events"), (run.damaged, "damaged")):
        parts += [f"{count:,} {what}"] if count else []
    then = f"; ./tarn replay resume {run.id} goes on" if run.state == "paused" else ""
    return f"run {run.id} {run.state}: {', '.join(parts)}{spoken(then)}"


def result(line: str) -> None:
    """A result, on standard output."""
    sys.stdout.write(f"{printable(line)}\n")
    sys.stdout.flush()


def say(line: str) -> None:
    """What else there is to tell, on standard error."""
    sys.stderr.write(f"tarn: {printable(line)}\n")
    sys.stderr.flush()
