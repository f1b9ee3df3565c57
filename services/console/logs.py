"""The Logs page: the last lines of every service by time, those that hold a text, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from lake.config import home
from lake.mask import masked
from lake.mode import in_container
from lake.runtime.log_files import Line, merged
from services.console.render import Asked, render

SHOWN = 200  # lines
READ = 500  # of each service; where a text is looked for, READ_FOR_TEXT
READ_FOR_TEXT = 5_000
_FILTER = 200  # characters
LEVELS = ("all", "warning", "error")
_WORSE = {"warning": ("warning", "error", "critical"), "error": ("error", "critical")}


@dataclass(frozen=True)
class Said:
    """One line: what a service of ours wrote as JSON is taken apart, any other is its text."""

    at: float
    part: str
    level: str
    text: str
    rest: str = ""


def said(at: float, line: Line) -> Said:
    """A line, read.

    >>> said(0.0, Line("sink", '{"level":"info","event":"ready","service":"sink","port":1,"timestamp":"x"}'))
    Said(at=0.0, part='sink', level='info', text='ready', rest='port=1')
    """
    try:
        told = json.loads(line.text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or "event" not in told:
        return Said(at, line.part, "", masked(line.text))
    rest = {name: v for name, v in told.items() if name not in ("event", "level", "timestamp", "service")}
    text = " ".join(f"{name}={value}" for name, value in rest.items())
    return Said(at, line.part, str(told.get("level", "")), masked(str(told["event"])), masked(text))


def matching(lines: Iterable[tuple[float, Line]], text: str, level: str) -> list[Said]:
    """The newest lines that hold `text` (any case) and are of `level` or worse, the newest first."""
    wanted = text.casefold()
    found: list[Said] = []
    for at, line in lines:
        if wanted and wanted not in line.text.casefold():
            continue
        one = said(at, line)
        if level == "all" or one.level in _WORSE[level]:
            found.append(one)
            if len(found) == SHOWN:
                break
    return found


class Logs:
    """What the page asks."""

    def page(self, request: Request) -> Response:
        query = request.query_params
        there = sorted(_files()) if not in_container() else []
        return render(request, "logs.html", parts=there, query=query, levels=LEVELS, in_container=in_container())

    def now(self, request: Request) -> Response:
        query = request.query_params
        text, level, part = query.get("text", "")[:_FILTER], query.get("level") or "all", query.get("part", "")
        files = _files()
        if level not in LEVELS or (part and part not in files):
            raise Asked(f"there is no log of {part[:40]!r}" if level in LEVELS else f"no level {level[:40]!r}")
        chosen = {part: files[part]} if part else files
        count = READ_FOR_TEXT if text or level != "all" else READ
        found = matching(reversed(merged(chosen, count)), text, level)
        return render(request, "lines.html", lines=found, shown=SHOWN, read=count, text=text)


def _files() -> dict[str, Path]:
    """The log of each part, by its name."""
    return {path.stem: path for path in (home() / "log").glob("*.log")}
