"""Schedules as AWS's documents give them, and the times that follow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aws.schedule import BadSchedule, Rate, cron, parse

NOW = datetime(2026, 11, 27, 13, 30, 20, tzinfo=UTC)  # a Friday


def after(text: str, now: datetime = NOW) -> str | None:
    due = parse(text).after(now.timestamp())
    return None if due is None else datetime.fromtimestamp(due, UTC).strftime("%a %Y-%m-%d %H:%M")


# The examples of docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html and EventBridge's, and edges.
TIMES = [
    ("cron(0 10 * * ? *)", "Sat 2026-11-28 10:00"),
    ("cron(15 12 * * ? *)", "Sat 2026-11-28 12:15"),
    ("cron(0 18 ? * MON-FRI *)", "Fri 2026-11-27 18:00"),
    ("cron(0 8 1 * ? *)", "Tue 2026-12-01 08:00"),
    ("cron(0/15 * * * ? *)", "Fri 2026-11-27 13:45"),
    ("cron(0/10 * ? * MON-FRI *)", "Fri 2026-11-27 13:40"),
    ("cron(0/5 8-17 ? * MON-FRI *)", "Fri 2026-11-27 13:35"),
    ("cron(0/30 20-2 ? * MON-FRI *)", "Fri 2026-11-27 20:00"),
    ("cron(0 9 ? * 2#1 *)", "Mon 2026-12-07 09:00"),
    ("cron(0 9 ? * 6L *)", "Fri 2027-01-29 09:00", datetime(2026, 12, 26, tzinfo=UTC)),  # its Christmas is over
    ("cron(0 9 ? * L *)", "Sat 2026-11-28 09:00"),
    ("cron(0 12 L * ? *)", "Mon 2026-11-30 12:00"),
    ("cron(0 12 L-2 * ? *)", "Sat 2026-11-28 12:00"),
    ("cron(0 12 15W * ? *)", "Tue 2026-12-15 12:00"),
    ("cron(0 12 1W 8 ? *)", "Mon 2027-08-02 12:00"),
    ("cron(0 12 LW * ? *)", "Mon 2026-11-30 12:00"),
    ("cron(0 0 29 2 ? *)", "Tue 2028-02-29 00:00"),
    ("cron(0 0 1 JAN,JUL ? *)", "Fri 2027-01-01 00:00"),
    ("cron(0 0 ? * SUN 2028)", "Sun 2028-01-02 00:00"),
    ("cron(0 0 1 1 ? 2026)", None),
    ("cron(0 0 31 2 ? *)", None),
    ("rate(5 minutes)", "Fri 2026-11-27 13:35"),
    ("rate(1 hour)", "Fri 2026-11-27 14:30"),
    ("rate(7 days)", "Fri 2026-12-04 13:30"),
]


@pytest.mark.parametrize("case", TIMES, ids=lambda case: case[0])
def test_when_it_is_due_next(case: tuple[str, str | None] | tuple[str, str, datetime]) -> None:
    assert after(case[0], *case[2:]) == case[1]


def test_times_follow_each_other() -> None:
    cron, now, seen = parse("cron(0 0,12 * * ? *)"), NOW.timestamp(), []
    for _ in range(3):
        due = cron.after(now)
        assert due is not None
        seen.append(due)
        now = due
    assert [(b - a) / 3600 for a, b in zip(seen, seen[1:], strict=False)] == [12, 12]
    assert isinstance(parse("rate(1 minute)"), Rate)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every day",
        "cron(0 10 * * *)",
        "cron(0 10 * * * *)",
        "cron(0 10 ? * ? *)",
        "cron(60 10 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 0 32 * ? *)",
        "cron(0 0 * 13 ? *)",
        "cron(0 0 ? * 8 *)",
        "cron(0 0 ? * 2#6 *)",
        "cron(0 0 * * ? 1969)",
        "cron(0/0 0 * * ? *)",
        "cron(a 0 * * ? *)",
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "rate(5 weeks)",
    ],
)
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(BadSchedule):
        parse(text)


def test_a_crawler_takes_no_rate() -> None:
    assert cron("cron(0 10 * * ? *)") == parse("cron(0 10 * * ? *)")
    with pytest.raises(BadSchedule, match="no cron"):
        cron("rate(5 minutes)")
