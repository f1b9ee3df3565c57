"""`quarantine list`, `show` and `redrive`: the bad records in the raw bucket, by reason, with their original bytes."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.screen import err, out, table
from lake.accounts.quarantine import Choice, Quarantined, entries, moment, newest, records
from lake.accounts.redrive import Redriven, Rules, Sender, read_repairs, redrive
from lake.config import load
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError
from lake.layout import EVENTS_TOPIC
from lake.mode import spoken
from lake.printable import printable

_SHOWN = 2_000  # characters of an original
_LINE_BYTES = 4_194_304  # of a repair: a longer one is no event

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
def show(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    which: Which,
    limit: Annotated[int, typer.Option(min=1, help="Records at most.")] = 10,
    as_json: Json = False,
    raw: Annotated[bool, typer.Option("--raw", help="Only their original bytes, into a pipe or a file.")] = False,
    since: Since = None,
    until: Until = None,
) -> None:
    """Show quarantined records of a reason (or one by its source), the newest first, with their original bytes."""
    if raw and sys.stdout.isatty():
        raise TarnError("--raw writes the bytes as they came, which a terminal would obey: give it a pipe or a file")
    found = newest(chosen(which, since, until), limit)
    for record in found:
        if raw:
            sys.stdout.buffer.write((record.raw or b"") + b"\n")
        else:
            typer.echo(_as_json(record) if as_json else _told(record))
    if not found:
        raise _none(which)


@app.command("redrive")
def redrive_(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    which: Which,
    since: Since = None,
    until: Until = None,
    replace: Annotated[
        str | None, typer.Option(help='A file of repairs, {"source": …, "event": {…}} a line; - for standard input.')
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what was sent again before.")] = False,
    skip_truncated: Annotated[
        bool, typer.Option("--skip-truncated", help="Leave out what quarantine keeps only the beginning of.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check, and say what would be sent.")] = False,
) -> None:
    """Send quarantined records to the topic once more, as they were or repaired. Safe to repeat."""
    with Topics(load(TopicSettings)) as topics:
        partitions = len(topics.partitions(EVENTS_TOPIC))
    rules = Rules(partitions, None if replace is None else _repairs(replace))
    store, choice = ObjectStore(load(StoreSettings)), Choice(which, moment(since), moment(until))
    held, told = entries(store, choice), set[str]()

    def read() -> Iterator[Quarantined]:
        for record in records(store, held, choice, lambda line: _complain_once(told, line)):
            mine = rules.repairs is None or record.source in rules.repairs
            if mine and not (skip_truncated and record.truncated and rules.repairs is None):
                yield record

    send = None if dry_run else Sender(load(BrokerSettings), rules)
    done = redrive(read, Catalog(load(CatalogSettings).catalog_url), rules, send, again)
    if not (done.before or done.sent or done.refused):
        raise _none(which)
    _tell(done, again, dry_run)


def chosen(which: str = "all", since: str | None = None, until: str | None = None) -> Iterator[Quarantined]:
    """The records that a command speaks of. Raises TarnError for a time that is none."""
    store, choice = ObjectStore(load(StoreSettings)), Choice(which, moment(since), moment(until))
    return records(store, entries(store, choice), choice, _complain)


def _complain(line: str) -> None:
    err.print(f"tarn: {printable(line)}", markup=False)


def _complain_once(told: set[str], line: str) -> None:
    if line not in told:
        told.add(line)
        _complain(line)


def _told(record: Quarantined) -> str:
    """A record for a person: everything of it is escaped, whatever it holds."""
    known = f"{record.size:,} bytes" if record.raw is not None or record.length is not None else ""
    size = known or ("of unknown size" if record.truncated else "no value")
    kept = f", only the first {len(record.raw or b''):,} are kept" if record.truncated else ""
    text = printable(record.text[:_SHOWN]) + ("…" if len(record.text) > _SHOWN else "")
    about = f"{printable(record.reason)}  {printable(record.source)}  {_seen(record)}  {size}{kept}"
    return f"{about}\n  {printable(record.detail[:_SHOWN])}\n  {text}"


def _as_json(record: Quarantined) -> str:
    """A record for a program; JSON escapes all but DEL."""
    about = {"source": record.source, "reason": record.reason, "detail": record.detail, "seen_at": _seen(record)}
    kept: dict[str, Any] = {"original": None if record.raw is None else record.text}
    if record.truncated:
        kept |= {"truncated": True, "length": record.size, "sha256": record.sha256}
    return json.dumps(about | kept).replace("\x7f", "\\u007f")


def _seen(record: Quarantined) -> str:
    return record.seen_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _tell(done: Redriven, again: bool, dry_run: bool) -> None:
    if done.sent:
        _show_counts(done.sent)
    count = f"{done.sent.total():,}"
    out.print(spoken(f"{count} would be sent again" if dry_run else f"{count} sent again; ./tarn drain waits for them"))
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


def _repairs(path: str) -> dict[str, bytes]:
    try:
        with sys.stdin.buffer if path == "-" else Path(path).open("rb") as file:
            return read_repairs(iter(lambda: file.readline(_LINE_BYTES), b""))
    except OSError as error:
        raise TarnError(f"cannot read {path}: {error.strerror}") from None
