"""`top`: the pipeline as it moves, in the terminal: rates, what waits and for how long, memory, the last complaint.

One look reads the ledger, Redis and each process's window; a rate is of two looks. In the embedded stack the memory of
each part and its log's last error stand beside; in containers `docker stats` and `docker compose logs` have those.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Group, RenderableType
from rich.live import Live

from cli.screen import out, table
from cli.stack import embedded
from lake.accounts.ledger import Account, read, total
from lake.config import load
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.ids.seen import Seen, SeenSettings
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.errors import TarnError
from lake.printable import printable

if TYPE_CHECKING:
    import stack

_LINES = 200  # of a log that are looked at for its last error
_SAID = 100  # characters of it
AGES = {"dedup": "tarn_dedup_iterator_age_seconds", "sink": "tarn_sink_freshness_seconds"}
_STAGES = (("produced", "produced"), ("decided", "in_"), ("delivered", "delivered"), ("rows", "rows"))


@dataclass(frozen=True)
class Part:
    """One process: bytes of memory, the age of what waits for it in seconds, and its last error."""

    name: str
    state: str
    memory: int = 0
    age_s: float | None = None
    error: str = ""


@dataclass(frozen=True)
class Look:
    """What was seen at a time (seconds of a clock that never goes back). Memory of Redis in bytes."""

    at: float
    account: Account
    used: int
    most: int
    parts: Sequence[Part] = field(default_factory=tuple)


def rate(before: Look | None, now: Look, name: str) -> float | None:
    """How much a count of the ledger grew in a second; None at the first look.

    >>> rate(Look(0.0, Account(rows=10), 0, 0), Look(2.0, Account(rows=30), 0, 0), "rows")
    10.0
    """
    if before is None or now.at <= before.at:
        return None
    return float(getattr(now.account, name) - getattr(before.account, name)) / (now.at - before.at)


def gauge(text: str, name: str) -> float | None:
    """A gauge without labels in Prometheus' format; None where it is not there.

    >>> gauge("# HELP tarn_x y\\ntarn_x 2.5\\n", "tarn_x")
    2.5
    """
    values = [line.split()[1] for line in text.splitlines() if line.split()[:1] == [name]]
    return float(values[0]) if values else None


def complaint(lines: Iterable[str]) -> str:
    """The last line of a service's log that is an error, as one line of text; empty where there is none.

    >>> complaint(['{"level": "error", "event": "lost", "why": "x"}', '{"level": "info", "event": "ready"}'])
    'lost: x'
    """
    said = ""
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and row.get("level") in ("error", "critical"):
            said = ": ".join(str(row[name]) for name in ("event", "why") if row.get(name))
    return said[:_SAID]


def top(
    every: Annotated[float, typer.Option(min=0.5, max=60, help="Seconds from one look to the next.")] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Two looks, then end: for a pipe or a script.")] = False,
) -> None:
    """Show the pipeline as it moves: rates, what waits, memory, last errors; Ctrl-C ends it."""
    if not once and not sys.stdout.isatty():
        raise TarnError("top is for a terminal; --once looks twice, prints and ends")
    with Topics(load(TopicSettings)) as topics:
        before = look(topics)
        time.sleep(every)  # between two looks: a rate is of two
        now = look(topics)
        if once:
            out.print(shown(before, now))
            return
        with Live(shown(before, now), console=out, auto_refresh=False) as live:
            while True:
                time.sleep(every)
                before, now = now, look(topics)
                live.update(shown(before, now), refresh=True)


def look(topics: Topics) -> Look:
    """What is to be seen now. Raises Transient or TarnError where Kafka, the catalog or Redis does not answer."""
    whole = total(read(topics, Catalog(load(CatalogSettings).catalog_url)).values())
    at = time.monotonic()
    used, most = Seen(load(SeenSettings)).memory()
    return Look(at, whole, used, most, _parts())


def shown(before: Look | None, now: Look) -> RenderableType:
    """The picture of a look, with the rates since the one before."""
    whole = now.account
    stages = table("", "a second#", "in all#")
    for name, count in _STAGES:
        grown = rate(before, now, count)
        stages.add_row(name, "" if grown is None else f"{grown:,.0f}", f"{getattr(whole, count):,}")
    waits = table("", "records#")
    waits.add_row("in flight: wait for dedup or the sink", f"{whole.in_flight:,}")
    waits.add_row("pending: wait for the next job run", f"{whole.pending:,}")
    waits.add_row("quarantined", f"{whole.quarantined:,}")
    most = f" of {now.most / 1e6:,.0f}" if now.most else ""
    verdict = "balanced" if whole.balanced else f"NOT balanced: {printable(whole.faults[0])}"
    said = f"ledger {verdict}   Redis {now.used / 1e6:,.0f}{most} MB   {time.strftime('%H:%M:%S')}"
    return Group(stages, "", waits, "", *([_processes(now.parts), ""] if now.parts else []), said)


def _processes(parts: Sequence[Part]) -> RenderableType:
    made = table("part", "state", "memory MB#", "behind s#", "last error")
    for one in parts:
        behind = "" if one.age_s is None else f"{one.age_s:,.1f}"
        made.add_row(one.name, one.state, f"{one.memory / 1e6:,.0f}" if one.memory else "", behind, one.error)
    return made


def _parts() -> list[Part]:
    if not embedded():
        return []
    import stack
    from stack import logs

    written = set(logs.parts())
    return [_part(row, logs.last([row.name], _LINES) if row.name in written else []) for row in stack.status()]


def _part(row: stack.Status, lines: Iterable[tuple[str, str]]) -> Part:
    service = row.name.partition("-")[0]
    age = gauge(_window(row.port), AGES[service]) if service in AGES and row.pid else None
    return Part(row.name, row.state, row.rss if row.pid else 0, age, complaint(text for _, text in lines))


def _window(port: int) -> str:
    """What a process shows; empty where it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2) as answer:
            found: bytes = answer.read(2_000_000)
            return found.decode("utf-8", "replace")
    except OSError:
        return ""
