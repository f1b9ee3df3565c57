"""Each statement of the corpus on DuckDB: what Trino answered, or refused by name; never another answer."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from services.query.dialect import Relation, Session, failure_of, install, text_of, translate
from services.query.failure import QueryFailed

CORPUS = Path(__file__).resolve().parents[2] / "data" / "athena_corpus"
SESSION = Session("default", "awsdatacatalog", datetime(2026, 11, 27, 12, tzinfo=UTC))
REFUSED = "not served by tarn's duckdb engine"
KINDS = sorted(path.stem for path in CORPUS.glob("*.jsonl"))


def no_tables(_catalog: str | None, database: str | None, table: str, _version: str | None = None) -> Relation:
    raise QueryFailed(f"TABLE_NOT_FOUND: Table '{database}.{table}' does not exist", code="TABLE_NOT_FOUND")


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        install(made)
        yield made


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    made = translate(sql, no_tables, SESSION)
    try:
        rows = connection.execute(made.sql).fetchall()
    except duckdb.Error as error:
        raise failure_of(error) from error
    columns = made.columns or ()
    shown = [[text_of(value, column.type) for value, column in zip(row, columns, strict=True)] for row in rows]
    return {"columns": [[column.name, column.type] for column in columns], "rows": shown}


def verdict(connection: duckdb.DuckDBPyConnection, trino: dict[str, Any]) -> str:
    """`same`, `refused`, or what differs."""
    try:
        ours = ask(connection, trino["sql"])
    except QueryFailed as failed:
        if "error" in trino:
            return "same"
        return "refused" if REFUSED in failed.message else f"{trino['sql']}: fails with {failed.message}"
    if "error" in trino:
        return f"{trino['sql']}: Trino fails with {trino['message']}, we answer {ours}"
    names = [[name, re.sub(r"(\d), (\d)", r"\1,\2", kind).lower()] for name, kind in trino["columns"]]
    theirs, mine = trino["rows"], ours["rows"]
    if "order by" not in trino["sql"].lower():
        theirs, mine = sorted(theirs, key=str), sorted(mine, key=str)
    if names == ours["columns"] and theirs == mine:
        return "same"
    return f"{trino['sql']}: Trino gives {names} {theirs}, we give {ours['columns']} {mine}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_is_trinos_or_refused(connection: duckdb.DuckDBPyConnection, kind: str) -> None:
    lines = (CORPUS / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    found = [verdict(connection, json.loads(line)) for line in lines]
    counts = Counter(one if one in ("same", "refused") else "different" for one in found)
    print(f"{kind}: {counts['same']} of {len(found)} as Trino, {counts['refused']} refused")  # noqa: T201
    assert [one for one in found if one not in ("same", "refused")] == []
    assert counts["same"] >= 0.7 * len(found)


def test_the_corpus_is_large() -> None:
    assert sum(len(path.read_text().splitlines()) for path in CORPUS.glob("*.jsonl")) >= 1200
