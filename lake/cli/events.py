"""`send`: a user's own events into the topic. The work is services/producer's; this only calls it."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import typer


def producer(*arguments: str) -> int:
    """Runs `python -m services.producer` with this terminal, and returns its exit status."""
    return subprocess.run([sys.executable, "-m", "services.producer", *arguments], check=False).returncode


def send(file: Annotated[str, typer.Argument(help="NDJSON, plain or gzip; - for standard input.")]) -> None:
    """Send a file of events, one JSON object a line. A bad line is sent too: quarantine catches it."""
    raise typer.Exit(producer("send", file))
