"""`test`: the project's tests, or a soak, with the packages they need."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from cli.progress import progress
from lake.errors import TarnError

ROOT = Path(__file__).resolve().parents[1]


def run(
    context: typer.Context,
    soak: Annotated[float | None, typer.Option(help="Minutes of faults under load instead of the tests.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of the soak: the same faults again; else drawn.")] = None,
    trino: Annotated[bool, typer.Option(help="Those that need a Trino, which is fetched.")] = False,
    rate: Annotated[int, typer.Option(help="Of the soak: events a second.")] = 5_000,
) -> None:
    """Run the tests: unit, contract, e2e, integration, faults. Arguments go to pytest: `./tarn test tests/unit -x`."""
    if not (ROOT / "tests").is_dir():
        raise TarnError("the tests are in the repository, not in this image: clone it and run ./tarn test there")
    import stack

    with progress() as say:
        try:
            stack.setup(say)  # the ETL's packages and the jars too
            stack.install("dev", say)
        except TarnError as error:
            if find_spec("pytest") is None:
                raise
            say(f"tarn: {error}; going on with what is installed")
    arguments, environment = context.args, dict(os.environ)
    if trino:
        arguments, environment = arguments or ["tests/clients/test_trino.py"], environment | {"TARN_TEST_TRINO": "1"}
    if soak is not None:
        arguments = ["tests/faults/soak.py", "--capture=no", *arguments]
        drawn = secrets.randbelow(1_000_000) if seed is None else seed
        environment |= {"TARN_SOAK_MINUTES": str(soak), "TARN_SOAK_SEED": str(drawn), "TARN_SOAK_RATE": str(rate)}
    pytest = [sys.executable, "-m", "pytest", *arguments]
    raise typer.Exit(subprocess.run(pytest, cwd=ROOT, env=environment, check=False).returncode)
