"""`send`: a user's own events into the topic. The work is services/producer's; this only calls it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cli.ledger import ALL_REFUSED, drained, told
from cli.progress import progress
from lake.accounts import since
from lake.config import load
from lake.edges.kafka.topics import Topics, TopicSettings


def producer(*arguments: str) -> int:
    """Runs `python -m services.producer` with this terminal, and returns its exit status once it has flushed."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the producer, which ends in order
    try:
        return subprocess.run(
            [sys.executable, "-m", "services.producer", *arguments],
            check=False,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def send(  # noqa: PLR0913, PLR0917 - typer makes an option of each argument
    file: Annotated[str, typer.Argument(help="JSON, one event a line or not, plain or gzip; - for standard input.")],
    id_field: Annotated[str | None, typer.Option(help="Your field that is event_uuid.")] = None,
    time_field: Annotated[str | None, typer.Option(help="Your field that is created_at.")] = None,
    time_unit: Annotated[str | None, typer.Option(help="What it counts in: s, ms, us, ns, or iso (ISO 8601).")] = None,
    name: Annotated[str | None, typer.Option(help="The event_name of all: TYPE:SUBTYPE.")] = None,
    name_field: Annotated[str | None, typer.Option(help="Your field that is event_name, or SUBTYPE of --name.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Send every line as it is, whatever it is.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Drain afterwards, and say what became of it.")] = False,
    timeout: Annotated[float, typer.Option(help="Seconds that --wait may take.")] = 300,
) -> None:
    """Send your own events. Exit 3, and nothing is sent, where the first records can all be no events."""
    given = {
        "--id-field": id_field,
        "--time-field": time_field,
        "--time-unit": time_unit,
        "--name": name,
        "--name-field": name_field,
    }
    options = [f"{option}={value}" for option, value in given.items() if value is not None]
    forced = ["--force"] if force else []
    with Topics(load(TopicSettings)) as topics:
        since.begin(topics)
    status, records = _sent(*options, *forced, "--", file)
    if records:
        with Topics(load(TopicSettings)) as topics:
            since.add(topics, records, force)
    if wait and records:
        with progress() as say:
            drained(timeout, lambda line: say(f"drain: {line}"))
        status = status or (ALL_REFUSED if told().all_refused else 0)
    raise typer.Exit(status)


def _sent(*arguments: str) -> tuple[int, int]:
    """The exit status of the producer, and how many records the broker has of it."""
    with tempfile.TemporaryDirectory(prefix="tarn-") as folder:
        tally = Path(folder) / "tally.json"
        status = producer("send", f"--tally={tally}", *arguments)
        return status, json.loads(tally.read_text())["records"] if tally.exists() else 0
