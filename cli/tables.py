"""Tables that fit the screen and never cut a number.

The first of these forms that fits the width is shown:
1. as it is; text wraps where it must, numbers do not;
2. without the columns that its maker named as those to leave out, one after the other, and a line that names them;
3. turned: a row for each column, where all but the first are numbers;
4. stacked: one figure a line.
"""

from __future__ import annotations

from collections.abc import Sequence

import rich.table
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from lake.printable import printable

_TEXT = 16  # columns of the screen that text wraps in at the least
_GAP = 2


class Table:
    """Rows of cells. A column whose name ends in `#` holds numbers. A `str` is shown as it is, escaped."""

    def __init__(self, columns: Sequence[str], leave_out: Sequence[str] = ()) -> None:
        self._names = [column.rstrip("#") for column in columns]
        self._numbers = [column.endswith("#") for column in columns]
        self._leave_out = [self._names.index(name) for name in leave_out]
        self._rows: list[list[Text]] = []

    def add_row(self, *cells: str | Text) -> None:
        """One cell for each column."""
        row = [Text(printable(cell)) if isinstance(cell, str) else cell for cell in cells]
        assert len(row) == len(self._names), "a cell for each column"
        self._rows.append(row)

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """What rich calls to print it."""
        width = options.max_width
        for count in range(len(self._leave_out) + 1):
            out = self._leave_out[:count]
            kept = [n for n in range(len(self._names)) if n not in out]
            if self._least(kept) <= width:
                yield self._plain(kept)
                if out:
                    yield Text(f"left out at this width: {', '.join(self._names[n] for n in sorted(out))}")
                return
        yield self._turned() if self._fits_turned(width) else self._stacked()

    def _cells(self, column: int) -> list[Text]:
        return [row[column] for row in self._rows]

    def _width(self, column: int) -> int:
        return max([cell_len(self._names[column]), *(cell.cell_len for cell in self._cells(column))])

    def _least(self, kept: Sequence[int]) -> int:
        widths = (self._width(n) if self._numbers[n] else min(self._width(n), _TEXT) for n in kept)
        return sum(widths) + _GAP * (len(kept) - 1)

    def _plain(self, kept: Sequence[int]) -> rich.table.Table:
        made = _grid(show_header=True)
        for n in kept:
            _add_column(made, self._names[n], self._numbers[n])
        for row in self._rows:
            made.add_row(*(row[n] for n in kept))
        return made

    def _fits_turned(self, width: int) -> bool:
        columns = [max(cell.cell_len for cell in row) + _GAP for row in self._rows]
        return all(self._numbers[1:]) and max(map(cell_len, self._names)) + sum(columns) <= width

    def _turned(self) -> rich.table.Table:
        made = _grid(show_header=True)
        _add_column(made, self._names[0], number=False)
        for cell in self._cells(0):
            _add_column(made, cell.plain, number=True)
        for n in range(1, len(self._names)):
            made.add_row(self._names[n], *self._cells(n))
        return made

    def _stacked(self) -> rich.table.Table:
        made = _grid(show_header=False)
        _add_column(made, "", number=False)
        _add_column(made, "", number=True)
        for row in self._rows:
            made.add_row(Text(f"{self._names[0]} {row[0].plain}".strip(), "bold"), "")
            for n in range(1, len(row)):
                made.add_row(f"  {self._names[n]}", row[n])
        return made


def _grid(show_header: bool) -> rich.table.Table:
    return rich.table.Table(box=None, show_header=show_header, header_style="bold", pad_edge=False)


def _add_column(made: rich.table.Table, name: str, number: bool) -> None:
    made.add_column(Text(name), justify="right" if number else "left", no_wrap=number, overflow="fold")
