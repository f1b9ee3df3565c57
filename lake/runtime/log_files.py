"""Log files of services: their last lines, and several of them merged by time.

`tarn logs` prints them, the console's page *Logs* shows them. A line without a time of its own has that of the
one before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

_LINE_MOST = 512  # bytes of a line, on average and more, by which it is guessed where the last lines begin
_ISO = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)")
_REDIS = re.compile(r"^\d+:\w (\d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d+)")


class Line(NamedTuple):
    """One line of a part's log."""

    part: str
    text: str


def merged(files: Mapping[str, Path], count: int) -> list[tuple[float, Line]]:
    """The last `count` lines of each part's file by time (unix seconds; 0 where nobody can tell)."""
    found = []
    for part, path in files.items():
        lines = tail(path, count)
        found += [(moment, Line(part, line)) for moment, line in zip(times(lines), lines, strict=True)]
    return sorted(found, key=lambda one: one[0])  # stable: a file keeps its order


def tail(path: Path, count: int) -> list[str]:
    """The last lines of a file; none where there is no file."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            reach = (count + 1) * _LINE_MOST
            while True:
                file.seek(max(0, size - reach))
                lines = file.read(min(size, reach)).split(b"\n")
                if len(lines) > count + 1 or reach >= size:
                    break
                reach *= 4
    except OSError:
        return []
    whole = lines[:-1] if lines[-1] == b"" else lines
    return [line.decode("utf-8", "replace") for line in whole[len(whole) - min(count, len(whole)) :]]


def times(lines: list[str]) -> list[float]:
    """When each line was written (unix seconds): its own time, else that of the one before it."""
    found, before = [], 0.0
    for line in lines:
        before = _moment(line) or before
        found.append(before)
    return found


def _moment(line: str) -> float | None:
    try:
        if redis := _REDIS.match(line):
            return datetime.strptime(redis[1], "%d %b %Y %H:%M:%S.%f").timestamp()
        iso = _ISO.search(line[:64]) or _ISO.search(line[-64:])  # ours have it last
        return datetime.fromisoformat(iso[1].replace(",", ".")).timestamp() if iso else None
    except ValueError:
        return None
