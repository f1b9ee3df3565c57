"""`star run`, `runs`, `report`: declared jobs, the star schema first of all, by the same runs as boto3's."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from cli.etl import moment, plain, took
from cli.screen import err, out, table
from lake.catalog_answers import JobRun
from lake.config import load
from lake.edges.catalog import STAR_JOB, Catalog, CatalogSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError

app = typer.Typer(help="Facts and a dimension out of the events.")

Job = Annotated[str, typer.Option(help="A declared job of your own.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable.")]


@app.command("run")
def run(
    day: Annotated[str | None, typer.Option(help="Make this event day anew (UTC), e.g. 2026-11-27.")] = None,
    hour: Annotated[str | None, typer.Option(help="Make this hour anew (UTC), e.g. 2026-11-27T05.")] = None,
    job: Job = STAR_JOB,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for the run's end.")] = 1800,
) -> None:
    """Start a run and wait for its end; without day and hour it makes the days with new events."""
    given = {name: value for name, value in {"--day": day, "--hour": hour}.items() if value}
    with err.status(f"{job}: running"):
        ended = _catalog().run_job(job, timeout, 0.5, given)
    if ended.job_run_state != "SUCCEEDED":
        raise TarnError(f"run {ended.id} {ended.job_run_state.lower()}: {ended.error_message or 'no reason given'}")
    out.print(f"{job}: {told(ended.result)} ({took(ended):.1f} s)", markup=False)


@app.command("runs")
def runs(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="Runs at most.")] = 20,
    job: Job = STAR_JOB,
    as_json: AsJson = False,
) -> None:
    """List the newest runs: when, how long, what of which days, and why one failed."""
    found = _catalog().job_runs(job, limit)
    if as_json:
        typer.echo(json.dumps([plain(run) for run in found]))
        return
    shown = table("started", "state", "seconds#", "asked for", "read#", "accepted#", "quarantined#", "")
    for one in found:
        asked = one.arguments.get("--hour") or one.arguments.get("--day") or "what is new"
        sums = [f"{one.result.get(name, 0):,}" if one.result else "" for name in ("read", "accepted", "quarantined")]
        why = one.error_message or ""
        shown.add_row(moment(one.started_on), one.job_run_state.lower(), f"{took(one):.1f}", asked, *sums, why)
    out.print(shown if found else "it has not run yet")


@app.command("report")
def report(
    run_id: Annotated[str | None, typer.Argument(metavar="RUN", help="A run's id; the last one's by default.")] = None,
    job: Job = STAR_JOB,
    as_json: AsJson = False,
) -> None:
    """Show what a run did, day by day: events read, accepted, and in quarantine by reason."""
    kept = _report(_run(job, run_id))
    if as_json:
        typer.echo(json.dumps(kept))
        return
    shown = table("day", "read#", "accepted#", "quarantined#", "why")
    for one in kept["by_day"]:
        why = ", ".join(f"{count:,} {reason}" for reason, count in one["reasons"].items())
        shown.add_row(one["day"], *(f"{one[name]:,}" for name in ("read", "accepted")), f"{_bad(one):,}", why)
    out.print(shown if kept["by_day"] else "nothing was new")
    out.print(f"run {kept['run']}: {told(kept)}", markup=False)


def told(result: dict[str, Any]) -> str:
    """What a run did, in one line.

    >>> told({"days": 1, "read": 3, "accepted": 2, "quarantined": 1, "dimension_rows": 2})
    '1 days, 3 events read, 2 accepted, 1 in quarantine, 2 rows in the dimension'
    """
    if not result.get("days"):
        return "nothing new"
    rows = f", {result['dimension_rows']:,} rows in the dimension" if "dimension_rows" in result else ""
    read, accepted, bad = (f"{result[name]:,}" for name in ("read", "accepted", "quarantined"))
    return f"{result['days']:,} days, {read} events read, {accepted} accepted, {bad} in quarantine{rows}"


def _bad(day: dict[str, Any]) -> int:
    return sum(day["reasons"].values())


def _run(job: str, run_id: str | None) -> JobRun:
    if run_id:
        return _catalog().job_run(run_id, job)
    for one in _catalog().job_runs(job, 100):
        if one.job_run_state == "SUCCEEDED":
            return one
    raise TarnError(f"job {job!r} has no run that succeeded yet")


def _report(run: JobRun) -> dict[str, Any]:
    where = str(run.result.get("report", ""))
    bucket, _, key = where.removeprefix("s3://").partition("/")
    if not key:
        raise TarnError(f"run {run.id} is {run.job_run_state.lower()} and has no report")
    try:
        found: dict[str, Any] = json.loads(ObjectStore(load(StoreSettings)).get(bucket, key))
    except KeyError:
        raise TarnError(f"the report {where} is not there any more") from None
    return found


def _catalog() -> Catalog:
    return Catalog(load(CatalogSettings).catalog_url)
