"""When the job is due: every so many seconds, or by a cron expression (UTC). The clock is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from croniter import croniter

from lake.errors import TarnError

_LAG_S = 10.0  # for the sink's uploads, at most


class Schedule(Protocol):
    """Says when to start the next run after `now`, both in unix seconds."""

    def next(self, now: float) -> float: ...


@dataclass(frozen=True)
class Every:
    """Every `seconds`, counted from the epoch, so that a restart does not shift it; and a little later.

    The sink flushes by the same clock. Where both have the same period, a run brings in what has just been flushed.
    """

    seconds: float

    def next(self, now: float) -> float:
        lag = min(_LAG_S, self.seconds / 10)
        return ((now - lag) // self.seconds + 1) * self.seconds + lag


@dataclass(frozen=True)
class Cron:
    """A cron expression of five fields."""

    expression: str

    def next(self, now: float) -> float:
        return float(croniter(self.expression, now).get_next(float))


class Never:
    """Only when someone asks."""

    def next(self, now: float) -> float:  # noqa: ARG002 - the protocol's
        return float("inf")


def parse(text: str) -> Schedule:
    """Reads TARN_ETL_SCHEDULE: seconds, a cron expression, or `off`. Raises TarnError."""
    text = text.strip()
    if text == "off":
        return Never()
    try:
        seconds = float(text)
    except ValueError:
        if croniter.is_valid(text):
            return Cron(text)
    else:
        if 1 <= seconds < float("inf"):
            return Every(seconds)
    raise TarnError(
        f"setting TARN_ETL_SCHEDULE={text!r} is not usable: give seconds (1 or more), a cron expression or off"
    )
