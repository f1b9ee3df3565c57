"""Every table of the command line at every width: numbers whole, on lines that fit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli import ledger
from cli.screen import out, table
from cli.tables import Table
from lake.accounts.ledger import Account
from tests.escapes import EVERYTHING, FORBIDDEN

CLI = Path(ledger.__file__).parent
WIDTHS = range(60, 201)
NUMBER = 999_999_999_999  # 12 digits
TEXT = "events/event_type=lesson/event_subtype=completed waits for the object store"


def calls() -> list[tuple[str, list[str], list[str]]]:
    """Every `table("…", …)` of the command line: where, its columns, and those that it leaves out first."""
    found: list[tuple[str, list[str], list[str]]] = []
    for path in sorted(CLI.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "table":
                columns = [ast.literal_eval(a) for a in node.args if isinstance(a, ast.Constant)]
                out_first = [ast.literal_eval(k.value) for k in node.keywords if k.arg == "leave_out"]
                if len(columns) == len(node.args):
                    found.append((f"{path.name}:{node.lineno}", columns, list(*out_first)))
    return found


def rendered(what: Table, width: int) -> list[str]:
    console = Console(width=width, highlight=False, soft_wrap=True)
    with console.capture() as capture:
        console.print(what)
    return [line.rstrip() for line in capture.get().splitlines()]


def numbers(lines: list[str]) -> list[str]:
    return re.findall(r"\d[\d,]*", "\n".join(lines))


def test_the_tables_are_found() -> None:
    assert len(calls()) >= 3


@pytest.mark.parametrize(("where", "columns", "leave_out"), calls(), ids=[where for where, _, _ in calls()])
def test_no_table_cuts_a_number_at_any_width(where: str, columns: list[str], leave_out: list[str]) -> None:
    made = table(*columns, leave_out=leave_out)
    for _ in range(2):
        made.add_row(*(f"{NUMBER:,}" if column.endswith("#") else TEXT for column in columns))
    kept = [column for column in columns if column.endswith("#") and column.rstrip("#") not in leave_out]
    for width in WIDTHS:
        lines = rendered(made, width)
        assert max(map(len, lines)) <= width, where
        assert set(numbers(lines)) == {f"{NUMBER:,}"}
        assert len(numbers(lines)) >= 2 * len(kept)
        assert "…" not in "".join(lines)


@pytest.mark.parametrize(
    ("figure", "partitions", "widths"),
    [(NUMBER, 2, WIDTHS), (7, 12, (60, 80, 200)), (20_002, 4, (60, 80, 120)), (1_234_567, 4, (60, 80, 160))],
)
def test_the_ledger_shows_every_figure_at_every_width(figure: int, partitions: int, widths: Iterable[int]) -> None:
    figures: list[Any] = [figure] * (len(Account.__dataclass_fields__) - 1)
    row = Account(*figures)
    made = ledger.as_table(dict.fromkeys(range(partitions), row))
    for width in widths:
        lines = rendered(made, width)
        assert max(map(len, lines)) <= width
        shown = numbers(lines)
        assert shown.count(f"{figure:,}") >= 10 * partitions
        assert shown.count(f"{figure * partitions:,}") >= 10


@pytest.mark.parametrize("name", ["expired", "replayed"])
def test_what_is_rare_has_a_column_where_there_is_any(name: str) -> None:
    assert name not in "".join(rendered(ledger.as_table({0: Account(produced=7)}), 200))
    rare: dict[str, Any] = {name: 3}
    header, row, _ = rendered(ledger.as_table({0: replace(Account(produced=7), **rare)}), 200)
    assert header.split()[-1] == name
    assert row.split()[-1] == "3"


def test_each_form_is_taken_where_the_one_before_does_not_fit() -> None:
    made = table("part", "port#", "memory#", "", leave_out=("memory", "port"))
    made.add_row("kafka", "19002", "310", "waits for its disk, which is full")
    assert rendered(made, 70) == [
        "part    port  memory",
        "kafka  19002     310  waits for its disk, which is full",
    ]
    assert rendered(made, 50)[1:] == [
        "kafka  19002     310  waits for its disk, which is",
        "                      full",
    ]
    assert rendered(made, 36)[0] == "part    port"
    assert rendered(made, 36)[-1] == "left out at this width: memory"
    figures = table("partition", "in#", "unique#")
    figures.add_row("0", "5,037", "4,480")
    figures.add_row("all", "5,037", "4,480")
    assert rendered(figures, 30)[0] == "partition     in  unique"
    assert rendered(figures, 23) == ["partition      0    all", "in         5,037  5,037", "unique     4,480  4,480"]
    assert rendered(figures, 22)[:3] == ["partition 0", "  in           5,037", "  unique       4,480"]


def test_into_a_pipe_a_row_is_a_line() -> None:
    made = table("part", "state", "")
    made.add_row("sink", "failing", "x" * 1_000)
    with out.capture() as capture:
        out.print(made)
    assert len(capture.get().splitlines()) == 2


def test_cells_are_no_markup_and_command_no_terminal() -> None:
    made = table("reason", "records#")
    made.add_row("[red]not[/] [/closed] " + EVERYTHING, "1")
    shown = "".join(rendered(made, 200))
    assert "[red]not[/] [/closed]" in shown
    assert not set(shown) & {*FORBIDDEN, "\r"}


def test_what_is_printed_past_a_table_commands_no_terminal_either() -> None:
    with out.capture() as capture:
        out.print(EVERYTHING, markup=False)
        out.print(f"[bold]two\nlines {EVERYTHING}[/]")
    shown = capture.get()
    assert not set(shown) & {*FORBIDDEN, "\r"}
    assert shown.count("\n") == 3
