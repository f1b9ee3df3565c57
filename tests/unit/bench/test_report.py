"""What the benchmark says of what it measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import report
from bench.load import Shape
from bench.stages import Plan

RUNS: dict[str, list[dict[str, Any]]] = {
    "dedup": [
        {"events_per_s": speed, "cpu_us": {"dedup": cost, "redis": 4.0}, "rss_mb": {"dedup": 150.0}}
        for speed, cost in ((80_000.0, 7.5), (120_000.0, 5.5), (90_000.0, 6.5))
    ],
    "etl": [{"seconds": 20.0, "rows": 180_000, "events_per_s": 9_000.0}],
}


@pytest.fixture
def found() -> report.Results:
    return report.results(Plan(Shape(), 1_000_000, 1, 20, 60_000, 60, 10_000, 5), RUNS)


def test_minimum_median_and_maximum(found: report.Results) -> None:
    assert found["dedup"]["events_per_s"] == {"min": 80_000, "median": 90_000, "max": 120_000}
    assert found["dedup"]["cpu_us"]["dedup"] == {"min": 5.5, "median": 6.5, "max": 7.5}


def test_the_json_is_the_results(found: report.Results, tmp_path: Path) -> None:
    report.write_json(found, tmp_path / "results.json")
    assert json.loads((tmp_path / "results.json").read_text()) == found


def test_the_page_names_its_conditions_and_every_figure(found: report.Results) -> None:
    page = report.page(found)
    assert "1,000,000 events of" in page
    assert "200 bytes, 10% duplicates" in page
    assert "| dedup | cpu_us redis | 4.00 | 4.00 | 4.00 |" in page
    assert "| etl | rows | 180,000 | 180,000 | 180,000 |" in page
