"""What was measured: minimum, median and maximum of every figure; as a table, as JSON, as a chart."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from rich.table import Table

from bench.stages import Figures, Plan

Results = dict[str, Any]


def results(plan: Plan, repeats: int, measured: Mapping[str, Sequence[Figures]]) -> Results:
    """Every stage's figures over its repetitions, and under what conditions they were measured."""
    conditions = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": platform.machine(),
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
        "load_average": [round(load, 1) for load in psutil.getloadavg()],
        "repeats": repeats,
        "plan": asdict(plan),
    }
    return {"conditions": conditions, **{stage: spread(runs) for stage, runs in measured.items()}}


def spread(runs: Sequence[Figures]) -> dict[str, Any]:
    """{figure: {min, median, max}}; figures by process keep their names one level down.

    >>> spread([{"a": 1, "b": {"x": 4}}, {"a": 3, "b": {"x": 2}}])
    {'a': {'min': 1, 'median': 2.0, 'max': 3}, 'b': {'x': {'min': 2, 'median': 3.0, 'max': 4}}}
    """
    return {
        name: spread([run[name] for run in runs])
        if isinstance(runs[0][name], Mapping)
        else {
            "min": min(run[name] for run in runs),
            "median": median(run[name] for run in runs),
            "max": max(run[name] for run in runs),
        }
        for name in runs[0]
    }


def rows(found: Results) -> list[tuple[str, str, str, str, str]]:
    """(stage, figure, min, median, max), ready to show."""
    shown = []
    for stage, figures in found.items():
        if stage != "conditions":
            shown += [(stage, *row) for row in _flat(figures)]
    return shown


def table(found: Results) -> Table:
    """For the terminal."""
    made = Table("stage", "figure", box=None)
    for name in ("min", "median", "max"):
        made.add_column(name, justify="right")
    for row in rows(found):
        made.add_row(*row)
    return made


def write_json(found: Results, path: Path) -> None:
    """The results as they are."""
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def chart(found: Results, path: Path) -> None:
    """Events a second and CPU an event, a bar a stage; SVG or PNG by the file's name."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    stages = [stage for stage in found if "events_per_s" in found[stage]]
    figure, (speed, cost) = pyplot.subplots(1, 2, figsize=(11, 1.2 + 0.6 * len(stages)))
    speed.barh(stages, [found[stage]["events_per_s"]["median"] for stage in stages], color="#2a6f77")
    speed.set_title("events a second (median)")
    processes = sorted({name for stage in stages for name in found[stage].get("cpu_us", {})})
    left = dict.fromkeys(stages, 0.0)
    for process in processes:
        share = [found[stage].get("cpu_us", {}).get(process, {"median": 0})["median"] for stage in stages]
        cost.barh(stages, share, left=list(left.values()), label=process)
        left = {stage: left[stage] + one for stage, one in zip(stages, share, strict=True)}
    cost.set_title("CPU µs an event (median)")
    cost.legend(fontsize="small")
    for axes in (speed, cost):
        axes.invert_yaxis()
    figure.tight_layout()
    figure.savefig(path)


def _flat(figures: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str, str, str]]:
    flat = []
    for name, value in figures.items():
        if "median" in value:
            flat.append((prefix + name, number(value["min"]), number(value["median"]), number(value["max"])))
        else:
            flat += _flat(value, f"{prefix}{name} ")
    return flat


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
