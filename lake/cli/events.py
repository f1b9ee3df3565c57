"""`send`: a user's own events into the topic. The work is services/producer's; this only calls it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Annotated

import typer


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


def send(file: Annotated[str, typer.Argument(help="NDJSON, plain or gzip; - for standard input.")]) -> None:
    """Send a file of events, one JSON object a line. A bad line is sent too: quarantine catches it."""
    os.execv(sys.executable, [sys.executable, "-m", "services.producer", "send", file])
