"""`demo`: generated events landed, compacted, and checked against their answer key.

1. Start the stack where it is not up. Whatever else flows, from the background generator or from you, flows on.
2. Note where the topics end, and generate events under a name of their own, with an answer key, as fast as they go.
3. Drain: decided, delivered, compacted to Parquet.
4. Check every figure of the key against what became of the records of that name, and the ledger of all.
"""

from __future__ import annotations

import json
import secrets
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.text import Text

from cli.answers import Answer, answers
from cli.events import producer
from cli.ledger import drained, show
from cli.progress import progress
from cli.screen import out, table
from cli.stack import embedded
from lake.accounts import ledger, one_run
from lake.config import Settings, load
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError
from lake.mode import spoken

_NEXT = """Where to look next:
  ./tarn ledger                    both sides of every stage
  ./tarn follow EVENT_UUID         one event through topic, Redis, raw object and Parquet
  ./tarn quarantine list           the bad records, by reason
  ./tarn status                    the processes
  eval "$(./tarn env)"             then boto3, the AWS CLI, any Kafka or Redis client
  ./tarn down                      stop; nothing is lost"""


class DemoSettings(Settings):
    """What decides how many duplicates go on."""

    dedup_policy: Literal["first", "last"] = "first"


def demo(
    count: Annotated[int, typer.Option(min=1, help="Events to generate.")] = 200_000,
    seed: Annotated[int | None, typer.Option(help="A seed that this stack has not seen; drawn if left out.")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds that landing may take.")] = 300,
) -> None:
    """Show the whole chain on generated events; exit 0 only if every number agrees."""
    began = time.monotonic()
    _stack_up()
    started = time.monotonic()
    name = f"demo-{secrets.token_hex(8)}"
    with Topics(load(TopicSettings)) as topics:
        before = one_run.ends(topics)
        key = _generated(count, secrets.randbits(32) if seed is None else seed, name)
        sent = time.monotonic()
        with progress() as say:
            drained(timeout, lambda line: say(f"drain: {line}"))
        landed = time.monotonic()
        after = one_run.ends(topics)
    catalog = Catalog(load(CatalogSettings).catalog_url)
    run = one_run.OneRun(name, load(BrokerSettings), ObjectStore(load(StoreSettings)), catalog)
    figures = answers(key, run.outcome(before, after), load(DemoSettings).dedup_policy)
    _show(figures)
    if not _balanced():
        raise TarnError("the ledger is not balanced")
    if wrong := sum(not figure.right for figure in figures):
        raise TarnError(f"{wrong} figures are not as the answer key says")
    out.print(
        f"\n{count:,} events from generator to Parquet: every number agrees. "
        f"start {started - began:.1f} s, generate {sent - started:.1f} s, land {landed - sent:.1f} s.\n"
    )
    out.print(spoken(_NEXT))


def _stack_up() -> None:
    """The stack, up. Containers are up already, or the demo says that they do not answer."""
    if not embedded():
        return
    import stack

    if not stack.running():
        with progress() as say:
            stack.up(stack.Options(producer=False), say)


def _generated(count: int, seed: int, name: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tarn-") as folder:
        path = Path(folder) / "answer-key.json"
        arguments = ("--count", str(count), "--rate", "0", "--seed", str(seed), "--answer-key", str(path), "--progress")
        status = producer("generate", *arguments, "--run", name)
        if status == 130:
            raise KeyboardInterrupt
        if status:
            raise TarnError("the generator failed; its reason stands above")
        key: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return key


def _show(figures: list[Answer]) -> None:
    """Prints the figures: the many of one kind in one row, but for those that are wrong."""
    shown = table("figure", "answer key#", "found#", "")
    for figure in figures:
        mark = Text("✓", "green") if figure.right else Text("✗", "red")
        if not figure.right or not figure.name.startswith(("rows of", "quarantined as")):
            shown.add_row(figure.name, f"{figure.expected:,}", f"{figure.found:,}", mark)
    for kind in ("rows of", "quarantined as"):
        of_kind = [figure for figure in figures if figure.name.startswith(kind)]
        shown.add_row(f"{kind} … ({len(of_kind)} figures)", "", f"{sum(f.right for f in of_kind)} right", "")
    out.print(shown)


def _balanced() -> bool:
    """Prints the ledger of all that ever flowed; whether its sides are equal."""
    with Topics(load(TopicSettings)) as topics:
        accounts = ledger.read(topics, Catalog(load(CatalogSettings).catalog_url))
    show(accounts)
    return ledger.total(accounts.values()).balanced
