"""The services' own log files, read by position and never copied: group `/tarn/<service>`, a stream a process.

`dedup-2.log` is stream `dedup-2` of `/tarn/dedup`; the supervisor's older files (`.log.1`, `.log.2`) come before it.
A line is an event. Its time is the one it states; a line that states none (of a traceback) has that of the line before.
A range of time is found by bisection, so a read costs what it reads.
"""

from __future__ import annotations

import heapq
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from services.metrics.logs.place import Event, is_place

PREFIX = "/tarn/"
MOST_LINE = 262_144  # bytes of an event: CloudWatch's own limit; the rest of a longer line is its own event
_BLOCK = 65_536
_SLACK_MS = 60_000  # how far lines of several threads may stand out of order
_NAME = re.compile(r"([a-z][a-z\-]*?)(?:-(\d+))?\.log")
_STATED = re.compile(rb'"timestamp": ?"([0-9T:.\-]+)Z"|^\[?(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)[,.](\d{3})')
_REDIS = re.compile(rb"^\d+:[A-Z] (\d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3}) ")


def groups(folder: Path) -> dict[str, dict[str, Path]]:
    """By group, by stream, the newest file."""
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.glob("*.log")) if folder.is_dir() else []:
        match = _NAME.fullmatch(path.name)
        if match:
            found.setdefault(PREFIX + match[1], {})[path.stem] = path
    return found


def stated(line: bytes) -> int | None:
    """The time that a line states, in milliseconds.

    >>> stated(b'{"event": "x", "timestamp": "2026-11-27T13:00:00.250000Z"}')
    1795784400250
    """
    match = _STATED.search(line)
    try:
        if match and match[1]:
            return _ms(datetime.fromisoformat(match[1].decode()))
        if match:
            return _ms(datetime.fromisoformat(f"{match[2].decode()}T{match[3].decode()}.{match[4].decode()}"))
        if redis := _REDIS.match(line):
            return _ms(datetime.strptime(redis[1].decode(), "%d %b %Y %H:%M:%S.%f"))
    except ValueError:
        return None
    return None


class FileStreams:
    """Some streams, read as one. A place is that of each stream: {stream: [inode, position]}."""

    def __init__(self, streams: dict[str, Path]) -> None:
        self._streams = {name: FileStream(name, path) for name, path in streams.items()}

    def knows(self, place: Any) -> bool:
        return isinstance(place, dict) and all(is_place(one) for one in place.values())

    def forward(self, start: int, end: int, after: Any) -> Iterator[Event]:
        after = after or {}
        each = [one.forward(start, end, after.get(name)) for name, one in self._streams.items()]
        yield from heapq.merge(*each, key=lambda event: event.at)

    def backward(self, start: int, end: int, before: Any) -> Iterator[Event]:
        before = before or {}
        each = [one.backward(start, end, before.get(name)) for name, one in self._streams.items()]
        yield from heapq.merge(*each, key=lambda event: -event.at)


class FileStream:
    """One stream: a file and the older ones before it."""

    def __init__(self, name: str, path: Path) -> None:
        self._name = name
        self._path = path

    def forward(self, start: int, end: int, after: Any) -> Iterator[Event]:
        files = self._files()
        inodes = [inode for _, inode in files]
        first = inodes.index(after[0]) if after and after[0] in inodes else 0
        for n, (path, inode) in enumerate(files[first:]):
            with path.open("rb") as file:
                resumed = after is not None and n == 0 and inode == after[0]
                at = _stated_before(file, after[1]) if resumed else None
                position = after[1] if resumed else _bisect(file, start)
                for event in self._lines(file, inode, position, at):
                    if resumed and event.place[1] == after[1]:
                        continue  # the event of the place itself
                    if event.at >= end + _SLACK_MS:
                        return
                    if start <= event.at < end:
                        yield event

    def backward(self, start: int, end: int, before: Any) -> Iterator[Event]:
        files = self._files()
        inodes = [inode for _, inode in files]
        last = inodes.index(before[0]) if before and before[0] in inodes else len(files) - 1
        for path, inode in reversed(files[: last + 1]):
            with path.open("rb") as file:
                stop = before[1] if before and inode == before[0] else os.fstat(file.fileno()).st_size
                while stop > 0:
                    begin = _line_start(file, max(0, stop - _BLOCK))
                    at = _stated_before(file, begin)
                    events = [e for e in self._lines(file, inode, begin, at) if e.place[1] < stop]
                    yield from (event for event in reversed(events) if start <= event.at < end)
                    if events and events[0].at < start - _SLACK_MS:
                        return
                    stop = begin

    def span(self) -> tuple[int, int] | None:
        """The times of the first and the last event."""
        first = next(self.forward(0, 1 << 62, None), None)
        last = next(self.backward(0, 1 << 62, None), None)
        return (first.at, last.at) if first and last else None

    def _files(self) -> list[tuple[Path, int]]:
        """Oldest first."""
        older: Sequence[Path] = sorted(
            (one for one in self._path.parent.glob(f"{self._path.name}.*") if one.suffix[1:].isdigit()),
            key=lambda one: -int(one.suffix[1:]),
        )
        return [(one, one.stat().st_ino) for one in [*older, self._path] if one.exists()]

    def _lines(self, file: BinaryIO, inode: int, position: int, at: int | None) -> Iterator[Event]:
        file.seek(position)
        written = int(os.fstat(file.fileno()).st_mtime * 1000)
        while line := file.readline(MOST_LINE):
            if not line.endswith(b"\n") and len(line) < MOST_LINE:
                return  # it is being written
            at = stated(line) or at
            text = line.rstrip(b"\r\n").decode("utf-8", "replace")
            if text:
                yield Event(at or written, [inode, position], self._name, at or written, text)
            position += len(line)


def _bisect(file: BinaryIO, start: int) -> int:
    """Where the first line of a time may be: before it everything is older."""
    low, high = 0, os.fstat(file.fileno()).st_size
    while high - low > _BLOCK:
        middle = _line_start(file, (low + high) // 2)
        if middle <= low:
            break
        at = _first_stated(file, middle)
        if at is not None and at < start - _SLACK_MS:
            low = middle
        else:
            high = middle
    return low


def _line_start(file: BinaryIO, position: int) -> int:
    """Where the line begins that a position is in."""
    while position > 0:
        begin = max(0, position - 4096)
        file.seek(begin)
        found = file.read(position - begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        position = begin
    return 0


def _first_stated(file: BinaryIO, position: int) -> int | None:
    file.seek(position)
    for _ in range(200):  # a traceback is shorter
        line = file.readline(MOST_LINE)
        if not line or (at := stated(line)) is not None:
            return at if line else None
    return None


def _stated_before(file: BinaryIO, position: int) -> int | None:
    """The time of the lines before a position: what a line without one takes over."""
    begin = _line_start(file, max(0, position - _BLOCK))
    file.seek(begin)
    lines = file.read(position - begin).splitlines()
    return next((at for line in reversed(lines) if (at := stated(line)) is not None), None)


def _ms(time: datetime) -> int:
    return int(time.replace(tzinfo=UTC).timestamp() * 1000)
