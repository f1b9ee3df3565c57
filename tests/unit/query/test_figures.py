"""An execution that ends moves the figures once, whatever ends it, and CloudWatch's where its workgroup publishes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY

from lake.runtime.slots import Slots
from services.query import figures
from services.query.executions import ended
from services.query.state import State


def document(id_: str, workgroup: str, **statistics: float) -> dict[str, Any]:
    status = {"State": "RUNNING", "SubmissionDateTime": 100.0}
    whole = {"QueryExecutionId": id_, "WorkGroup": workgroup, "StatementType": "DML", "Status": status}
    return whole | {"Statistics": dict(statistics)}


def count(workgroup: str, state: str, name: str = "tarn_query_executions_total") -> float:
    labels = {"workgroup": workgroup, "state": state, "type": "DML"}
    return REGISTRY.get_sample_value(name, labels) or 0.0


def observed(slots: Slots, workgroup: str) -> list[float]:
    """Count and sum of what the slots have of a workgroup."""
    found = [values for by in slots._slots.values() for labels, values in by.items() if labels[0] == workgroup]
    return [sum(one[0] for one in found), sum(one[1] for one in found)]


def test_an_execution_that_ends_is_told_once(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    state = State(str(tmp_path / "query.db"), told.append)
    state.begin(document("a", "primary"), None)
    for _ in range(2):
        state.change_execution("a", lambda one: ended(one, "CANCELLED", 101.0))
    state.close()
    assert [one["Status"]["State"] for one in told] == ["CANCELLED"]


def test_a_query_moves_every_metric() -> None:
    taken = {"DataScannedInBytes": 4096, "EngineExecutionTimeInMillis": 250, "QueryQueueTimeInMillis": 20}
    taken |= {"QueryPlanningTimeInMillis": 30}
    figures.ended(ended(document("a", "moved", **taken), "SUCCEEDED", 101.5), published=True)
    assert count("moved", "SUCCEEDED") == 1
    assert count("moved", "SUCCEEDED", "tarn_query_scanned_bytes_total") == 4096
    assert observed(figures._PROCESSED, "moved") == [1, 4096]
    assert observed(figures._TOTAL, "moved") == [1, 1.5]
    assert observed(figures._ENGINE, "moved") == [1, 0.25]
    assert observed(figures._QUEUE, "moved") == [1, 0.02]
    assert observed(figures._PLANNING, "moved") == [1, 0.03]


def test_a_cancelled_query_has_the_dimensions_word_and_no_time_that_it_did_not_come_to() -> None:
    figures.ended(ended(document("a", "waited"), "CANCELLED", 101.0), published=True)
    assert count("waited", "CANCELED") == 1
    assert observed(figures._QUEUE, "waited") == [0, 0]
    assert observed(figures._TOTAL, "waited") == [1, 1.0]


@pytest.mark.parametrize("slots", [figures._PROCESSED, figures._TOTAL, figures._ENGINE])
def test_a_workgroup_that_does_not_publish_is_counted_for_prometheus_alone(slots: Slots) -> None:
    before = count("quiet", "FAILED")
    figures.ended(ended(document("a", "quiet"), "FAILED", 101.0), published=False)
    assert count("quiet", "FAILED") == before + 1
    assert observed(slots, "quiet") == [0, 0]
