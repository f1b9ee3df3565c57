"""What the parts say: their log files, merged by time, and what is added to them from now on."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from lake.runtime.log_files import Line, merged
from stack.places import Places, places
from stack.programs import programs

BESIDE = ("liveness", "bootstrap")  # what is no program of the table and has a log


def parts() -> list[str]:
    """The names that have a log here, in the order of the table."""
    at = places()
    names = [*(program.name for program in programs(at)), *BESIDE]
    return [name for name in names if (at.log / f"{name}.log").exists()]


def last(names: Iterable[str], count: int) -> list[Line]:
    """The last `count` lines of each, by time."""
    at = places()
    return [line for _, line in merged({part: _file(part, at) for part in names}, count)]


def follow(names: Iterable[str], every_s: float = 0.2) -> Iterator[Line]:
    """Every line that is written from now on, for ever; a file that is rotated or wiped is gone on with."""
    at = places()
    return _followed({name: _end(_file(name, at)) for name in names}, at, every_s)


def _followed(at_end: dict[str, tuple[int, int]], at: Places, every_s: float) -> Iterator[Line]:
    while True:
        for name, (inode, offset) in at_end.items():
            lines, at_end[name] = added(_file(name, at), inode, offset)
            yield from (Line(name, line) for line in lines)
        time.sleep(every_s)


def added(path: Path, inode: int, offset: int) -> tuple[list[str], tuple[int, int]]:
    """The whole lines behind `offset`, and where to go on: at the start of a new file where this is another."""
    try:
        with path.open("rb") as file:
            now = path.stat()
            start = offset if now.st_ino == inode and now.st_size >= offset else 0
            file.seek(start)
            whole = file.read().rpartition(b"\n")[0]
    except OSError:
        return [], (0, 0)
    lines = [line.decode("utf-8", "replace") for line in whole.split(b"\n")] if whole else []
    return lines, (now.st_ino, start + len(whole) + (1 if whole else 0))


def _file(name: str, at: Places) -> Path:
    return at.log / f"{name}.log"


def _end(path: Path) -> tuple[int, int]:
    try:
        now = path.stat()
    except OSError:
        return 0, 0
    return now.st_ino, now.st_size
