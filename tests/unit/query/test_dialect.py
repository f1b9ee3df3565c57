"""The silent differences between Trino and DuckDB that are known, one case each; refusals by name; tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pytest

from services.query.dialect import Column, Relation, Session, failure_of, install, text_of, translate
from services.query.failure import QueryFailed

SESSION = Session("default", "awsdatacatalog", datetime(2026, 11, 27, 12, tzinfo=UTC))
EVENTS = Relation((Column("id", "bigint"), Column("action", "varchar"), Column("at", "timestamp(3)")), "events")


def resolve(_catalog: str | None, _database: str | None, table: str, _version: str | None = None) -> Relation:
    if table.lower() != "events":
        raise QueryFailed(f"TABLE_NOT_FOUND: Table '{table}' does not exist", code="TABLE_NOT_FOUND")
    return EVENTS


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        install(made)
        made.execute("CREATE TABLE events AS SELECT * FROM (VALUES (1::BIGINT, 'view', TIMESTAMP '2020-01-01 10:00:00'), "  # noqa: E501
                     "(2, 'buy', TIMESTAMP '2020-01-01 11:30:00'), (3, 'view', NULL)) t(id, action, \"at\")")  # fmt: skip  # noqa: E501
        yield made


def rows(connection: duckdb.DuckDBPyConnection, sql: str, session: Session = SESSION) -> list[list[str | None]]:
    made = translate(sql, resolve, session)
    try:
        found = connection.execute(made.sql).fetchall()
    except duckdb.Error as error:
        raise failure_of(error) from error
    columns = made.columns or ()
    return [[text_of(value, column.type) for value, column in zip(row, columns, strict=True)] for row in found]


SILENT = [
    ("7/2", "3"),
    ("9007199254740993 / 1", "9007199254740993"),
    ("try(1/0)", None),
    ("slice(array[1, 2, 3], 2, 2)", "[2, 3]"),
    ("sequence(5, 1)", "[5, 4, 3, 2, 1]"),
    ("sequence(date '2020-01-01', date '2020-01-02')", "[2020-01-01, 2020-01-02]"),
    ("date_add('day', 1, date '2020-01-01')", "2020-01-02"),
    ("date '2020-01-01' + interval '1' day", "2020-01-02"),
    ("date_trunc('month', date '2020-01-15')", "2020-01-01"),
    ("date_diff('hour', timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 00:59:00')", "0"),
    ("timestamp '2020-01-01 00:00:00' at time zone 'America/New_York'", "2019-12-31 19:00:00 America/New_York"),
    ("CAST('2020-01-01 10:00:00-0' AS timestamp)", "2020-01-01 10:00:00.000"),
    ("from_unixtime(0, 'Asia/Tokyo')", "1970-01-01 09:00:00.000 Asia/Tokyo"),
    ("regexp_extract('abc', 'x')", None),
    ("regexp_replace('hello', '(h)', '$1$1')", "hhello"),
    ("json_extract_scalar('{\"obj\": {}}', '$.obj')", None),
    ("json_extract_scalar('bad', '$.obj')", None),
    ("format('%s-%d', 'a', 5)", "a-5"),
    ("cast('abc' as varchar(2))", "ab"),
    ("cast(1e10 as varchar)", "1.0E10"),
    ("typeof(1.5)", "decimal(2,1)"),
    ("typeof(sum(1))", "bigint"),
    ("substr('abc', 0)", ""),
    ("'abc' not like 'a%'", "false"),
    ("interval -'1' day", "-1 00:00:00.000"),
    ("array[1] || cast(null AS integer)", None),
    ("map(array['a', 'b'], array[1, 2]) = map(array['b', 'a'], array[2, 1])", "true"),
    ("row(1, null) = row(2, null)", "false"),
    ("json_array_get('[\"a\"]', 0)", "a"),
    ("cast(cast('a' AS char(3)) AS varchar)", "a  "),
    ("cast(1e40 AS real)", "Infinity"),
    ("reverse('')", ""),
    ("json_object('o' : 1, 'p' : 2)", '{"p":2,"o":1}'),
    ("0xff + 1_000", "1255"),
]


@pytest.mark.parametrize(("sql", "expected"), SILENT)
def test_a_silent_difference_is_cured(connection: duckdb.DuckDBPyConnection, sql: str, expected: str | None) -> None:
    assert rows(connection, f"SELECT {sql}") == [[expected]]


def test_sequence_as_a_table_takes_its_arguments_by_name(connection: duckdb.DuckDBPyConnection) -> None:
    assert rows(connection, "SELECT * FROM TABLE(sequence(stop => 4, step => 2))") == [["0"], ["2"], ["4"]]
    assert rows(connection, "SELECT * FROM TABLE(sequence(start => -1, stop => 0))") == [["-1"], ["0"]]


def test_a_literal_with_a_point_may_be_a_double(connection: duckdb.DuckDBPyConnection) -> None:
    session = Session("default", "awsdatacatalog", SESSION.now, double_literals=True)
    assert rows(connection, "SELECT typeof(1.5), 1.5 + 1", session) == [["double", "2.5"]]
    # as on AWS: test__convert_numbers of dbt-athena
    assert rows(connection, "SELECT 1 / 0.0, 1 / -0.0, 0 / 0.0", session) == [["Infinity", "-Infinity", "NaN"]]


FAILS = [
    ("SELECT 1/0", "DIVISION_BY_ZERO", "Division by zero"),
    ("SELECT array[1, 2][9]", "INVALID_FUNCTION_ARGUMENT", "out of bounds"),
    ("SELECT element_at(array[1], 0)", "INVALID_FUNCTION_ARGUMENT", "SQL array indices start at 1"),
    ("SELECT sum(x) FROM (VALUES 9223372036854775807, 1) t(x)", "", ""),
    ("SELECT 1 = '1'", "TYPE_MISMATCH", "Cannot apply operator: integer = varchar(1)"),
    ("SELECT date '2020-01-01' = '2020-01-01'", "TYPE_MISMATCH", "Cannot apply operator"),
    ("SELECT * FROM nowhere", "TABLE_NOT_FOUND", "nowhere"),
    ("SELECT * FROM TABLE(sequence(1, stop => 2))", "NOT_SUPPORTED", "sequence with the arguments"),
    ("SELECT * FROM TABLE(sequence(start => 2))", "NOT_SUPPORTED", "sequence with the arguments"),
    ("SELECT nope FROM events", "COLUMN_NOT_FOUND", "nope"),
    ("SELECT cast('x' as integer)", "INVALID_CAST_ARGUMENT", "Cannot cast 'x' to INT"),
    ("SELECT (SELECT id FROM events)", "SUBQUERY_MULTIPLE_ROWS", "multiple rows"),
    ("SELECT whatever(1)", "NOT_SUPPORTED", "Function 'whatever' is not served by tarn's duckdb engine"),
    ("SELECT * FROM events TABLESAMPLE BERNOULLI (110)", "INVALID_ARGUMENTS", "between 0 and 100"),
    ("SELECT * FROM events MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS true)", "NOT_SUPPORTED", "MATCH_RECOGNIZE"),
    ("SELECT json_value('{}', 'lax $.a' ERROR ON EMPTY)", "JSON_VALUE_RESULT_ERROR", "found no items"),
    ("SELECT * FROM events GROUP BY DISTINCT id", "NOT_SUPPORTED", "GROUP BY DISTINCT"),
    ("SELECT id FROM events LIMIT -1", "SYNTAX_ERROR", "mismatched input '-'"),
    ("SELECT id FROM events QUALIFY id = 1", "SYNTAX_ERROR", "mismatched input"),
    ("SELECT 1 +", "SYNTAX_ERROR", "mismatched input"),
    ("SELECT '1'::integer", "SYNTAX_ERROR", "mismatched input '::'"),
]


@pytest.mark.parametrize(("sql", "code", "said"), FAILS)
def test_it_fails_in_athenas_words(connection: duckdb.DuckDBPyConnection, sql: str, code: str, said: str) -> None:
    with pytest.raises(QueryFailed) as failed:
        rows(connection, sql)
    assert code in failed.value.code
    assert said in failed.value.message


def test_a_table_is_read_and_its_columns_are_named(connection: duckdb.DuckDBPyConnection) -> None:
    made = translate("SELECT action, count(*), max(at) AS last FROM events GROUP BY action", resolve, SESSION)
    assert made.columns == (Column("action", "varchar"), Column("_col1", "bigint"), Column("last", "timestamp(3)"))
    found = rows(connection, "SELECT action, count(*), max(at) AS last FROM events GROUP BY action ORDER BY 2 DESC, 1")
    assert found == [["view", "2", "2020-01-01 10:00:00.000"], ["buy", "1", "2020-01-01 11:30:00.000"]]


VALUES = [
    (True, "boolean", "true"),
    (1e10, "double", "1.0E10"),
    (0.0001, "double", "1.0E-4"),
    (b"hi", "varbinary", "68 69"),
    ([1, None], "array(integer)", "[1, null]"),
    ({"b": 1, "a": 2}, "map(varchar, integer)", "{a=2, b=1}"),
    ({"id": 1, "name": "x"}, "row(id integer, name varchar)", "{id=1, name=x}"),
    ({"_1": 1, "_2": "x"}, "row(integer, varchar)", "{1, x}"),
    (datetime(2020, 1, 1, 0, 0, 0, 123000), "timestamp(3)", "2020-01-01 00:00:00.123"),
    (90_000, "interval day to second", "0 00:01:30.000"),
    (None, "varchar", None),
]


@pytest.mark.parametrize(("value", "kind", "expected"), VALUES)
def test_a_value_is_written_as_athena_does(value: object, kind: str, expected: str | None) -> None:
    assert text_of(value, kind) == expected


@pytest.mark.parametrize(
    ("relation", "first"),
    [
        ("(events)", "1"),
        ("((events))", "1"),
        ('("awsdatacatalog"."default"."events")', "1"),
        ("(events e)", "1"),
        ("(events) e", "1"),
        ("(events) AS e (id, b, c)", "1"),
        ("(events a JOIN events b USING (id))", "1"),
        ("((events a JOIN events b USING (id)))", "1"),
        ("(events) JOIN (VALUES 2) t (n) ON id = n", "2"),
        ("(VALUES 2) t (n) JOIN (events) ON id = n", "2"),
    ],
)
def test_a_relation_may_stand_in_brackets(
    connection: duckdb.DuckDBPyConnection, relation: str, first: str
) -> None:  # fmt: skip
    assert rows(connection, f"SELECT id FROM {relation} ORDER BY id LIMIT 1") == [[first]]
