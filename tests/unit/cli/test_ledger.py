"""What `drain` waits for beside its run of the ETL."""

from __future__ import annotations

import time

import pytest

from cli import ledger, reach
from lake.edges.catalog import CatalogAway
from lake.edges.kafka.topics import GroupOffset
from lake.errors import TarnError


def test_files_that_stay_for_long_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they go soon, the catalog is asked for them: there is none here."""
    monkeypatch.setenv("TARN_CATALOG_URL", "http://127.0.0.1:1")
    ledger._swept(time.monotonic() + 60, pytest.fail)
    monkeypatch.setenv("TARN_ETL_GRACE_S", "5")
    with pytest.raises(CatalogAway):
        ledger._swept(time.monotonic() + 60, pytest.fail)


class Still:
    """The committed offsets of a group that does not move."""

    def committed(self, _group: str) -> dict[tuple[str, int], GroupOffset]:
        return {("events", 0): GroupOffset(5, {})}

    def end_offsets(self, _topic: str) -> dict[int, int]:
        return {0: 12}


def test_a_group_that_stands_still_is_asked_why(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def trouble(part: str) -> str:
        asked.append(part)
        return "quarantine ceiling: more than 50% of the last 100,000 records are bad"

    monkeypatch.setattr(ledger, "_STILL_S", 0.5)
    monkeypatch.setattr(reach, "trouble", trouble)
    said: list[str] = []
    with pytest.raises(TarnError, match="not drained within 1 s: 7 records wait for dedup, which says: quarantine ce"):
        ledger._passed(Still(), "dedup", {("events", 0): 12}, time.monotonic() + 1, 1, said.append)  # type: ignore[arg-type]
    assert said[0] == "7 records wait for dedup"
    assert set(asked) == {"dedup"}
