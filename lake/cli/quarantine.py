"""`quarantine list`, `show` and `redrive`: the bad records in the raw bucket, by reason, with their original bytes."""

from __future__ import annotations

import heapq
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from lake.broker import BrokerSettings
from lake.catalog import Catalog, CatalogSettings
from lake.cli.screen import err, out, table
from lake.config import load
from lake.errors import TarnError
from lake.objects import ObjectStore, StoreSettings
from lake.quarantine import Choice, Quarantined, moment, records
from lake.redrive import Redriven, Sender, read_repairs, redrive

app = typer.Typer(help="Records that can never be events.")

Which = Annotated[str, typer.Argument(help="A reason, a source <topic-id>:<partition>:<offset>, or all.")]
Since = Annotated[str | None, typer.Option(help="Seen at this time (UTC) or later, e.g. 2026-11-21T10:30.")]
Until = Annotated[str | None, typer.Option(help="Seen before this time.")]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]


@app.command("list")
def list_(as_json: Json = False, since: Since = None, until: Until = None) -> None:
    """Count quarantined records by reason."""
    counts = Counter(record.reason for record in chosen("all", since, until))
    if as_json:
        typer.echo(json.dumps(dict(sorted(counts.items()))))
    elif counts:
        _show_counts(counts)
    else:
        out.print("quarantine is empty" if since is None and until is None else "nothing was quarantined then")


@app.command("show")
def show(
    which: Which,
    limit: Annotated[int, typer.Option(help="Records at most.")] = 10,
    as_json: Json = False,
    since: Since = None,
    until: Until = None,
) -> None:
    """Show quarantined records of a reason (or one by its source), the newest first, with their original bytes."""
    found = heapq.nlargest(limit, chosen(which, since, until), key=lambda record: record.seen_at)
    for record in found:
        if as_json:
            original = None if record.raw is None else record.text
            about = {"source": record.source, "reason": record.reason, "detail": record.detail}
            typer.echo(json.dumps(about | {"seen_at": _seen(record), "original": original}))
            continue
        shown = record.text[:2000] + ("…" if len(record.text) > 2000 else "")
        typer.echo(f"{record.reason}  {record.source}  {_seen(record)}\n  {record.detail}\n  {shown}")
    if not found:
        raise _none(which)


@app.command("redrive")
def redrive_(
    which: Which,
    since: Since = None,
    until: Until = None,
    replace: Annotated[
        str | None, typer.Option(help='A file of repairs, {"source": …, "event": {…}} a line; - for standard input.')
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what was sent again before.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent.")] = False,
) -> None:
    """Send quarantined records to the topic once more, as they were or repaired. Safe to repeat."""
    repairs = None if replace is None else read_repairs(_lines(replace))
    meant = (record for record in chosen(which, since, until) if repairs is None or record.source in repairs)
    send = None if dry_run else Sender(load(BrokerSettings), repairs or {})
    done = redrive(meant, Catalog(load(CatalogSettings).catalog_url), send, again)
    if not (done.before or done.sent or done.refused):
        raise _none(which)
    _tell(done, again, dry_run)


def chosen(which: str = "all", since: str | None = None, until: str | None = None) -> Iterator[Quarantined]:
    """The records that a command speaks of. Raises TarnError for a time that is none."""
    choice = Choice(which, moment(since), moment(until))
    return records(ObjectStore(load(StoreSettings)), choice, lambda line: err.print(f"tarn: {line}"))


def _seen(record: Quarantined) -> str:
    return record.seen_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _tell(done: Redriven, again: bool, dry_run: bool) -> None:
    if done.sent:
        _show_counts(done.sent)
    count = f"{done.sent.total():,}"
    out.print(f"{count} would be sent again" if dry_run else f"{count} sent again; ./tarn drain waits for them")
    if done.before and not again:
        out.print(f"{done.before:,} left out, which were sent again before; --again sends them too")
    if done.refused:
        raise TarnError(f"{done.refused:,} were not taken by Kafka ({done.why}): the same command tries them once more")


def _show_counts(counts: Counter[str]) -> None:
    shown = table("reason", "records#")
    for reason, count in counts.most_common():
        shown.add_row(reason, f"{count:,}")
    out.print(shown)


def _none(which: str) -> TarnError:
    return TarnError(f"no quarantined record of {which!r}; ./tarn quarantine list shows the reasons there are")


def _lines(path: str) -> list[bytes]:
    try:
        return (sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()).splitlines()
    except OSError as error:
        raise TarnError(f"cannot read {path}: {error.strerror}") from None
