"""What the benchmark says of what it measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import page, report
from bench.load import Shape
from bench.stages import Plan

AGES = ((50, 3), (95, 5), (99, 6))
RUNS: dict[str, list[dict[str, Any]]] = {
    "dedup": [
        {"events_per_s": speed, "cpu_us": {"dedup": cost, "redis": 4.0}, "rss_mb": {"dedup": 150.0}}
        for speed, cost in ((80_000.0, 7.5), (120_000.0, 5.5), (90_000.0, 6.5))
    ],
    "dedup by bento": [{"events_per_s": 30_000.0, "cpu_us": {"bento": 26.0}, "rss_mb": {"bento": 600.0}}],
    "etl": [{"seconds": 20.0, "rows": 180_000, "events_per_s": 9_000.0}],
    "latency": [{f"{where}p{share}_ms": float(ms) for where in ("", "raw object ") for share, ms in AGES}],
}


@pytest.fixture
def found() -> report.Results:
    return report.results(Plan(Shape(), 1_000_000, 1, 20, 60_000, 60, 10_000, 5), 3, RUNS)


def test_minimum_median_and_maximum(found: report.Results) -> None:
    assert found["dedup"]["events_per_s"] == {"min": 80_000, "median": 90_000, "max": 120_000}
    assert found["dedup"]["cpu_us"]["dedup"] == {"min": 5.5, "median": 6.5, "max": 7.5}


def test_the_json_is_the_results(found: report.Results, tmp_path: Path) -> None:
    report.write_json(found, tmp_path / "results.json")
    assert json.loads((tmp_path / "results.json").read_text()) == found


def test_the_page_names_its_conditions_and_every_figure(found: report.Results) -> None:
    shown = page.page({"Stages": found})
    assert "1,000,000 events of 200 bytes, 10%" in shown
    assert "3 repetition(s)" in shown
    assert "| dedup | 90,000 | 80,000 to 120,000 | dedup 6.5, redis 4.0 | dedup 150 |" in shown
    assert "| dedup | bento | 3.0 × | 4.0 × less | 4.0 × less | loses the event" in shown
    assert "| latency | in the raw bucket | 3.00 | 5.00 | 6.00 |" in shown
    assert "| dedup | cpu_us redis | 4.00 | 4.00 | 4.00 |" in shown
    assert "| etl | rows | 180,000 | 180,000 | 180,000 |" in shown


def test_the_page_is_the_one_that_the_results_make(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there = (page.DOCS / "benchmarks.md").read_text(encoding="utf-8")
    (tmp_path / "benchmarks").symlink_to(page.DOCS / "benchmarks")
    monkeypatch.setattr(page, "DOCS", tmp_path)
    page.main()
    assert there == (tmp_path / "benchmarks.md").read_text(encoding="utf-8"), "run `make docs`"
