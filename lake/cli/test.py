"""`test`: the project's tests, with the packages they need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typer

from lake.cli.screen import progress
from lake.errors import TarnError

ROOT = Path(__file__).resolve().parents[2]


def test(context: typer.Context) -> None:
    """Run the tests: unit, contract, integration, e2e. Arguments go to pytest, e.g. `./tarn test tests/unit -x`."""
    if not (ROOT / "tests").is_dir():
        raise TarnError("the tests are in the repository, not in this image: clone it and run ./tarn test there")
    import stack

    with progress() as say:
        stack.setup(say)  # the ETL's packages and the jars too
        stack.install("dev", say)
    raise typer.Exit(subprocess.run([sys.executable, "-m", "pytest", *context.args], cwd=ROOT, check=False).returncode)
