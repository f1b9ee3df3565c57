"""`bench`: the benchmark harness of the repository, with the packages it needs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from cli.progress import progress
from lake.errors import TarnError

ROOT = Path(__file__).resolve().parents[1]


def bench(context: typer.Context) -> None:
    """Time each stage alone and all together, on a stack of its own; `./tarn bench --help` tells the options."""
    if not (ROOT / "bench").is_dir():
        raise TarnError("the benchmark is in the repository, not in this image: clone it and run ./tarn bench there")
    if not {"--help", "-h"} & set(context.args):  # to read about it needs no package index
        import stack

        with progress() as say:
            stack.setup(say)
            stack.install("bench", say)
    os.chdir(ROOT)
    arguments = ["--help" if word == "-h" else word for word in context.args]
    os.execv(sys.executable, [sys.executable, "-m", "bench", *arguments])  # so that a signal reaches it
