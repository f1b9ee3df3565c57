"""`etl run`: one run of the Glue job, through the same job runs as the schedule and boto3's start_job_run."""

from __future__ import annotations

from typing import Annotated

import typer

from lake.catalog import Catalog, CatalogSettings
from lake.catalog_answers import JobRun
from lake.cli.screen import err, out
from lake.config import load
from lake.errors import TarnError

app = typer.Typer(help="The ETL job: raw gzip JSON to Parquet.")


@app.callback()
def group() -> None:
    """The ETL job: raw gzip JSON to Parquet."""


@app.command("run")
def run(timeout: Annotated[float, typer.Option(help="Seconds to wait for the run's end.")] = 900) -> None:
    """Start a run of the ETL job and wait for its end; exit 1 when it fails."""
    with err.status("etl: running"):
        ended = finished_run(timeout)
    out.print(sentence(ended))


def finished_run(timeout: float) -> JobRun:
    """A new run, after it succeeded. Raises TarnError when it failed or takes longer than `timeout` seconds."""
    ended = Catalog(load(CatalogSettings).catalog_url).run_job(timeout_s=timeout)
    if ended.job_run_state != "SUCCEEDED":
        raise TarnError(f"etl run {ended.id} {ended.job_run_state.lower()}: {ended.error_message or 'no reason given'}")
    return ended


def sentence(run: JobRun) -> str:
    """What a run did, in one line."""
    took = (run.completed_on or run.started_on) - run.started_on
    if not run.result.get("objects"):
        return f"etl: nothing new ({took:.1f} s)"
    did = ", ".join(
        f"{value:,} {name.replace('_', ' ')}" for name, value in run.result.items() if isinstance(value, int)
    )
    return f"etl: {did} ({took:.1f} s)"
