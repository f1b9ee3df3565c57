"""Question marks in a statement, and the values in their places."""

from __future__ import annotations

import pytest

from services.query.failure import QueryFailed
from services.query.parameters import filled, given
from services.query.statements import Execute, Query


@pytest.mark.parametrize(
    ("sql", "values", "expected"),
    [
        ("SELECT * FROM t WHERE a=? AND b = ?", ["1", "x"], "SELECT * FROM t WHERE a=1 AND b = 'x'"),
        (
            "SELECT '?', \"?\" -- ?\n FROM t WHERE a = ? /* ? */",
            ["1"],
            "SELECT '?', \"?\" -- ?\n FROM t WHERE a = 1 /* ? */",
        ),
        ("UNLOAD (SELECT 1 a WHERE 2 = ?) TO 's3://b/?/'", ["2"], "UNLOAD (SELECT 1 a WHERE 2 = 2) TO 's3://b/?/'"),
        ("EXPLAIN SELECT ?", ["1", "surplus"], "EXPLAIN SELECT 1"),
        ("INSERT INTO t VALUES (?)", ["it's"], "INSERT INTO t VALUES ('it''s')"),
    ],
)
def test_values_take_the_places_of_question_marks(sql: str, values: list[str], expected: str) -> None:
    assert filled(sql, values) == expected


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(QueryFailed, match="expected 2 but found 1"):
        filled("SELECT ?, ?", ["1"])


def test_execute_hands_values_on() -> None:
    """test_athena_execute_prepared_statement_with_params of awswrangler, measured on AWS."""
    assert given('EXECUTE "s"', ["Washington", "1"]) == Execute("s", ("Washington", "1"))
    assert given("EXECUTE s USING ?, 2", ["x"]) == Execute("s", ("'x'", "2"))
    assert given("EXECUTE s USING 1", []) == Execute("s", ("1",))
    assert given("SELECT ?", ["1"]) == Query("SELECT 1")
