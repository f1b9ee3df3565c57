"""`demo`: from a stopped stack to generated events landed, compacted, and checked against their answer key.

1. Start the stack where it is not up; rest the background generator where it runs.
2. Take down what the lake holds already.
3. Generate events with an answer key, as fast as they go.
4. Drain: decided, delivered, compacted to Parquet.
5. Check every figure of the key, the ledger, and that the processed bucket holds exactly the catalog's files.
"""

from __future__ import annotations

import json
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from lake import ledger
from lake.catalog import Catalog, CatalogSettings
from lake.cli.answers import Found, answers
from lake.cli.events import producer
from lake.cli.ledger import drained, show
from lake.cli.quarantine import chosen
from lake.cli.screen import out, progress, table
from lake.cli.stack import embedded
from lake.config import load
from lake.errors import TarnError
from lake.layout import PROCESSED_BUCKET
from lake.objects import ObjectStore, StoreSettings
from lake.topics import Topics, TopicSettings

_NEXT = """Where to look next:
  ./tarn ledger                    both sides of every stage
  ./tarn follow EVENT_UUID         one event through topic, Redis, raw object and Parquet
  ./tarn quarantine list           the bad records, by reason
  ./tarn status                    the processes
  eval "$(./tarn env)"             then boto3, the AWS CLI, any Kafka or Redis client
  ./tarn down                      stop; nothing is lost"""


def demo(
    count: Annotated[int, typer.Option(min=1, help="Events to generate.")] = 200_000,
    seed: Annotated[int | None, typer.Option(help="A seed that this stack has not seen; drawn if left out.")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds that landing may take.")] = 300,
) -> None:
    """Show the whole chain on generated events; exit 0 only if every number agrees."""
    began = time.monotonic()
    with _stack_up():
        started = time.monotonic()
        before = found()
        key = _generated(count, secrets.randbits(32) if seed is None else seed)
        sent = time.monotonic()
        with progress() as say:
            drained(timeout, lambda line: say(f"drain: {line}"))
        landed = time.monotonic()
        after = found()
        if (wrong := _checked(key, before, after)) or not after.account.balanced:
            raise TarnError(
                f"{wrong} figures are not as the answer key says" if wrong else "the ledger is not balanced"
            )
    out.print(
        f"\n{count:,} events from generator to Parquet: every number agrees. "
        f"start {started - began:.1f} s, generate {sent - started:.1f} s, land {landed - sent:.1f} s.\n\n{_NEXT}"
    )


def found() -> Found:
    """What the ledger, the catalog and the quarantine say now."""
    catalog = Catalog(load(CatalogSettings).catalog_url)
    with Topics(load(TopicSettings)) as topics:
        account = ledger.total(ledger.read(topics, catalog).values())
    rows: Counter[tuple[str, str, str]] = Counter()
    for sums in catalog.totals().partitions:
        event_type, event_subtype, *day = sums.values
        rows[event_type, event_subtype, "-".join(day)] += sums.rows
    return Found(account, rows, Counter(record.reason for record in chosen()))


@contextmanager
def _stack_up() -> Iterator[None]:
    """The stack, up, with nobody else generating meanwhile."""
    if not embedded():
        yield
        return
    import stack

    if not stack.running():
        with progress() as say:
            stack.up(stack.Options(producer=False), say)
    rested = any(row.name == "producer" and row.state != "stopped" for row in stack.status())
    if rested:
        stack.stop("producer")
    try:
        yield
    finally:
        if rested:
            stack.start("producer")


def _generated(count: int, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tarn-") as folder:
        path = Path(folder) / "answer-key.json"
        arguments = ("--count", str(count), "--rate", "0", "--seed", str(seed), "--answer-key", str(path), "--progress")
        if producer("generate", *arguments):
            raise TarnError("the generator failed; its reason stands above")
        key: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return key


def _checked(key: dict[str, Any], before: Found, after: Found) -> int:
    """Prints the figures, and returns how many are wrong."""
    figures = answers(key, before, after)
    shown = table("figure", "answer key#", "found#", "")
    for figure in figures:
        mark = "[green]✓[/]" if figure.right else "[red]✗[/]"
        if not figure.right or not figure.name.startswith(("rows of", "quarantined as")):
            shown.add_row(figure.name, f"{figure.expected:,}", f"{figure.found:,}", mark)
    for kind in ("rows of", "quarantined as"):
        of_kind = [figure for figure in figures if figure.name.startswith(kind)]
        shown.add_row(f"{kind} … ({len(of_kind)} figures)", "", f"{sum(f.right for f in of_kind)} right", "")
    out.print(shown)
    files = {file.key for file in Catalog(load(CatalogSettings).catalog_url).live_files()}
    keys = {entry.key for entry in ObjectStore(load(StoreSettings)).list(PROCESSED_BUCKET, "events/")}
    unknown = {key for key in keys ^ files if not key.endswith(("_SUCCESS", "/"))}
    if unknown:
        out.print(f"[red]{len(unknown)} files are in the processed bucket or in the catalog, not in both[/]")
    show_ledger()
    return sum(not figure.right for figure in figures) + len(unknown)


def show_ledger() -> None:
    """The ledger's table."""
    with Topics(load(TopicSettings)) as topics:
        show(ledger.read(topics, Catalog(load(CatalogSettings).catalog_url)))
