"""What `up` makes of a stack that runs already."""

from __future__ import annotations

from typing import Any

import pytest

from lake.errors import TarnError
from stack import lifecycle, programs
from stack.places import places
from stack.processes import Supervisor


def test_a_stack_of_another_version_is_to_be_put_down_first(monkeypatch: pytest.MonkeyPatch) -> None:
    has = {program.name: dict[str, Any]() for program in programs.slots(places()) if program.name != "crawler"}
    monkeypatch.setattr(Supervisor, "processes", lambda _self: has)
    with pytest.raises(TarnError, match=r"without crawler: ./tarn down first"):
        lifecycle._verify_parts(places())
    has["crawler"] = {}
    lifecycle._verify_parts(places())
