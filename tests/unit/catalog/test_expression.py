"""The filter of GetPartitions: each form that AWS Glue documents, and what it refuses."""

from __future__ import annotations

import itertools
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Column, MetaData, Table, create_engine, insert, select

from services.catalog.errors import InvalidInputException, InvalidStateException
from services.catalog.expression import NULL, parse_expression
from services.catalog.narrowing import Bounds, bounds, narrowed

TEXTS = dict.fromkeys(("event_type", "event_subtype", "year", "month", "day"), "string")
VALUES = ["o'brien", "page", "2026", "02", "28"]
EXPRESSIONS = [
    ("", True),
    ("  ", True),
    ("year = '2026'", True),
    ("year=2026 AND month < '03'", True),
    ('(month >= "02") and (day != "28")', False),
    ("event_type = 'o''brien' AND day <= 28 AND day > '27'", True),
    ("month <> '02'", False),
    ("((event_subtype = 'page')) AND ((year = '2026'))", True),  # as Trino writes it
    ("year = '2027' OR day = '28'", True),
    ("year = '2027' OR year = '2026' AND day = '1'", False),
    ("(year = '2027' OR year = '2026') AND day = '28'", True),
    ("year IN ('2025', '2026')", True),
    ("year NOT IN ('2025', '2026')", False),
    ("NOT (year = '2025')", True),
    ("day BETWEEN '10' AND '28'", True),
    ("day NOT BETWEEN '10' AND '20'", True),
    ("event_subtype LIKE 'p_g%'", True),
    ("event_subtype LIKE 'p.g%'", False),
    ("event_subtype NOT LIKE '%x%'", True),
    ("event_subtype IS NULL", False),
    ("event_subtype IS NOT NULL", True),
    ("'2025' < YEAR", True),
    ('"year" = "2026"', True),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS)
def test_expressions_on_texts(text: str, expected: bool) -> None:
    assert parse_expression(text, TEXTS)(VALUES) is expected


KINDS = {"i": "int", "b": "bigint", "d": "date", "t": "timestamp", "n": "decimal(10,2)", "s": "varchar(9)", "x": "int"}
ROW = ["9", "-10", "2026-11-21", "2026-11-21 10:00:00", "1.50", "9", NULL]
TYPED = [
    ("i < 10", True),
    ("s < '10'", False),
    ("b = -10 AND b < 1", True),
    ("i IN (8, 9)", True),
    ("d > DATE '2026-02-01' AND d <= '2026-11-21'", True),
    ("t BETWEEN '2026-11-21 00:00:00' AND '2026-11-21 10:00:00.000000001'", True),
    ("t < '2026-11-21 10:00:00.000000001' AND t >= '2026-11-21T10:00:00'", True),
    ("n > 15e-1", False),
    ("((n)) = ((1.5)) (OR) (i = 8)", True),
    ("s = '(OR)' (or) i = 9", True),
    ("t = TIMESTAMP '2026-11-21 10:00:00'", True),
    ("n = 1.5", True),
    ("x IS NULL", True),
    ("x = 1 OR x <> 1", False),
    ("NOT (x = 1)", False),
    ("x = 1 OR i = 9", True),
]


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_values_are_compared_as_their_key_s_type(text: str, expected: bool) -> None:
    assert parse_expression(text, KINDS)(ROW) is expected


REFUSED = [
    ("year", "Unsupported expression"),
    ("year = ", "Unsupported expression"),
    ("year = '2026' AND", "Unsupported expression"),
    ("year = '2026' month", "Unsupported expression"),
    ("1 = 1", "Unsupported expression"),
    ("year = month", "Unsupported expression"),
    ("lower(year) = 'x'", "Unsupported expression"),
    ("year = '1'; month = '2'", "Unsupported expression"),
    ("year IN (SELECT 1)", "Unsupported expression"),
    ("events.year = '1'", "Unsupported expression"),
    ("year RLIKE '2'", "Unsupported expression"),
    ("year ILIKE '2'", "Unsupported expression"),
    ("year LIKE '2' ESCAPE '!'", "Unsupported expression"),
    ("year LIKE ANY ('2', '3')", "Unsupported expression"),
    ("year <=> '2'", "Unsupported expression"),
    ("year IS TRUE", "Unsupported expression"),
    ("year BETWEEN SYMMETRIC '3' AND '1'", "Unsupported expression"),
    ("(" * 900 + "year = '1'" + ")" * 900, "Unsupported expression"),
    ("(year = '1'", "Unsupported expression"),
    ("'", "Unsupported expression"),
    ("- DATE { : 'x' } 1", "Unsupported expression"),
    ("-- nothing", "Unsupported expression"),
    ("hour = '1'", "Invalid partition expression!"),
]


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_an_expression_that_is_not_understood_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidInputException, match=why):
        parse_expression(text, TEXTS)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("i = 'x'", '"x" is not an integer'),
        ("n > 'x'", '"x" is not a decimal'),
        ("n > 'NaN'", '"NaN" is not a decimal'),
        ("n > '1_000'", '"1_000" is not a decimal'),
        ("d = '2026-W47-6'", '"2026-W47-6" is not a date'),
        ("t = '2026-11-21T10:00:00+01:00'", "is not a timestamp"),
        ("d = '2026-13-01'", '"2026-13-01" is not a date'),
        ("t = 'noon'", '"noon" is not a timestamp'),
        ("i LIKE '9%'", "Integral data type doesn't support operation 'LIKE'"),
        ("d LIKE '9%'", "Date data type doesn't support operation 'LIKE'"),
        ("t = '2026-11-21'", "is not a timestamp"),
        ("t = '2026-11-21 10:00:00.'", "is not a timestamp"),
        ("f = 1", "Unknown type : 'float'"),
    ],
)
def test_a_value_of_another_type_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidInputException, match=why):
        parse_expression(text, KINDS | {"f": "float"})


def test_a_pattern_takes_the_time_of_the_text() -> None:
    """Tried one way after the other, this would take longer than there is."""
    assert not parse_expression(f"s LIKE '{'%a' * 500}b'", KINDS)([*ROW[:5], "a" * 255, NULL])
    assert parse_expression("s LIKE '50!%.(é_'", KINDS)([*ROW[:5], "50!x.(éé", NULL])


def test_a_partition_whose_own_value_does_not_fit_is_told() -> None:
    with pytest.raises(InvalidStateException, match='"int" is not an integer'):
        parse_expression("i = 1", KINDS)(["int", *ROW[1:]])


TERMS = st.sampled_from(
    ["a = '1'", "b > '1'", "a IN ('1', '2')", "b BETWEEN '1' AND '2'", "a LIKE '%2'", "b IS NULL", "a NOT LIKE '2'"]
)
TREES = st.recursive(
    TERMS,
    lambda part: (
        st.tuples(part, st.sampled_from(["AND", "OR"]), part).map(lambda three: f"({' '.join(three)})")
        | part.map(lambda one: f"NOT ({one})")
    ),
    max_leaves=8,
)


@given(TREES, st.sampled_from(["0", "1", "2", NULL]), st.sampled_from(["0", "1", "2", NULL]))
def test_the_answer_is_what_sql_says(text: str, a: str, b: str) -> None:
    """SQLite is the judge."""
    with sqlite3.connect(":memory:") as judge:
        held = [None if value == NULL else value for value in (a, b)]
        (right,) = judge.execute(f"SELECT ({text}) IS TRUE FROM (SELECT ? AS a, ? AS b)", held).fetchone()
    judge.close()
    assert parse_expression(text, {"a": "string", "b": "string"})([a, b]) is bool(right)


@given(
    values=st.lists(st.lists(st.sampled_from(["a", "A", "b'", "2026", "ü", NULL]), min_size=2, max_size=3), max_size=8),
    filter_=st.sampled_from(
        [
            "x = 'a'",
            "'2026' = y AND x = 'A'",
            "(x = 'ü') AND ((y = 'a') OR (y = '2026'))",
            "x = 'a' AND x = 'A'",
            "NOT (x = 'a') AND y = 'b'''",
            "x = \"a\" AND y = 'a'",
            "x = 2026 AND y = 'a'",
            "x IS NULL AND y = 'a'",
            "x BETWEEN 'A' AND 'a'",
            "x IN ('a', 'A') AND y IN ('ü')",
            "x NOT IN ('a', 'A')",
            "x NOT BETWEEN 'A' AND 'a'",
            "x > 'a' AND 'b' > y",
            "'a' <= x AND NOT (y < 'a')",
            "x > 'a' OR y > 'a'",
            "x <> 'a' AND y < 'ü'",
        ]
    ),
)
def test_what_the_database_leaves_out_no_filter_takes(values: list[list[str]], filter_: str) -> None:
    keys = {"x": "string", "y": "string", "z": "string"}
    accepts, within = parse_expression(filter_, keys), bounds(filter_, keys)
    table = Table("t", MetaData(), Column("held", JSON))
    with create_engine("sqlite://").begin() as db:
        table.create(db)
        for held in values:
            db.execute(insert(table).values(held=held))
        kept = [row.held for row in db.execute(select(table).where(*narrowed(table.c.held, within, len(keys))))]
    assert all(len(held) < 3 or held in kept or not accepts(held) for held in values)
    assert all(held in kept for held in values if len(held) < 3)


WHOLE = ["2", "02", "+2", "-2", "3", "", "x2", "2.0", "9" * 19, "0" * 30 + "2", NULL]


@pytest.mark.parametrize(
    "filter_",
    [
        "n = 2",
        "x = 'a' AND 2 = n",
        "x = 'a' AND n > 1",
        "n = 2 AND (n = 3 OR x = 'a')",
        "n BETWEEN 1 AND 2",
        "3 > n AND x <= 'b'",
    ],
)
def test_of_whole_numbers_none_is_left_out_that_the_filter_takes_or_refuses(filter_: str) -> None:
    keys = {"x": "string", "n": "int"}
    accepts = parse_expression(filter_, keys)
    table = Table("t", MetaData(), Column("held", JSON))
    with create_engine("sqlite://").begin() as db:
        table.create(db)
        for held in itertools.product(("a", "b"), WHOLE):
            db.execute(insert(table).values(held=[*held]))
        conditions = narrowed(table.c.held, bounds(filter_, keys), len(keys))
        kept = [row.held for row in db.execute(select(table).where(*conditions))]
        all_of_them = [row.held for row in db.execute(select(table))]
    assert ["b", "3"] not in kept
    for held in all_of_them:
        try:
            taken = accepts(held)
        except InvalidStateException:
            taken = True
        assert held in kept or not taken


def test_a_filter_on_a_key_of_another_type_sees_every_partition() -> None:
    assert bounds("x = 'a' AND day = '2026-01-02'", {"x": "string", "day": "date"}) == Bounds()
    assert bounds("x = 'a' OR y = 'b'", {"x": "string", "y": "string"}) == Bounds()
    assert bounds("n = '2'", {"n": "int"}).comparisons == ()
    assert bounds("", {"x": "string"}) == Bounds()
