"""What was sent again from quarantine is known by its source and counted once."""

from __future__ import annotations

import pytest

from services.catalog.errors import InvalidInputException
from tests.unit.catalog.conftest import EVENTS, Ask


def test_a_source_is_marked_once_however_often_it_is_sent(ask: Ask) -> None:
    ask("Tarn.MarkRedriven", Sources=["t:0:1", "t:2:1", "t:2:2"])
    ask("Tarn.MarkRedriven", Sources=["t:2:2", "t:2:2"])
    assert sorted(ask("Tarn.KnownRedriven", Sources=["t:2:2", "t:0:1", "t:0:9"])["Sources"]) == ["t:0:1", "t:2:2"]
    assert ask("Tarn.Totals", **EVENTS)["Redriven"] == [{"Partition": 0, "Records": 1}, {"Partition": 2, "Records": 2}]


@pytest.mark.parametrize("source", ["t", "t:1", "t:x:1", "t:-1:1"])
def test_what_is_no_source_is_refused(ask: Ask, source: str) -> None:
    with pytest.raises(InvalidInputException, match="no source"):
        ask("Tarn.MarkRedriven", Sources=[source])
