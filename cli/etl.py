"""`etl run`, `status`, `runs`: the Glue job, by the same job runs as the schedule and boto3's start_job_run."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Annotated

import msgspec
import typer

from cli.screen import err, out, table
from lake.catalog_answers import JobRun
from lake.config import load
from lake.edges.catalog import EVERYTHING, Catalog, CatalogSettings
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


@app.command("status")
def status(as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """Show the run that is under way and the last one that ended; exit 1 when that failed."""
    runs = Catalog(load(CatalogSettings).catalog_url).job_runs(limit=20)
    now = next((run for run in runs if not run.finished), None)
    last = next((run for run in runs if run.finished), None)
    if as_json:
        typer.echo(json.dumps({"running": plain(now), "last": plain(last)}))
    else:
        out.print(f"running since {moment(now.started_on)}" if now else "not running")
        out.print(f"last: {_told(last)}" if last else "last: it has not run yet", markup=False)
    if last and last.job_run_state != "SUCCEEDED":
        raise typer.Exit(1)


@app.command("runs")
def runs(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="Runs at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """List the newest runs of the ETL job: when, how long, how many rows, and why one failed."""
    found = Catalog(load(CatalogSettings).catalog_url).job_runs(limit=limit)
    if as_json:
        typer.echo(json.dumps([plain(run) for run in found]))
        return
    shown = table("started", "state", "seconds#", "objects#", "rows#", "", leave_out=("objects",))
    for run in found:
        objects, rows = (f"{run.result.get(name, 0):,}" if run.result else "" for name in ("objects", "rows"))
        seconds, why = f"{took(run):.1f}", run.error_message or ""
        shown.add_row(moment(run.started_on), run.job_run_state.lower(), seconds, objects, rows, why)
    out.print(shown if found else "it has not run yet")


def finished_run(timeout: float, arguments: Mapping[str, str] = EVERYTHING) -> JobRun:
    """A new run, after it succeeded; by default it lists the whole bucket.

    Raises TarnError when it failed or takes longer than `timeout` seconds.
    """
    ended = Catalog(load(CatalogSettings).catalog_url).run_job(timeout_s=timeout, arguments=arguments)
    if ended.job_run_state != "SUCCEEDED":
        raise TarnError(f"etl run {ended.id} {ended.job_run_state.lower()}: {ended.error_message or 'no reason given'}")
    return ended


def sentence(run: JobRun) -> str:
    """What a run did, in one line."""
    seconds = took(run)
    if not run.result.get("objects"):
        return f"etl: nothing new ({seconds:.1f} s)"
    did = ", ".join(
        f"{value:,} {name.replace('_', ' ')}" for name, value in run.result.items() if isinstance(value, int)
    )
    return f"etl: {did} ({seconds:.1f} s)"


def _told(run: JobRun) -> str:
    """A run that ended, in one line."""
    why = f": {run.error_message or 'no reason given'}" if run.job_run_state != "SUCCEEDED" else ""
    return f"{run.job_run_state.lower()} at {moment(run.completed_on or run.started_on)}{why}; {sentence(run)}"


def took(run: JobRun) -> float:
    """Seconds: until its end, or until now."""
    return (run.completed_on or time.time()) - run.started_on


def moment(unix_s: float) -> str:
    """A moment as the commands print it."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(unix_s)) + "Z"


def plain(run: JobRun | None) -> object:
    """A run as JSON has it."""
    return None if run is None else msgspec.to_builtins(run)
