"""docs/benchmarks.md, from the results in docs/benchmarks/*.json: `make docs` writes it.

A section a file: under what conditions it was measured, the medians at a glance, then every figure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.peer import PEERS
from bench.queries import ANALYTICS
from bench.report import Results, number, rows

DOCS = Path(__file__).resolve().parents[1] / "docs"
LACKS = {f"{stage} by {name}": peer.lacks for name, stages in PEERS.items() for stage, peer in stages.items()}
_TOP = """# Benchmarks

Written by `make docs` from the results in [benchmarks/](benchmarks/), each written by `./tarn bench --json`: no figure
here is typed by hand. The load, Kafka, Redis, the object store and what is measured share the cores. CPU is in µs
an event, memory is the peak of resident bytes. A stage is timed from its first commit to its last: what it has taken by
then and not committed is counted and costs no time; of the sink that is up to three buffers of each partition.

![events a second and CPU](benchmarks/stages.svg)
"""


def page(sections: Mapping[str, Results]) -> str:
    """The page; `sections` by title."""
    return "\n".join([_TOP, *(line for title, found in sections.items() for line in _section(title, found))])


def _section(title: str, found: Results) -> list[str]:
    stages = {stage: figures for stage, figures in found.items() if stage != "conditions"}
    speeds = [_speed(stage, figures) for stage, figures in stages.items() if "events_per_s" in figures]
    ids = [
        (stage, number(figures["redis_bytes_an_id"]["median"]))
        for stage, figures in stages.items()
        if "redis_bytes_an_id" in figures
    ]
    ages = [row for stage, figures in stages.items() for row in _ages(stage, figures)]
    return [
        f"## {title}",
        "",
        *(_of_queries if "query-analytics" in stages else _conditions)(found["conditions"]),
        "",
        *_table(("query through Athena's API", "tarn, ms", "Trino 476, ms", "Trino / tarn"), _queries(stages)),
        *_table(("stage", "events/s: median", "min to max", "CPU µs an event", "peak MB"), speeds),
        *_table(("stage", "an event's age in ms", "p50", "p95", "p99"), ages),
        *_table(("stage", "bytes an id takes in Redis"), ids),
        *_table(("stage", "beside", "events/s", "CPU", "memory", "what the other does not do"), _ratios(stages)),
        "<details><summary>Every figure</summary>",
        "",
        *_table(("stage", "figure", "min", "median", "max"), rows(found)),
        "</details>",
        "",
    ]


def _conditions(conditions: Mapping[str, Any]) -> list[str]:
    plan, shape = conditions["plan"], conditions["plan"]["shape"]
    return [
        f"Measured {conditions['at'][:10]} with {conditions['cores']} cores ({conditions['machine']}),",
        f"{conditions['memory_gb']} GB and Python {conditions['python']}; at the end the load average was",
        f"{conditions['load_average']}. {plan['events']:,} events of {shape['size']} bytes, {shape['duplicates']:.0%}",
        f"duplicates, {shape['subtypes']} subtypes, {shape['partitions']} partitions; {plan['processes']} of each,",
        f"{conditions['repeats']} repetition(s). Dedup takes {plan['batch_records']:,} records a transaction, the sink",
        f"flushes at {plan['buffer_mb']:g} MB of a partition, its last buffers after 0.2 s without a new record.",
    ]


def _of_queries(conditions: Mapping[str, Any]) -> list[str]:
    return [
        f"Measured {conditions['at'][:10]} with {conditions['cores']} cores ({conditions['machine']}),",
        f"{conditions['memory_gb']} GB and Python {conditions['python']}; at the end the load average was",
        f"{conditions['load_average']}. A table of {10 * conditions['plan']['events']:,} clicks in ten Parquet files",
        f"in the object store; {conditions['repeats']} repetition(s), in each the median of three runs after a first",
        "one, from the client's question to the first page of its answer. tarn keeps on its disk what the first run",
        "has read ([ADR 0015](adr/0015-what-queries-have-read-is-kept.md)); Trino's own cache of files is off. What",
        "`attrs` holds comes again and again: Trino reads such a text once, tarn in each row. The stage `query` is a",
        "small answer and `SELECT 1`, `query-scan` all columns, `query-partitions` ten of 10,000 partitions,",
        "`query-together` sixteen clients at once; there, `duckdb` is DuckDB by itself on local files.",
    ]


def _queries(stages: Mapping[str, Any]) -> list[tuple[str, ...]]:
    figures = stages.get("query-analytics", {})
    found: list[tuple[str, ...]] = []
    for at, sql in enumerate(ANALYTICS, 1) if "trino" in figures else ():
        ours, theirs = (figures[engine][f"q{at}_ms"]["median"] for engine in ("duckdb", "trino"))
        found.append((f"`{' '.join(sql.split())}`", number(ours), number(theirs), f"{theirs / ours:.1f} ×"))
    return found


def _speed(stage: str, figures: Mapping[str, Any]) -> tuple[str, ...]:
    speed = figures["events_per_s"]
    return (
        stage,
        number(speed["median"]),
        f"{number(speed['min'])} to {number(speed['max'])}",
        _by_process(figures.get("cpu_us", {}), "{:.1f}"),
        _by_process(figures.get("rss_mb", {}), "{:,.0f}"),
    )


def _ratios(stages: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """How many times as fast, and how many times less CPU and memory in its own process, by the medians."""
    compared: list[tuple[str, ...]] = []
    for named, other in stages.items():
        stage, by, name = named.partition(" by ")
        if by and stage in stages:
            own = stages[stage]
            speed = own["events_per_s"]["median"] / other["events_per_s"]["median"]
            cpu, memory = (other[kind][name]["median"] / own[kind][stage]["median"] for kind in ("cpu_us", "rss_mb"))
            compared.append((stage, name, f"{speed:.1f} ×", f"{cpu:.1f} × less", f"{memory:.1f} × less", LACKS[named]))
    return compared


def _by_process(figures: Mapping[str, Any], form: str) -> str:
    return ", ".join(f"{name} {form.format(figure['median'])}" for name, figure in figures.items())


def _ages(stage: str, figures: Mapping[str, Any]) -> list[tuple[str, ...]]:
    where = {"": "in events.unique", "raw object ": "in the raw bucket", "table ": "in the table"}
    return [
        (stage, text, *(number(figures[f"{prefix}p{share}_ms"]["median"]) for share in (50, 95, 99)))
        for prefix, text in where.items()
        if f"{prefix}p50_ms" in figures
    ]


def _table(head: tuple[str, ...], body: Sequence[tuple[str, ...]]) -> list[str]:
    if not body:
        return []
    return [f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *body)] + [""]


def main() -> None:
    """Writes docs/benchmarks.md."""
    sections = {
        path.stem.partition("-")[2].replace("-", " ").capitalize(): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((DOCS / "benchmarks").glob("*.json"), key=lambda path: int(path.stem.partition("-")[0]))
    }
    (DOCS / "benchmarks.md").write_text(page(sections), encoding="utf-8")


if __name__ == "__main__":
    main()
