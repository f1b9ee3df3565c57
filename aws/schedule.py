"""Schedules as AWS writes them, `cron(…)` and `rate(…)`, in UTC.

    cron(minutes hours day-of-month month day-of-week year)    , - * / ? L W #
    rate(5 minutes)

    docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
    docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html

Days of the week are 1 to 7, Sunday first. One of the two days must be `?`. Pure: the time is passed in.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_DAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), 1)}
_UNITS = {"minute": 60, "hour": 3_600, "day": 86_400}
_YEARS = (1970, 2199)


class BadSchedule(ValueError):
    """A text that is no schedule of AWS's."""


@dataclass(frozen=True)
class Rate:
    """Every so many seconds, from the time that it was set."""

    seconds: int

    def after(self, now: float) -> float:
        """When it is due next."""
        return now + self.seconds


@dataclass(frozen=True)
class Cron:
    """Minutes that six fields describe."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    month_day: str
    months: frozenset[int]
    week_day: str
    years: tuple[int, int] | frozenset[int]

    def after(self, now: float) -> float | None:
        """The first such minute after `now`, in unix seconds; None where there is none any more."""
        start = datetime.fromtimestamp(now, UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
        for year in self._years(start.year):
            for month in sorted(self.months):
                if (year, month) < (start.year, start.month):
                    continue
                for day in self._days(year, month):
                    if found := self._minute(datetime(year, month, day, tzinfo=UTC), start):
                        return found.timestamp()
        return None

    def _years(self, first: int) -> Iterator[int]:
        """At most 40 years ahead: a 29 February on a Monday comes within 28, or 40 where a century has none."""
        if isinstance(self.years, frozenset):
            yield from sorted(year for year in self.years if year >= first)
        else:
            yield from range(first, min(first + 41, self.years[1] + 1))

    def _minute(self, day: datetime, start: datetime) -> datetime | None:
        if day.date() < start.date():
            return None
        for hour in self.hours:
            for minute in self.minutes:
                moment = day.replace(hour=hour, minute=minute)
                if moment >= start:
                    return moment
        return None

    def _days(self, year: int, month: int) -> list[int]:
        last = calendar.monthrange(year, month)[1]
        if self.week_day != "?":
            found = {day for part in self.week_day.split(",") for day in _of_week(part, year, month)}
        else:
            found = {day for part in self.month_day.split(",") for day in _of_month(part, year, month)}
        return sorted(day for day in found if 1 <= day <= last)


def parse(text: str) -> Cron | Rate:
    """A schedule. Raises BadSchedule, which says what is wrong."""
    if found := re.fullmatch(r"rate\((\d{1,9}) (minute|hour|day)(s?)\)", text):
        count, unit, plural = int(found[1]), found[2], found[3]
        if count < 1 or (count == 1) == bool(plural):
            raise BadSchedule(f"{text!r}: one {unit} is singular, more are plural")
        return Rate(count * _UNITS[unit])
    found = re.fullmatch(r"cron\((.*)\)", text.strip())
    if not found:
        raise BadSchedule(f"{text[:100]!r} is neither cron(…) nor rate(…)")
    fields = found[1].upper().split()
    if len(fields) != 6:
        raise BadSchedule(f"{text[:100]!r} has {len(fields)} fields; cron has six, the last is the year")
    return _cron(fields)


def cron(text: str) -> Cron:
    """A schedule of a crawler, which takes no rate. Raises BadSchedule."""
    found = parse(text)
    if isinstance(found, Rate):
        raise BadSchedule(f"{text[:100]!r} is no cron(…)")
    return found


def _cron(fields: list[str]) -> Cron:
    minutes, hours, month_day, months, week_day, years = fields
    if (month_day == "?") == (week_day == "?"):
        raise BadSchedule("one of day-of-month and day-of-week must be ?, and not both")
    for part in week_day.split(","):
        _of_week(part, 2026, 1)
    for part in month_day.split(","):
        _of_month(part, 2026, 1)
    return Cron(
        tuple(sorted(_numbers(minutes, 0, 59))),
        tuple(sorted(_numbers(hours, 0, 23))),
        month_day,
        frozenset(_numbers(months, 1, 12, _MONTHS)),
        week_day,
        _YEARS if years == "*" else frozenset(_numbers(years, *_YEARS)),
    )


def _numbers(text: str, least: int, most: int, names: dict[str, int] | None = None) -> set[int]:
    """The numbers of a field: lists, ranges, steps, names."""
    found: set[int] = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if first == "*" and not dash:
            low, high = least, most
        else:
            low = _number(first, least, most, names)
            high = _number(last, least, most, names) if dash else (most if slash else low)
        by = _number(step, 1, most, None) if slash else 1
        if low > high:  # FRI-MON goes over the end
            found |= set(range(low, most + 1, by)) | set(range(least, high + 1, by))
        else:
            found |= set(range(low, high + 1, by))
    return found


def _number(text: str, least: int, most: int, names: dict[str, int] | None) -> int:
    number = (names or {}).get(text, int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1)
    if not least <= number <= most:
        raise BadSchedule(f"{text[:20]!r} is not from {least} to {most}")
    return number


def _of_month(part: str, year: int, month: int) -> set[int]:
    last = calendar.monthrange(year, month)[1]
    if part == "?":
        return set()
    if part == "L":
        return {last}
    if part == "LW":
        return {_work_day(year, month, last)}
    if part.endswith("W"):
        return {_work_day(year, month, min(_number(part[:-1], 1, 31, None), last))}
    if part.startswith("L-"):
        return {last - _number(part[2:], 1, 30, None)}
    return _numbers(part, 1, 31)


def _work_day(year: int, month: int, day: int) -> int:
    """The day from Monday to Friday that is nearest in the same month."""
    last = calendar.monthrange(year, month)[1]
    weekday = date(year, month, day).weekday()
    if weekday == 5:
        return day - 1 if day > 1 else day + 2
    if weekday == 6:
        return day + 1 if day < last else day - 2
    return day


def _of_week(part: str, year: int, month: int) -> set[int]:
    last = calendar.monthrange(year, month)[1]
    days = {day: date(year, month, day).isoweekday() % 7 + 1 for day in range(1, last + 1)}
    if part == "?":
        return set()
    if "#" in part:
        name, _, place = part.partition("#")
        wanted, count = _number(name, 1, 7, _DAYS), _number(place, 1, 5, None)
        return set(sorted(day for day, of in days.items() if of == wanted)[count - 1 : count])
    if part.endswith("L"):
        wanted = _number(part[:-1], 1, 7, _DAYS) if part != "L" else 7
        return {max(day for day, of in days.items() if of == wanted)}
    return {day for day, of in days.items() if of in _numbers(part, 1, 7, _DAYS)}
