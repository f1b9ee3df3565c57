"""`ledger` and `drain`: what came in, what became of it, and waiting until all of it has landed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Annotated

import typer
from pydantic import Field

from cli import reach
from cli.etl import finished_run
from cli.progress import progress
from cli.screen import out, table
from cli.tables import Table
from lake.accounts import replays, since
from lake.accounts.ledger import Account, read, total
from lake.accounts.since import Figures
from lake.config import Settings, load
from lake.edges.catalog import ANNOUNCED, Catalog, CatalogSettings
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.errors import TarnError
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC, QUARANTINE_TOPIC, SINK_GROUP, UNIQUE_TOPIC
from lake.mode import spoken
from lake.printable import printable

_STILL_S = 3.0  # a group that has not moved for so long is asked why
_SWEEP_S = 15.0  # how long the files that a run superseded are waited for

ALL_REFUSED = 3  # the exit status where nothing of what was sent is an event

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


class SweepSettings(Settings):
    """How long files stay that a run superseded."""

    etl_grace_s: float = Field(default=600, ge=0, le=30 * 86_400)


def ledger(as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """Show the ledger; exit 1 when its sides are not equal."""
    with Topics(load(TopicSettings)) as topics:
        replayed = replays.replayed(load(BrokerSettings), topics)
        accounts = read(topics, Catalog(load(CatalogSettings).catalog_url), replayed)
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
    whole = total(accounts.values())
    out.print(as_table(accounts))
    if whole.superseded:
        out.print(f"superseded by a newer version: {whole.superseded:,}")
    if whole.redriven:
        out.print(f"sent again from quarantine, and so produced once more: {whole.redriven:,}")
    if whole.expired:
        told = spoken("; ./tarn logs dedup sink tells when")
        out.print(f"expired in Kafka before anybody read them, and lost: {whole.expired:,}{told}", style="red")
    if whole.strays:
        out.print(f"strays that dedup did not write, quarantined by the sink: {whole.strays:,}")
    for fault in whole.faults:
        out.print(printable(fault), style="red", markup=False)
    out.print("[green]balanced[/]" if whole.balanced else "[red]NOT balanced[/]")


def as_table(accounts: dict[int, Account]) -> Table:
    """One row a partition, and the sum."""
    whole = total(accounts.values())
    columns = _SHOWN + tuple(name for name in ("expired", "replayed") if getattr(whole, name))
    shown = table("partition", *(f"{name.replace('_', ' ')}#" for name in columns))
    for name, row in [*((str(p), row) for p, row in accounts.items()), ("all", whole)]:
        cells = row.as_json()
        shown.add_row(name, *(f"{cells[column]:,}" for column in columns))
    return shown


def drain(timeout: Annotated[float, typer.Option(help="Seconds until giving up.")] = 300) -> None:
    """Wait until all that was produced by now has landed, and say what became of it; exit 3 if all is in quarantine.

    Exit 1 at the timeout, saying where it stands.
    """
    with progress() as say:
        drained(timeout, lambda line: say(f"drain: {line}"))
    if told().all_refused:
        raise typer.Exit(ALL_REFUSED)


def told() -> Figures:
    """Says that all has landed, and what became of what was produced since `send` began, or since the last drain."""
    with Topics(load(TopicSettings)) as topics:
        figures = since.end(topics, load(BrokerSettings))
    out.print("drained: all that was produced has landed")
    out.print(printable(str(figures)), markup=False)
    return figures


def drained(timeout: float, say: Callable[[str], None]) -> None:
    """Returns when what is in `events` now is decided, delivered and in the lake. Raises TarnError at the timeout."""
    deadline = time.monotonic() + timeout
    with Topics(load(TopicSettings)) as topics:
        for group, inputs in ((DEDUP_GROUP, (EVENTS_TOPIC,)), (SINK_GROUP, (UNIQUE_TOPIC, QUARANTINE_TOPIC))):
            ends = {(topic, p): end for topic in inputs for p, end in topics.written_offsets(topic).items()}
            _passed(topics, group, ends, deadline, timeout, say)
        say(f"etl: {total(read(topics, Catalog(load(CatalogSettings).catalog_url)).values()).pending:,} lines wait")
    left = deadline - time.monotonic()
    finished_run(max(left, 1), ANNOUNCED)
    _swept(deadline, say)


def _passed(
    topics: Topics, group: str, ends: dict[tuple[str, int], int], deadline: float, timeout: float,
    say: Callable[[str], None],
) -> None:  # fmt: skip
    """Waits until the group has committed every partition up to `ends`; says why, where the group itself knows."""
    last, since, said = -1, 0.0, ""
    while True:
        committed = {where: row.offset for where, row in topics.committed(group).items()}
        behind = {where: end - committed.get(where, 0) for where, end in ends.items() if end > committed.get(where, 0)}
        if not behind:
            return
        now, left = time.monotonic(), sum(behind.values())
        if left != last:
            last, since, said = left, now, ""
        elif now - since > _STILL_S:
            trouble, since = reach.trouble(group), now
            said = f", which says: {trouble}" if trouble else ""
        why = f"{left:,} records wait for {group}{_held_up(topics, behind, committed)}{said}"
        if time.monotonic() > deadline:
            raise TarnError(f"not drained within {timeout:g} s: {why}; see ./tarn status")
        say(why)
        time.sleep(0.2)


def _held_up(topics: Topics, behind: Mapping[tuple[str, int], int], committed: Mapping[tuple[str, int], int]) -> str:
    """Says where an open transaction is what they wait for: no reader gets past it."""
    readable = {topic: topics.end_offsets(topic) for topic in {topic for topic, _ in behind}}
    held = [f"{t} {p}" for t, p in sorted(behind) if committed.get((t, p), 0) >= readable[t][p]]
    return f": a transaction is open in {', '.join(held)}" if held else ""


def _swept(deadline: float, say: Callable[[str], None]) -> None:
    """Waits until files that the run superseded are gone from the bucket, where they go soon."""
    if load(SweepSettings).etl_grace_s > _SWEEP_S:
        return
    catalog = Catalog(load(CatalogSettings).catalog_url)
    deadline = min(deadline, time.monotonic() + _SWEEP_S)
    doomed = {file.key for file in catalog.superseded_files(0)}
    while doomed & {file.key for file in catalog.superseded_files(0)}:
        if time.monotonic() > deadline:
            return  # all has landed; the sweep of old files may take its time
        say(f"{len(doomed)} superseded files wait for the sweep")
        time.sleep(0.2)
