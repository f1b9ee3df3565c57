"""`replay repair`, `reprocess`, `resume`, `list`: raw events into a topic once more. The work is services/replay's."""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
import time
from typing import Annotated, NoReturn

import msgspec
import typer

from cli.screen import out, table
from lake.accounts import replays
from lake.accounts.replay_words import chosen, state, times, what
from lake.accounts.replays import Choice, Wish
from lake.config import load
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import Topics, TopicSettings

app = typer.Typer(help="Raw events into a topic once more.")

Type = Annotated[str | None, typer.Option("--type", help="Events of this type.")]
Subtype = Annotated[str | None, typer.Option(help="Events of this subtype.")]
Since = Annotated[str | None, typer.Option(help="created_at at this time (UTC) or later, e.g. 2026-11-21T10:30.")]
Until = Annotated[str | None, typer.Option(help="created_at before this time.")]
DeliveredSince = Annotated[str | None, typer.Option(help="In objects written at this time or later.")]
DeliveredUntil = Annotated[str | None, typer.Option(help="In objects written before this time.")]
Speed = Annotated[
    str, typer.Option(help="max, or how many times as fast as the events happened: 1, 60; in the order of created_at.")
]
Objects = Annotated[list[str] | None, typer.Option("--object", help="The key of an object; may be given again.")]
Ids = Annotated[str | None, typer.Option(help="A file of event_uuids, one a line.")]
Rate = Annotated[float, typer.Option(min=0, help="Events a second; 0 is as fast as it goes.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say how many objects, events and bytes it would be.")]


@app.command("repair")
def repair(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    type_: Type = None,
    subtype: Subtype = None,
    since: Since = None,
    until: Until = None,
    delivered_since: DeliveredSince = None,
    delivered_until: DeliveredUntil = None,
    object_: Objects = None,
    ids: Ids = None,
    rate: Rate = 0,
    forgotten: Annotated[
        bool, typer.Option("--forgotten", help="Also what dedup may have forgotten: it passes once more.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Send raw events through dedup again: what is there already is dropped, what is missing passes."""
    choice = chosen(type_, subtype, (since, until), (delivered_since, delivered_until), object_, ids)
    _run(Wish(_who(), "repair", choice=choice, rate=rate, forgotten=forgotten, dry_run=dry_run))


@app.command("reprocess")
def reprocess(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    to: Annotated[str, typer.Option(help="The topic; made where it is not there.")],
    type_: Type = None,
    subtype: Subtype = None,
    since: Since = None,
    until: Until = None,
    delivered_since: DeliveredSince = None,
    delivered_until: DeliveredUntil = None,
    object_: Objects = None,
    ids: Ids = None,
    rate: Rate = 0,
    speed: Speed = "max",
    dry_run: DryRun = False,
) -> None:
    """Send raw events, as they were sent once, to a topic other than `events`; a header names the run."""
    choice = chosen(type_, subtype, (since, until), (delivered_since, delivered_until), object_, ids)
    _run(Wish(_who(), "reprocess", to, choice, rate, times(speed), dry_run=dry_run))


@app.command("resume")
def resume(
    run: Annotated[str, typer.Argument(help="The id of a run; replay list shows it.")],
    ids: Annotated[str | None, typer.Option(help="Where its file of ids lies by now, if it was moved.")] = None,
) -> None:
    """Go on with a run that was paused or killed: it neither repeats nor skips an event."""
    _run(Wish(_who(), choice=Choice(ids=ids), resume=run))


@app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """List the runs: who asked for what, when, how many events, and how it ended."""
    with Topics(load(TopicSettings)) as topics:
        found = list(replays.runs(load(BrokerSettings), topics).values())
    if as_json:
        typer.echo(json.dumps([msgspec.to_builtins(run, str_keys=True) | {"events": run.events} for run in found]))
        return
    shown = table("run", "who", "started", "what", "to", "events#", "objects#", "state", leave_out=("who", "to"))
    for run in found:
        when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(run.started)) + "Z"
        objects = f"{run.objects:,} of {run.planned.objects:,}"
        shown.add_row(run.id, run.who, when, what(run), run.topic, f"{run.events:,}", objects, state(run, time.time()))
    out.print(shown if found else "nothing was replayed yet")


def _who() -> str:
    try:
        return f"{getpass.getuser()}@{socket.gethostname()}"
    except (KeyError, OSError):  # a container's user may have no name
        return socket.gethostname()


def _run(wish: Wish) -> NoReturn:
    """Becomes `python -m services.replay`, so that a signal reaches it: Ctrl-C pauses the run."""
    os.execv(sys.executable, [sys.executable, "-m", "services.replay", msgspec.json.encode(wish).decode()])
