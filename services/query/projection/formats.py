"""Java's date patterns (java.time.format.DateTimeFormatter) between times and texts: numbers and English names."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_MONTHS = ("January", "February", "March", "April", "May", "June") + (
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_RANK = "yMdHmsS"  # from the longest to the shortest; u is y
_WIDEST = {"y": 4, "u": 4, "M": 4, "d": 2, "D": 3, "H": 2, "h": 2, "a": 1, "m": 2, "s": 2, "S": 9, "E": 4}
_PIECE = re.compile(r"'((?:[^']|'')*)'|(([A-Za-z])\3*)|([^A-Za-z']+)")


class Format:
    """A pattern, ready to write and to read."""

    def __init__(self, pattern: str) -> None:
        """Raises ValueError for a pattern that is not understood."""
        self.pattern = pattern
        self._parts: list[tuple[str, str]] = []  # (letter, its letters), or ("", literal)
        at = 0
        while at < len(pattern):
            match = _PIECE.match(pattern, at)
            if match is None or any(c in (match.group(4) or "") for c in "[]{}#"):
                raise ValueError(f"pattern {pattern!r} is not understood at {pattern[at:]!r}")
            at = match.end()
            if match.group(2):
                self._add(match.group(2))
            else:
                literal = match.group(4) if match.group(1) is None else match.group(1).replace("''", "'") or "'"
                self._parts.append(("", literal))
        if not any(letter for letter, _ in self._parts):
            raise ValueError(f"pattern {pattern!r} holds no part of a date")
        self._regex = re.compile("".join(self._reading(*part) for part in self._parts))

    def _add(self, letters: str) -> None:
        letter = "y" if letters[0] == "u" else letters[0]
        if letter not in _WIDEST or len(letters) > _WIDEST[letter] or (letter == "y" and len(letters) == 3):
            raise ValueError(f"pattern {self.pattern!r}: {letters} is not served")
        self._parts.append((letter, letters))

    @property
    def finest(self) -> str:
        """The letter of the shortest unit that the pattern tells."""
        found = {{"D": "d", "h": "H", "a": "H", "E": "d"}.get(letter, letter) for letter, _ in self._parts if letter}
        return max(found, key=_RANK.index)

    @property
    def sorts(self) -> bool:
        """Whether texts order as their times do: numbers of one width, the longest unit first."""
        letters = [(letter, text) for letter, text in self._parts if letter]
        order = [_RANK.find(letter) for letter, _ in letters]
        whole = order == list(range(len(order)))
        return whole and all(len(text) == {"y": 4, "S": len(text)}.get(letter, 2) for letter, text in letters)

    def write(self, at: datetime) -> str:
        """A time as text."""
        return "".join(text if not letter else _written(letter, len(text), at) for letter, text in self._parts)

    def read(self, text: str) -> datetime:
        """The earliest time that a text tells. Raises ValueError."""
        match = self._regex.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not formatted as {self.pattern}")
        found: dict[str, str] = {}
        for (letter, _), value in zip([part for part in self._parts if part[0]], match.groups(), strict=True):
            if found.setdefault(letter, value) != value:
                raise ValueError(f"{text!r} tells {letter} twice")
        return _time(found)

    @staticmethod
    def _reading(letter: str, text: str) -> str:
        if not letter:
            return re.escape(text)
        if letter == "a":
            return "(AM|PM)"
        if letter == "E" or (letter == "M" and len(text) > 2):
            names = _DAYS if letter == "E" else _MONTHS
            return f"({'|'.join(name if len(text) == 4 else name[:3] for name in names)})"
        if letter == "S" or len(text) > 1:
            return rf"(\d{{{len(text)}}})"
        return r"(\d{1,9})" if letter == "y" else r"(\d{1,3})"


def _written(letter: str, width: int, at: datetime) -> str:
    if letter == "y" and width == 2:
        return f"{at.year % 100:02}"
    if letter in "ME" and width > 2:
        name = _MONTHS[at.month - 1] if letter == "M" else _DAYS[at.weekday()]
        return name if width == 4 else name[:3]
    if letter == "E":
        return _DAYS[at.weekday()][:3]
    if letter == "a":
        return "PM" if at.hour >= 12 else "AM"
    if letter == "S":
        return f"{at.microsecond:06}000"[:width]
    value = {
        "y": at.year,
        "M": at.month,
        "d": at.day,
        "D": at.timetuple().tm_yday,
        "H": at.hour,
        "h": (at.hour - 1) % 12 + 1,
        "m": at.minute,
        "s": at.second,
    }[letter]
    return str(value).rjust(width, "0")


def _time(found: dict[str, str]) -> datetime:
    year = found.get("y", "1970")
    number = int(year) + (2000 if len(year) == 2 else 0)
    month = found.get("M", "1")
    if not month.isdigit():
        month = str([name[:3] for name in _MONTHS].index(month[:3]) + 1)
    hour = int(found.get("H", "0"))
    if "h" in found:
        if not 1 <= int(found["h"]) <= 12:
            raise ValueError(f"{found['h']} is no hour of 1 to 12")
        hour = int(found["h"]) % 12 + (12 if found.get("a") == "PM" else 0)
    micro = int(found.get("S", "0").ljust(6, "0")[:6])
    at = datetime(
        number, int(month), int(found.get("d", "1")), hour, int(found.get("m", "0")), int(found.get("s", "0")), micro
    )
    if "D" in found:
        at = at.replace(month=1, day=1) + timedelta(days=int(found["D"]) - 1)
        if at.year != number:
            raise ValueError(f"year {number} has no day {found['D']}")
    return at
