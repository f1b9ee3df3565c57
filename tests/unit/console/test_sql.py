"""The SQL page's decisions: where statements end, what an execution shows, several one after another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lake.errors import TarnError
from services.console.executions import Execution, Executions, execution, result, valid
from services.console.render import Asked
from services.console.scripts import KEPT, Script, Scripts
from services.console.statements import statements
from tests.polling import eventually

ID = "26f0f332-ae46-4b33-a400-c2fe1c1ddec1"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" ;; -- nothing\n; /* ; */", []),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1;\nSELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT 'a;b', \"c;d\", `e;f`; SELECT 2", ["SELECT 'a;b', \"c;d\", `e;f`", "SELECT 2"]),
        ("SELECT 'it''s; so'; SELECT 2", ["SELECT 'it''s; so'", "SELECT 2"]),
        ("SELECT 1 -- it's; so\n; SELECT 2", ["SELECT 1 -- it's; so", "SELECT 2"]),
        ("SELECT 1 /* it's; */; SELECT 2", ["SELECT 1 /* it's; */", "SELECT 2"]),
        ("SELECT 'open; SELECT 2", ["SELECT 'open; SELECT 2"]),
        ("SELECT 1 /* open; SELECT 2", ["SELECT 1 /* open; SELECT 2"]),
    ],
)
def test_a_semicolon_ends_a_statement_where_it_is_no_text(text: str, found: list[str]) -> None:
    assert statements(text) == found


def told(**status: Any) -> dict[str, Any]:
    return {
        "QueryExecutionId": ID, "Query": "SELECT 1", "StatementType": "DML", "Status": {"State": "SUCCEEDED"} | status,
        "ResultConfiguration": {"OutputLocation": f"s3://b/{ID}.csv"},
        "Statistics": {"DataScannedInBytes": 1, "TotalExecutionTimeInMillis": 1500},
    }  # fmt: skip


def test_what_is_scanned_costs_ten_megabytes_at_least() -> None:
    found = execution(told())
    assert (found.seconds, found.scanned, round(found.dollars, 7)) == (1.5, 1, 0.0000524)
    assert not execution(told(State="RUNNING")).ended


@pytest.mark.parametrize(("rows", "shown", "more"), [(0, 0, False), (100, 100, False), (101, 100, True)])
def test_the_first_row_of_a_query_is_its_header_and_null_is_not_empty(rows: int, shown: int, more: bool) -> None:
    cells = [{"Data": [{"VarCharValue": ""}, {}]} for _ in range(rows)]
    columns = [{"Name": "a", "Type": "varchar"}, {"Name": "b", "Type": "varchar"}]
    header = {"Data": [{"VarCharValue": "a"}, {"VarCharValue": "b"}]}
    answer = {"ResultSet": {"ResultSetMetadata": {"ColumnInfo": columns}, "Rows": [header, *cells]}}
    found = result(answer, has_header=True)
    assert (len(found.rows), found.more) == (shown, more)
    assert found.rows[:1] in ([], [["", None]])


@pytest.mark.parametrize("id_", ["", "../x", ID.upper(), ID + '"'])
def test_an_id_is_an_id(id_: str) -> None:
    with pytest.raises(Asked):
        valid(id_)


class Answers(Executions):
    """Executions that end at once: of a text with `bad` as FAILED; `refused` starts none."""

    def __init__(self) -> None:
        self.started: list[str] = []

    def start(self, sql: str, database: str) -> str:
        assert database == "tarn"
        if sql == "refused":
            raise TarnError("no")
        self.started.append(sql)
        return sql

    def get(self, id_: str) -> Execution:
        return replace(execution(told()), state="FAILED" if "bad" in id_ else "SUCCEEDED")


def run(*texts: str) -> tuple[Script, Answers]:
    executions = Answers()
    script = Scripts(executions).start(list(texts), "tarn")
    assert script.ended.wait(30)
    return script, executions


def test_statements_run_in_order_until_one_fails_or_is_refused() -> None:
    assert run("a", "b")[1].started == ["a", "b"]
    assert run("a", "bad", "b")[1].started == ["a", "bad"]
    script, executions = run("a", "refused", "b")
    assert executions.started == ["a"]
    assert [step.refusal for step in script.steps] == ["", "no", ""]


def test_the_oldest_scripts_are_forgotten() -> None:
    scripts = Scripts(Answers())
    first = scripts.start(["a"], "tarn")
    for _ in range(KEPT):
        scripts.start(["a"], "tarn")
    assert scripts.get(first.id) is None
    assert eventually(first.ended.is_set)
