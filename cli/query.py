"""`query`: SQL over the lake, as Athena answers it, with what it scanned and what that would cost."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from itertools import islice
from typing import Annotated

import typer

from cli.screen import out
from cli.tables import Table
from lake import inside
from lake.config import load
from lake.edges.athena import Answer, Athena, AthenaSettings
from lake.edges.catalog import DATABASE
from lake.edges.objects import StoreSettings
from lake.errors import TarnError

SHOWN = 1000  # rows of a table on the screen; --csv and --json give all

Row = list[str | None]


def query(
    sql: Annotated[str, typer.Argument(help="One statement; `-` reads it from standard input.")],
    database: Annotated[str, typer.Option(help="Where names without a database are looked up.")] = DATABASE,
    as_csv: Annotated[bool, typer.Option("--csv", help="All rows as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All rows as JSON, an object a line.")] = False,
) -> None:
    """Ask the lake in Athena's SQL."""
    if as_csv and as_json:
        raise TarnError("--csv or --json, not both")
    secret = load(StoreSettings).s3_secret_key.get_secret_value()
    athena = Athena(load(AthenaSettings).query_url, inside.word(secret))
    answer = athena.run(sys.stdin.read() if sql == "-" else sql, database)
    rows = athena.rows(answer)
    header = [name or "" for name in next(rows, [])]
    if as_csv:
        _csv(header, rows)
    elif as_json:
        for row in rows:
            typer.echo(json.dumps(dict(zip(header, row, strict=False)), ensure_ascii=False))
    else:
        _table(header, rows)
    typer.echo(summary(answer), err=True)


def summary(answer: Answer) -> str:
    """One line: how long, how much, for how much.

    >>> summary(Answer("id", True, 0.25, 20_000_000))
    '0.25 s, 20.0 MB scanned: $0.0001 at the list price of Athena'
    """
    cost = f"${answer.dollars:.4f} at the list price of Athena"
    return f"{answer.seconds:.2f} s, {answer.scanned / 1e6:.1f} MB scanned: {cost}"


def _csv(header: list[str], rows: Iterable[Row]) -> None:
    written = csv.writer(sys.stdout, lineterminator="\n")
    written.writerow(header)
    written.writerows(rows)


def _table(header: list[str], rows: Iterable[Row]) -> None:
    if not header:
        return
    table, left = Table(header), iter(rows)
    for row in islice(left, SHOWN):
        cells = [cell if cell is not None else "" for cell in row]
        table.add_row(*cells, *[""] * (len(header) - len(cells)))
    out.print(table)
    more = sum(1 for _ in left)
    if more:
        typer.echo(f"and {more:,} rows more: --csv gives all", err=True)
