"""The two commands a person calls, and what they print: one line of result, one line a trouble."""

from __future__ import annotations

import json
import secrets
import signal
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from lake.config import load
from lake.layout import EVENTS_TOPIC
from lake.printable import printable
from services.producer.generate import What
from services.producer.look import Refused
from services.producer.naming import Naming, TimeUnit
from services.producer.progress import bar
from services.producer.publish import Publisher, PublishSettings
from services.producer.run import Plan, run, until_told
from services.producer.send import Sent, Wish, send
from services.producer.settings import ProducerSettings
from services.producer.source import opened

ALL_REFUSED = 3  # the exit status where nothing of what was given is an event

Share = Annotated[float | None, typer.Option(help="a share from 0 to 1")]


def generate(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    seed: Annotated[int | None, typer.Option(help="the same seed makes the same events; drawn if left out")] = None,
    rate: Annotated[float | None, typer.Option(help="records a second; 0 is as fast as it goes")] = None,
    count: Annotated[int | None, typer.Option(help="records to send in all; endless if left out")] = None,
    start: Annotated[float | None, typer.Option(help="unix seconds of the first event, to repeat a run")] = None,
    answer_key: Annotated[Path | None, typer.Option(help="write what was sent, counted, to this file")] = None,
    run_name: Annotated[str | None, typer.Option("--run", help="a name that each record carries in a header")] = None,
    duplicates: Share = None,
    late: Share = None,
    out_of_order: Share = None,
    malformed: Share = None,
    progress: Annotated[bool, typer.Option("--progress", help="show a bar where there is a terminal")] = False,
) -> None:
    """Send a run of generated events. What is left out comes from the TARN_PRODUCER_ settings."""
    settings = load(ProducerSettings)
    shares = settings.shares(duplicates=duplicates, late=late, out_of_order=out_of_order, malformed=malformed)
    plan = Plan(
        seed=secrets.randbits(48) if seed is None else seed,
        rate=settings.producer_rate if rate is None else rate,
        count=count,
        start=start,
        shares=shares,
        answer_key=answer_key,
    )
    stop, publisher = until_told(), Publisher(load(PublishSettings), EVENTS_TOPIC, run_name)
    begin = time.monotonic()
    with bar("generating", count or 0, progress) as show:
        key = run(plan, publisher, stop, lambda sent: show(sent, sent))
    totals = key.totals()
    parts = ", ".join(f"{totals[what]:,} {what.value}" for what in What)
    _say(f"sent {totals.total():,} records ({parts}) of seed {plan.seed}, {key.bytes:,} bytes", begin)
    if stop.is_set() and totals.total() != count:
        raise typer.Exit(130)


def send_file(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    path: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON, one event a line or not, plain or gzip")],
    id_field: Annotated[str | None, typer.Option(help="the field that is event_uuid")] = None,
    time_field: Annotated[str | None, typer.Option(help="the field that is created_at")] = None,
    time_unit: Annotated[TimeUnit | None, typer.Option(help="what created_at, or that field, counts in")] = None,
    name: Annotated[str | None, typer.Option(help="event_name of all: TYPE:SUBTYPE")] = None,
    name_field: Annotated[str | None, typer.Option(help="the field that is event_name; after --name TYPE")] = None,
    force: Annotated[bool, typer.Option("--force", help="send every line as it is, whatever it is")] = False,
    tally: Annotated[Path | None, typer.Option(hidden=True)] = None,
) -> None:
    """Send your own events, byte for byte. Exit status 3 where all of it is refused."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wish = Wish(Naming(id_field, time_field, time_unit, name, name_field), force)
    with opened(path) as source:
        publisher, begin = Publisher(load(PublishSettings), EVENTS_TOPIC), time.monotonic()
        try:
            with bar("sending", source.size) as show:
                sent = send(source, publisher, _complain, lambda so_far: show(source.position(), so_far.records), wish)
        except Refused as refused:
            _complain(str(refused))
            raise typer.Exit(ALL_REFUSED) from None
    if publisher.refused:
        _complain(f"the broker refused {publisher.refused:,} events for their size")
    _say(_summary(sent, publisher.refused), begin)
    if tally is not None:
        tally.write_text(json.dumps({"records": sent.records - publisher.refused}))
    raise typer.Exit(_status(sent, publisher.refused, force))


def _status(sent: Sent, refused: int, force: bool) -> int:
    if sent.interrupted:
        return 130
    if sent.too_long or sent.cut or refused:
        return 1
    return ALL_REFUSED if sent.records and sent.bad.total() == sent.records and not force else 0


def _summary(sent: Sent, refused: int) -> str:
    parts = [f"sent {sent.records - refused - sent.bad.total():,} events"]
    if sent.bad:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in sent.bad.most_common())
        parts.append(f"{sent.bad.total():,} bad records for quarantine ({reasons})")
    parts.append(f"{sent.bytes:,} bytes")
    if sent.blank:
        parts.append(f"{sent.blank:,} blank lines skipped")
    if sent.too_long:
        parts.append(f"{sent.too_long:,} lines too long")
    return ", ".join(parts)


def _say(what: str, begin: float) -> None:
    sys.stdout.write(f"{what}, {time.monotonic() - begin:.1f} s\n")
    sys.stdout.flush()


def _complain(trouble: str) -> None:
    sys.stderr.write(f"tarn: {printable(trouble)}\n")
