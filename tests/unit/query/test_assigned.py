"""INSERT's coercions, as Trino has them."""

from __future__ import annotations

import duckdb
import pytest

from services.query.dialect import assigned, failure_of, install


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    install(made)
    return made


@pytest.mark.parametrize(
    ("value", "given", "wanted", "stored"),
    [
        ("CAST(4 AS BIGINT)", "bigint", "integer", 4),
        ("CAST(2.5 AS DOUBLE)", "double", "integer", 3),
        ("CAST(1.25 AS DECIMAL(3,2))", "decimal(3,2)", "bigint", 1),
        ("'ab  '", "varchar(4)", "varchar(2)", "ab"),
        ("'abc'", "varchar(3)", "varchar", "abc"),
        ("[CAST(7 AS BIGINT)]", "array(bigint)", "array(integer)", [7]),
        ("['a']", "array(varchar(1))", "array(varchar(2))", ["a"]),
    ],
)
def test_a_value_is_stored_as_the_columns_type(
    connection: duckdb.DuckDBPyConnection, value: str, given: str, wanted: str, stored: object
) -> None:
    assert connection.execute(f"SELECT {assigned(value, given, wanted)}").fetchall() == [(stored,)]


@pytest.mark.parametrize(
    ("value", "given", "wanted", "code"),
    [
        ("CAST(3e9 AS DOUBLE)", "double", "integer", "NUMERIC_VALUE_OUT_OF_RANGE"),
        ("'abc'", "varchar", "varchar(2)", "INVALID_CAST_ARGUMENT"),
    ],
)
def test_a_value_that_would_lose_something_fails(
    connection: duckdb.DuckDBPyConnection, value: str, given: str, wanted: str, code: str
) -> None:
    with pytest.raises(duckdb.Error) as caught:
        connection.execute(f"SELECT {assigned(value, given, wanted)}").fetchall()
    assert failure_of(caught.value).code == code


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("varchar(1)", "integer"),
        ("integer", "varchar"),
        ("boolean", "integer"),
        ("array(varchar)", "array(varchar(1))"),
    ],
)
def test_types_that_have_none_in_common_do_not_match(given: str, wanted: str) -> None:
    assert assigned("x", given, wanted) is None


def test_a_time_zone_is_left_behind_and_the_clock_on_the_wall_stays(connection: duckdb.DuckDBPyConnection) -> None:
    value = "{'instant': TIMESTAMP '2026-01-01 10:00:00', 'zone': '+01:00'}"
    made = assigned(value, "timestamp(3) with time zone", "timestamp(3)")
    assert connection.execute(f"SELECT CAST({made} AS VARCHAR)").fetchall() == [("2026-01-01 11:00:00",)]
