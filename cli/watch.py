"""`status`, `logs`, `start`, `stop`, `restart`: the parts of the embedded stack, looked at and switched one by one."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Group, RenderableType
from rich.live import Live

from cli import containers
from cli.progress import progress
from cli.screen import out, table
from cli.stack import only_embedded, show, tell
from lake import variables
from lake.errors import Stopped, TarnError
from lake.mode import in_container
from lake.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    import stack
    from lake.runtime.log_files import Line

Parts = Annotated[list[str], typer.Argument(metavar="PART...", help="Parts, as `status` names them.")]
Some = Annotated[list[str] | None, typer.Argument(metavar="[PART]...", help="Parts; all of them where none is named.")]

_EXIT = {"ready": 0, "not ready": 1, "stopped": 3}


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="Show it anew every second, until Ctrl-C.")] = False,
) -> None:
    """Show the parts of the stack; exit 0 when all are ready, 1 when one is not, 3 when the stack is stopped."""
    if in_container():
        containers.status(as_json, watch)
    only_embedded("status")
    import stack

    if watch and (as_json or not sys.stdout.isatty()):
        raise TarnError(
            "--watch is for a terminal, and shows a table: elsewhere call `status --json` as often as you like"
        )
    while watch:
        _watch()
    if stack.running():
        stack.verify()  # that it is this very stack
    rows = stack.status()
    whole = stack.verdict(rows) if stack.running() else "stopped"
    if as_json:
        parts = [asdict(row) | {"uptime_s": round(row.uptime_s, 1)} for row in rows]
        typer.echo(json.dumps({"state": whole, "parts": parts}))
    elif whole == "stopped":
        raise Stopped("the stack is stopped: ./tarn up starts it")
    else:
        out.print(_table(rows))
        for check in stack.disks():
            if check.level != "ok":  # what the parts say while a disk is full seldom names it
                show(check)
        tell(containers.ids())
    if whole == "not ready" and not as_json:
        names = ", ".join(row.name for row in rows if row.state != "ready" and (row.name, row.state) != _RESTS)
        raise TarnError(f"{names}: not ready; ./tarn logs PART shows what it says, ./tarn doctor may know more")
    raise typer.Exit(_EXIT[whole])


_RESTS = ("producer", "stopped")


def _watch() -> None:
    import stack

    def shown() -> RenderableType:
        if not stack.running():
            return "the stack is stopped: ./tarn up starts it"
        return Group(_table(stack.status()), time.strftime("%H:%M:%S   Ctrl-C ends this"))

    with Live(shown(), console=out, auto_refresh=False) as live:
        while True:
            time.sleep(1)
            live.update(shown(), refresh=True)


def _table(rows: Iterable[stack.Status]) -> RenderableType:
    made = table("part", "state", "port#", "pid#", "memory MB#", "up s#", "", leave_out=("up s", "memory MB", "port"))
    for row in rows:
        memory, up = (f"{row.rss / 1e6:.0f}", f"{row.uptime_s:.0f}") if row.pid else ("", "")
        made.add_row(row.name, row.state, str(row.port), str(row.pid or ""), memory, up, row.detail)
    return made


def logs(
    parts: Some = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what is written, until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, max=1_000_000, help="Last lines of each part.")] = 20,
) -> None:
    """Show what the parts say, by time, each line with its part's name."""
    only_embedded("logs", "docker compose logs [-f] [PART]")
    from stack import logs as written

    there = written.parts()
    for name in parts or ():
        if name not in there:
            raise TarnError(
                f"no log of {name!r}{variables.nearest(name, there)} (there are {', '.join(there) or 'none'})"
            )
    names = list(dict.fromkeys(parts or there))
    width = max(map(len, names), default=0)
    _print(written.last(names, lines), width if len(names) > 1 else 0)
    if follow:
        _print(written.follow(names), width if len(names) > 1 else 0)


def _print(lines: Iterable[Line], width: int) -> None:
    """On a terminal without what would steer it: a line may hold what an event held."""
    terminal = sys.stdout.isatty()
    for part, text in lines:
        shown = printable(text.replace("\t", "    ")) if terminal else text
        sys.stdout.write(f"{part:<{width}}  {shown}\n" if width else f"{shown}\n")
        if terminal:
            sys.stdout.flush()
    sys.stdout.flush()


def start(parts: Parts) -> None:
    """Start parts of the running stack, with the settings as they are now."""
    _each("start", parts)


def stop(parts: Parts) -> None:
    """Stop parts of the running stack. `./tarn start` goes on from there, and so does `./tarn up`."""
    _each("stop", parts)


def restart(parts: Parts) -> None:
    """Stop parts and start them again, with the settings as they are now."""
    _each("restart", parts)


def _each(how: str, parts: list[str]) -> None:
    only_embedded(how, f"docker compose {how} {' '.join(parts)}")
    import stack

    stack.verify()
    for part in parts:
        stack.named(part)  # all are known before one is touched
    with progress() as say:
        for part in parts:
            if how != "start":
                stack.stop(part)
            if how != "stop":
                stack.start(part, progress=say)
    out.print(f"{', '.join(parts)}: {'stopped' if how == 'stop' else 'ready'}")
