"""The schedule: seconds, cron or never; anything else is refused in one line."""

from __future__ import annotations

import pytest

from lake.errors import TarnError
from services.etl.schedule import parse

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z


@pytest.mark.parametrize(
    ("text", "now", "due"),
    [
        ("60", NOON, NOON + 6),  # a tenth later than the clock's minute, in which the sink flushes
        ("60", NOON + 6, NOON + 66),
        ("60", NOON + 65.9, NOON + 66),
        (" 3600 ", NOON + 11, NOON + 3610),
        ("0 * * * *", NOON, NOON + 3600),
        ("*/15 * * * *", NOON + 1, NOON + 900),
        ("30 3 * * *", NOON, NOON + 15.5 * 3600),
        ("off", NOON, float("inf")),
    ],
)
def test_when_the_next_run_is_due(text: str, now: float, due: float) -> None:
    assert parse(text).next(now) == due


@pytest.mark.parametrize("text", ["", "hourly", "0", "-5", "0.5", "nan", "inf", "61 * * * *", "* * *"])
def test_a_schedule_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(TarnError, match="TARN_ETL_SCHEDULE"):
        parse(text)
