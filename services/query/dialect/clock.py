"""Date patterns: MySQL's (`date_format`, `date_parse`) and Joda's (`format_datetime`, `parse_datetime`)."""

# ruff: noqa: C901, PLR0911, PLR0912 - one return a case

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_BAD = "!INVALID_FUNCTION_ARGUMENT: "
JODA = "yYMdEaHhKkmsSZzDxweCG"
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def date_format(when: datetime, pattern: str) -> str:
    """`date_format`: MySQL's letters."""
    return re.sub(r"%(.)", lambda found: _mysql(when, found[1]), pattern, flags=re.S)


def _mysql(when: datetime, letter: str) -> str:
    hour12 = when.hour % 12 or 12
    simple = {
        "a": lambda: _WEEK[when.weekday()][:3], "b": lambda: _MONTHS[when.month - 1][:3], "c": lambda: str(when.month),
        "d": lambda: f"{when.day:02d}", "e": lambda: str(when.day), "f": lambda: f"{when.microsecond // 1000:03d}000",
        "H": lambda: f"{when.hour:02d}", "h": lambda: f"{hour12:02d}", "I": lambda: f"{hour12:02d}",
        "i": lambda: f"{when.minute:02d}", "j": lambda: f"{when.timetuple().tm_yday:03d}", "k": lambda: str(when.hour),
        "l": lambda: str(hour12), "M": lambda: _MONTHS[when.month - 1], "m": lambda: f"{when.month:02d}",
        "p": lambda: "AM" if when.hour < 12 else "PM", "r": lambda: f"{hour12:02d}:{when:%M:%S} {'AM' if when.hour < 12 else 'PM'}",  # noqa: E501
        "S": lambda: f"{when.second:02d}", "s": lambda: f"{when.second:02d}", "T": lambda: f"{when:%H:%M:%S}",
        "v": lambda: f"{when.isocalendar().week:02d}", "W": lambda: _WEEK[when.weekday()],
        "x": lambda: f"{when.isocalendar().year:04d}", "Y": lambda: f"{when.year:04d}", "y": lambda: f"{when.year % 100:02d}",  # noqa: E501
        "%": lambda: "%",
    }  # fmt: skip
    if letter in simple:
        shown: str = simple[letter]()  # type: ignore[no-untyped-call]
        return shown
    if letter in "DUuVwX":
        raise ValueError(f"{_BAD}%{letter} not supported in date format string")
    return letter


_PARSED = {
    "Y": r"(?P<year>[+-]?\d{1,9})", "y": r"(?P<short>\d{2})", "m": r"(?P<month>\d{1,2})", "c": r"(?P<month>\d{1,2})",
    "d": r"(?P<day>\d{1,2})", "e": r"(?P<day>\d{1,2})", "H": r"(?P<hour>\d{1,2})", "k": r"(?P<hour>\d{1,2})",
    "h": r"(?P<half>\d{1,2})", "I": r"(?P<half>\d{1,2})", "l": r"(?P<half>\d{1,2})", "i": r"(?P<minute>\d{1,2})",
    "s": r"(?P<second>\d{1,2})", "S": r"(?P<second>\d{1,2})", "p": r"(?P<noon>(?i:AM|PM))", "f": r"(?P<part>\d{1,9})",
    "T": r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2}):(?P<second>\d{1,2})", "b": r"(?P<name>[A-Za-z]{3})",
    "M": r"(?P<name>[A-Za-z]+)", "a": r"(?P<weekday>[A-Za-z]{3})", "W": r"(?P<weekday>[A-Za-z]+)",
    "j": r"(?P<yday>\d{1,3})", "%": "%", 
    "r": r"(?P<half>\d{1,2}):(?P<minute>\d{1,2}):(?P<second>\d{1,2}) (?P<noon>(?i:AM|PM))",
}  # fmt: skip


def date_parse(text: str, pattern: str) -> datetime:
    """`date_parse`. Raises ValueError with Trino's words."""
    pieces = re.split(r"(%.)", pattern)
    unknown = [one for one in pieces if one.startswith("%") and len(one) == 2 and one[1] not in _PARSED]
    if unknown and unknown[0] in ("%v", "%x"):
        raise ValueError(f"!NOT_SUPPORTED: date_parse with {unknown[0]} is not served by tarn's duckdb engine")
    if unknown:
        raise ValueError(f"{_BAD}{unknown[0]} not supported in date format string")
    made = "".join(
        _PARSED[one[1]] if one.startswith("%") and len(one) == 2 else re.escape(one) for one in pieces if one
    )
    made = re.sub(r"\\d\{1,9\}\)(?=\(\?P)", r"\\d{4})", made, count=1) if "%Y%" in pattern else made
    try:
        found = re.fullmatch(made, text)
    except re.error:
        found = None
    if found is None:
        raise ValueError(f'{_BAD}Invalid format: "{text}"')
    try:
        return _built(found.groupdict())
    except ValueError as error:
        if str(error).startswith("!"):
            raise
        raise ValueError(f'{_BAD}Cannot parse "{text}"') from None


def _built(parts: dict[str, str | None]) -> datetime:
    def number(name: str, default: int) -> int:
        return int(parts.get(name) or default)

    dated = any(parts.get(one) for one in ("month", "name", "day", "yday"))
    year = number("year", 2000 if dated else 1970)  # as Joda has it
    if parts.get("short"):
        year = 2000 + number("short", 0) if number("short", 0) < 70 else 1900 + number("short", 0)
    if parts.get("pivot"):  # Joda: two digits are the year within fifty of thirty years ago
        year, first = number("pivot", 0), datetime.now().year - 80  # noqa: DTZ005
        year = first + (year - first) % 100 if len(parts["pivot"] or "") == 2 else year
    month, hour = number("month", 1), number("hour", 0)
    if parts.get("name"):
        month = next(n for n, one in enumerate(_MONTHS, 1) if one[:3].lower() == str(parts["name"])[:3].lower())
    if not 1 <= year <= 9999:
        raise ValueError("!NOT_SUPPORTED: a year of more than four digits is not served by tarn's duckdb engine")
    if parts.get("half") and not 1 <= number("half", 0) <= 12:
        raise ValueError("clockhourOfHalfday must be in the range [1,12]")
    if parts.get("half"):
        hour = number("half", 0) % 12 + (12 if str(parts.get("noon") or "AM").upper() == "PM" else 0)
    part = int((parts.get("part") or "0").ljust(9, "0")[:3]) * 1000
    made = datetime(year, month, number("day", 1), hour, number("minute", 0), number("second", 0), part)
    if parts.get("yday"):
        made = made.replace(month=1, day=1) + timedelta(days=number("yday", 1) - 1)
    _check_weekday(made, parts.get("weekday"))
    return made


def _check_weekday(made: datetime, name: str | None) -> None:
    """Joda would move the day to the weekday that is written; so only a right one is served."""
    if name and _WEEK[made.weekday()][:3].lower() != name[:3].lower():
        raise LookupError("!NOT_SUPPORTED: a weekday that is not the date's is not served by tarn's duckdb engine")


def format_datetime(when: datetime, zone: str, pattern: str) -> str:
    """`format_datetime`: Joda's letters; text between quotes stays."""
    shown = []
    for found in re.finditer(r"'((?:[^']|'')*)'|([A-Za-z])\2*|.", pattern, re.S):
        if found[0].startswith("'"):
            shown.append(found[1].replace("''", "'") or "'")
        elif found[2]:
            shown.append(_joda(when, zone, found[2], len(found[0])))
        else:
            shown.append(found[0])
    return "".join(shown)


def _joda(when: datetime, zone: str, letter: str, size: int) -> str:
    half = when.hour % 12
    week = when.isocalendar()
    numbers = {
        "d": when.day, "H": when.hour, "h": half or 12, "K": half, "k": when.hour or 24, "m": when.minute, "s": when.second,  # noqa: E501
        "D": when.timetuple().tm_yday, "w": week.week, "e": week.weekday, "x": week.year,
        "C": when.year // 100,
    }  # fmt: skip
    if letter in "yYx":
        year = week.year if letter == "x" else when.year
        return f"{year % 100:02d}" if size == 2 else str(year).zfill(size)
    if letter in numbers:
        return str(numbers[letter]).zfill(size)
    if letter == "M":
        return str(when.month).zfill(size) if size < 3 else _MONTHS[when.month - 1][: 3 if size == 3 else None]
    if letter == "E":
        return _WEEK[when.weekday()][: None if size > 3 else 3]
    if letter == "G":
        return "AD"
    if letter == "a":
        return "AM" if when.hour < 12 else "PM"
    if letter == "S":
        return f"{when.microsecond:06d}".ljust(size, "0")[:3].ljust(size, "0")[:size]
    return _zone(when, zone, letter, size)


def _zone(when: datetime, zone: str, letter: str, size: int) -> str:
    if letter == "Z" and size == 3:
        return zone
    if letter == "z":
        if size > 3 and zone[0] not in "+-":
            raise ValueError("!NOT_SUPPORTED: the long name of a zone is not served by tarn's duckdb engine")
        return (
            "UTC" if zone == "UTC" else zone if zone[0] in "+-" else when.replace(tzinfo=ZoneInfo(zone)).strftime("%Z")
        )
    offset = zone if zone[0] in "+-" else when.replace(tzinfo=ZoneInfo(zone)).strftime("%z")
    plain = offset.replace(":", "")
    return plain if size == 1 else f"{plain[:3]}:{plain[3:]}"


_JODA_PARSED = {
    "y": "year", "Y": "year", "M": "month", "d": "day", "H": "hour", "h": "half", "m": "minute", "s": "second", "S": "part",  # noqa: E501
}  # fmt: skip


def parse_datetime(text: str, pattern: str) -> str:
    """`parse_datetime`, as `2020-01-01 00:00:00.000 zone`."""
    made = ""
    for found in re.finditer(r"'((?:[^']|'')*)'|([A-Za-z])\2*|.", pattern, re.S):
        letter, size = found[2], len(found[0])
        if found[0].startswith("'"):
            made += re.escape(found[1].replace("''", "'") or "'")
        elif letter == "E":
            made += r"(?P<weekday>[A-Za-z]+)"
        elif letter and letter in "yY" and size == 2:
            made += r"(?P<pivot>\d{1,9})"
        elif letter == "D":
            made += r"(?P<yday>\d{1,3})"
        elif letter == "M" and size > 2:
            made += r"(?P<name>[A-Za-z]+)"
        elif letter in _JODA_PARSED:
            most = size if letter == "S" else 9 if letter in "yY" else 2
            beside = pattern[found.end() : found.end() + 1] in _JODA_PARSED  # another number follows at once
            made += rf"(?P<{_JODA_PARSED[letter]}>\d{{{size if beside else f'1,{most}'}}})"
        elif letter == "a":
            made += r"(?P<noon>(?i:AM|PM))"
        elif letter == "Z":
            made += r"(?P<zone>[+-]\d{2}:?\d{2}|Z|[A-Za-z_]+(?:/[A-Za-z_]+)*)"
        elif letter:
            raise ValueError(f"!NOT_SUPPORTED: parse_datetime with '{letter}' is not served by tarn's duckdb engine")
        else:
            made += re.escape(found[0])
    try:
        match = re.fullmatch(made, text)
        when = _built(match.groupdict()) if match else None
    except (ValueError, StopIteration, re.error):
        when = None
    if match is None or when is None:
        raise ValueError(f'{_BAD}Invalid format: "{text}"')
    zone = match.groupdict().get("zone") or "UTC"
    zone = f"{zone[:3]}:{zone[-2:]}" if zone[0] in "+-" else "UTC" if zone == "Z" else zone
    return f"{when.isoformat(' ', 'milliseconds')} {zone}"


def offset_text(when: datetime, zone: str) -> str:
    """`Z` or `+01:00`, for to_iso8601; `when` in UTC."""
    if zone == "UTC":
        return "Z"
    if zone[0] in "+-":
        return zone
    shown = when.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone)).strftime("%z")  # noqa: UP017
    return f"{shown[:3]}:{shown[3:]}"


_ISO = re.compile(
    r"(\d{1,4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T(?:(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?"
)


def iso_day(text: str) -> str:
    """`from_iso8601_date`: a day, a week (its Monday), a day of a week, a day of a year, a month, a year."""
    try:
        if re.fullmatch(r"\d{4}-W\d\d(-\d)?", text):
            return date.fromisocalendar(int(text[:4]), int(text[6:8]), int(text[9:] or 1)).isoformat()
        if re.fullmatch(r"\d{4}-\d{3}", text):
            made = date(int(text[:4]), 1, 1) + timedelta(days=int(text[5:]) - 1)
            if made.year == int(text[:4]):
                return made.isoformat()
        if re.fullmatch(r"\d{1,4}(-\d\d?(-\d\d?)?)?", text):
            return date(*(int(one) for one in f"{text}-1-1".split("-")[:3])).isoformat()
    except ValueError:
        pass
    raise ValueError(f'{_BAD}Cannot parse "{text}"')


def iso_instant(text: str) -> str:
    """`from_iso8601_timestamp`, as `2020-01-01 00:00:00.000 zone`."""
    other = re.match(r"(\d{4}-W\d\d(-\d)?|\d{4}-\d{3})(?=T|$)", text)
    if other:
        text = iso_day(other[0]) + text[other.end() :]
    found = _ISO.fullmatch(text)
    if not found:
        raise ValueError(f'{_BAD}Invalid format: "{text}"')
    year, month, day, hour, minute, second, part, zone = found.groups()
    try:
        when = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        raise ValueError(f'{_BAD}Cannot parse "{text}"') from None
    shown = "UTC" if zone in (None, "Z") else zone if ":" in zone else f"{zone[:3]}:{zone[3:] or '00'}"
    return f"{when.isoformat(' ')}.{(part or '0').ljust(3, '0')[:3]} {shown}"
