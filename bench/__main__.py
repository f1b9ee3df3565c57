"""`python -m bench`: an empty stack, every stage so many times, the report."""

from __future__ import annotations

import os
import signal
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bench import report
from bench.curve import points, remember
from bench.load import Shape
from bench.peer import Installed
from bench.stages import STAGES, Figures, Plan
from bench.trial import empty_stack
from cli.progress import progress
from cli.screen import err, out
from lake.errors import TarnError, run


def main(  # noqa: PLR0913, PLR0917 - each is an option
    stages: Annotated[str, typer.Option(help="Which, by commas.")] = ",".join(STAGES),
    events: Annotated[int, typer.Option(min=1_000, help="Events a repetition.")] = 1_000_000,
    repeats: Annotated[int, typer.Option(min=1)] = 3,
    processes: Annotated[int, typer.Option(min=1, help="Dedups and sinks.")] = 1,
    size: Annotated[int, typer.Option(min=160, help="Bytes an event.")] = 200,
    duplicates: Annotated[float, typer.Option(min=0, max=1, help="Share of events.")] = 0.10,
    subtypes: Annotated[int, typer.Option(min=1)] = 12,
    partitions: Annotated[int, typer.Option(min=1)] = 4,
    batch_records: Annotated[int, typer.Option(min=1, help="Records a transaction of dedup.")] = 10_000,
    buffer_mb: Annotated[float, typer.Option(min=0.1, help="Of a partition, before the sink flushes it.")] = 5,
    latency_s: Annotated[float, typer.Option(min=1, help="Seconds of a thousand events each.")] = 20,
    rate: Annotated[int, typer.Option(min=1, help="Events a second, where it is sustained.")] = 60_000,
    sustain_s: Annotated[float, typer.Option(min=10, help="For so long.")] = 60,
    ids: Annotated[int, typer.Option(min=0, help="In Redis before it begins.")] = 0,
    curve: Annotated[
        list[str] | None, typer.Option(metavar="NAME=V1,V2,…", help="All again with each of these sizes, ids, …")
    ] = None,
    peer: Annotated[
        list[str] | None, typer.Option(metavar="NAME=BINARY", help="Time this too (bench/peers/README.md).")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Write the results here.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw them here (.svg or .png).")] = None,
) -> None:
    """Time each stage alone and all together, on a stack of the benchmark's own."""
    wanted = stages.split(",")
    if unknown := [name for name in wanted if name not in STAGES]:
        raise TarnError(f"no stage {unknown[0]!r}: there are {', '.join(STAGES)}")
    shape = Shape(size, duplicates, subtypes, partitions)
    peers = [Installed.of(one) for one in peer or ()]
    plan = Plan(shape, events, processes, latency_s, rate, sustain_s, batch_records, buffer_mb, ids)
    figures: dict[str, list[Figures]] = {}
    for name, one in [("", plan)] if not curve else [point for text in curve for point in points(plan, text)]:
        os.environ |= one.settings
        with progress() as say, empty_stack(one.shape.partitions, say):
            held = remember(one.ids)
            say("measuring")
            for stage, runs in measured(one, wanted, repeats, peers).items():
                figures[stage + name] = [run | held for run in runs]
    found = report.results(plan, repeats, figures)
    out.print(report.table(found))
    if json:
        report.write_json(found, json)
    if chart:
        report.chart(found, chart)


def measured(
    plan: Plan, stages: Sequence[str], repeats: int, peers: Sequence[Installed] = ()
) -> dict[str, list[Figures]]:
    """Every stage, `repeats` times round, and after each the peers that do its work; those as `STAGE by NAME`."""
    figures: defaultdict[str, list[Figures]] = defaultdict(list)
    for number in range(repeats):
        for place, stage in enumerate(STAGES):  # a seed of its own for each: ids that come again are duplicates
            if stage in stages:
                with err.status(f"{stage}, {number + 1} of {repeats}"):
                    figures[stage].append(STAGES[stage](plan, 1_000 * number + 10 * place))
            for other in peers:
                if stage in stages and other.does(stage):
                    with err.status(f"{stage} by {other.name}, {number + 1} of {repeats}"):
                        seed = 1_000 * number + 10 * place + 5
                        figures[f"{stage} by {other.name}"].append(other.measured(stage, plan, seed))
    return figures


if __name__ == "__main__":
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGINT too: a shell's background job ignores it
        signal.signal(ending, signal.default_int_handler)  # whichever it is, the stack goes with it
    run(lambda: typer.run(main))
