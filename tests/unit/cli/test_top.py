"""What `top` shows of two looks."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from cli.top import Look, Part, complaint, gauge, rate, shown, top
from lake.accounts.ledger import Account
from lake.errors import TarnError

BEFORE = Look(10.0, Account(produced=100, in_=90, delivered=80, rows=50), 5_000_000, 0)
NOW = Look(
    14.0, Account(produced=900, in_=490, delivered=80, rows=50, in_flight=410, pending=30), 7_000_000, 1_000_000_000,
    (Part("dedup", "ready", 70_000_000, 1.25, "lost: why"), Part("kafka", "ready", 232_000_000)),
)  # fmt: skip


def text(before: Look | None, now: Look) -> str:
    screen = Console(file=io.StringIO(), width=120)
    screen.print(shown(before, now))
    file = screen.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_a_rate_is_of_two_looks() -> None:
    assert rate(BEFORE, NOW, "produced") == 200.0
    assert rate(BEFORE, NOW, "rows") == 0.0
    assert rate(None, NOW, "rows") is None
    assert rate(NOW, NOW, "rows") is None


def test_the_picture_has_rates_what_waits_memory_and_errors() -> None:
    found = [line.split() for line in text(BEFORE, NOW).splitlines()]
    assert ["produced", "200", "900"] in found
    assert ["decided", "100", "490"] in found
    assert ["dedup", "ready", "70", "1.2", "lost:", "why"] in found
    assert any(line[-1:] == ["410"] for line in found)
    assert any(line[:5] == ["ledger", "balanced", "Redis", "7", "of"] for line in found)


def test_a_ledger_that_is_off_is_said_with_its_first_fault() -> None:
    assert "NOT balanced: partition 0: off" in text(BEFORE, Look(20.0, Account(faults=("partition 0: off",)), 0, 0))


@pytest.mark.parametrize(
    ("page", "found"), [("tarn_x 1e3\n", 1000.0), ("tarn_xy 2\n", None), ("tarn_x_total 2\n", None), ("", None)]
)
def test_a_gauge_is_read_by_its_whole_name(page: str, found: float | None) -> None:
    assert gauge(page, "tarn_x") == found


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['{"level": "error", "event": "a"}', '{"level": "error", "event": "b"}'], "b"),
        (["no json", "[]", '{"level": "warning", "event": "w"}'], ""),
        ([], ""),
    ],
)
def test_the_last_error_of_a_log(lines: list[str], said: str) -> None:
    assert complaint(lines) == said


def test_into_a_pipe_it_says_what_to_do() -> None:
    with pytest.raises(TarnError, match="--once"):
        top(every=1, once=False)
