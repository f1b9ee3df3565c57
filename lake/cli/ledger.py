"""`ledger` and `drain`: what came in, what became of it, and waiting until all of it has landed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Annotated

import typer

from lake.catalog import Catalog, CatalogSettings
from lake.cli.etl import finished_run
from lake.cli.screen import out, progress, table
from lake.config import load
from lake.errors import TarnError
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC, QUARANTINE_TOPIC, SINK_GROUP, UNIQUE_TOPIC
from lake.ledger import Account, read, total
from lake.topics import Topics, TopicSettings

_SHOWN = (
    "produced",
    "in",
    "unique",
    "duplicate",
    "quarantined",
    "in_flight",
    "delivered",
    "rows",
    "rejected",
    "pending",
)


def ledger(as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """Show the ledger; exit 1 when its sides are not equal."""
    with Topics(load(TopicSettings)) as topics:
        accounts = read(topics, Catalog(load(CatalogSettings).catalog_url))
    whole = total(accounts.values())
    if as_json:
        partitions = {str(p): row.as_json() for p, row in accounts.items()}
        typer.echo(json.dumps(whole.as_json() | {"partitions": partitions}))
    else:
        show(accounts)
    if not whole.balanced:
        raise typer.Exit(1)


def show(accounts: dict[int, Account]) -> None:
    """Prints one row a partition, the sum, and the verdict."""
    shown = table("partition", *(f"{name.replace('_', ' ')}#" for name in _SHOWN))
    whole = total(accounts.values())
    for name, row in [*((str(p), row) for p, row in accounts.items()), ("all", whole)]:
        cells = row.as_json()
        shown.add_row(name, *(f"{cells[column]:,}" for column in _SHOWN))
    out.print(shown)
    if whole.superseded:
        out.print(f"superseded by a newer version: {whole.superseded:,}")
    if whole.redriven:
        out.print(f"sent again from quarantine, and so produced once more: {whole.redriven:,}")
    if whole.strays:
        out.print(f"strays that dedup did not write, quarantined by the sink: {whole.strays:,}")
    for fault in whole.faults:
        out.print(f"[red]{fault}[/]")
    out.print("[green]balanced[/]" if whole.balanced else "[red]NOT balanced[/]")


def drain(timeout: Annotated[float, typer.Option(help="Seconds until giving up.")] = 300) -> None:
    """Wait until all that was produced by now has landed in the lake; exit 1 at the timeout, saying where it stands."""
    with progress() as say:
        drained(timeout, lambda line: say(f"drain: {line}"))
    out.print("drained: all that was produced has landed")


def drained(timeout: float, say: Callable[[str], None]) -> None:
    """Returns when what is in `events` now is decided, delivered and in the lake. Raises TarnError at the timeout."""
    deadline = time.monotonic() + timeout
    with Topics(load(TopicSettings)) as topics:
        for group, inputs in ((DEDUP_GROUP, (EVENTS_TOPIC,)), (SINK_GROUP, (UNIQUE_TOPIC, QUARANTINE_TOPIC))):
            ends = {(topic, p): end for topic in inputs for p, end in topics.end_offsets(topic).items()}
            _passed(topics, group, ends, deadline, timeout, say)
    say("etl")
    left = deadline - time.monotonic()
    finished_run(max(left, 1))
    _swept(deadline, say)


def _passed(
    topics: Topics, group: str, ends: dict[tuple[str, int], int], deadline: float, timeout: float,
    say: Callable[[str], None],
) -> None:  # fmt: skip
    """Waits until the group has committed every partition up to `ends`."""
    while True:
        committed = topics.committed(group)
        behind = sum(max(0, end - (committed[w].offset if w in committed else 0)) for w, end in ends.items())
        if not behind:
            return
        if time.monotonic() > deadline:
            raise TarnError(f"not drained within {timeout:g} s: {behind:,} records wait for {group}; see ./tarn status")
        say(f"{behind:,} records wait for {group}")
        time.sleep(0.2)


def _swept(deadline: float, say: Callable[[str], None]) -> None:
    """Waits until files that the run superseded are gone from the bucket."""
    catalog = Catalog(load(CatalogSettings).catalog_url)
    doomed = {file.key for file in catalog.superseded_files(0)}
    while doomed & {file.key for file in catalog.superseded_files(0)}:
        if time.monotonic() > deadline:
            return  # all has landed; the sweep of old files may take its time
        say(f"{len(doomed)} superseded files wait for the sweep")
        time.sleep(0.2)
