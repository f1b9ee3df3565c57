"""The text of results: `.csv` of queries, `.txt` of DDL and UTILITY statements.

    "a","b"      every value in quotes, a quote doubled
    "1",         NULL is nothing at all, without quotes
    "",""        and so is not the empty text

Lines end with \\n. In `.txt` cells are separated by tabs, and there is no header. Clients tell NULL from the empty text
by the quotes (PyAthena result_set.py, burtcorp/athena-jdbc VeryBasicCsvParser).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Row = Sequence[str | None]


def csv_line(row: Row) -> str:
    """One row, with its end of line."""
    return ",".join("" if cell is None else f'"{_doubled(cell)}"' for cell in row) + "\n"


def tabbed(rows: Iterable[Row]) -> str:
    """Rows as a `.txt` file has them."""
    return "".join("\t".join("" if cell is None else cell for cell in row) + "\n" for row in rows)


def csv_rows(text: str) -> Iterator[tuple[list[str | None], int]]:
    """The whole rows in a piece of a `.csv` file, each with the place in the text where the next one begins."""
    at, row = 0, list[str | None]()
    while at < len(text):
        cell, end = _cell(text, at)
        if end < 0 or end >= len(text):
            return  # the piece ends within this row
        row.append(cell)
        at = end + 1
        if text[end] == "\n":
            yield row, at
            row = []


def _cell(text: str, at: int) -> tuple[str | None, int]:
    """A cell and the place of what ends it; -1 where the piece ends first."""
    if text[at] != '"':
        ends = [place for mark in ",\n" if (place := text.find(mark, at)) >= 0]
        return (text[at : min(ends)] or None, min(ends)) if ends else (None, -1)
    end = at + 1
    while True:
        end = text.find('"', end)
        if end < 0 or end + 1 >= len(text):
            return None, -1
        if text[end + 1] != '"':
            return text[at + 1 : end].replace('""', '"'), end + 1
        end += 2


def _doubled(cell: str) -> str:
    return cell.replace('"', '""') if '"' in cell else cell
