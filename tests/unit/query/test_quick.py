"""What DuckDB answers by itself in the plain cases is what the Python functions answer, in these and in all others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest

from services.query.dialect import Column, Relation, Session, clock, install, regexps, texts, translate
from services.query.dialect.addresses import url_parameter, url_part
from services.query.dialect.sql_json import text as json_text

SESSION = Session("default", "awsdatacatalog", datetime(2026, 11, 27, 12, tzinfo=UTC))

DOCUMENTS = [
    *('{"a": "x"}', '{"a": 1}', '{"a": -1}', '{"a": 0}', '{"a": -0}', '{"a": 1.50}', '{"a": 1e2}', '{"a": true}'),
    *('{"a": null}', '{"a": {}}', '{"a": []}', '{"a": [1, "b", null]}', '{"a": {"c": 1, "b": "é"}}', "{}", "[]", "1"),
    *('{"a": 18446744073709551615}', '{"a": 123456789012345678901234567890}', '"a"', ""),
    *(
        '{"a": "x",}',
        '{"b": NaN, "a": "x"}',
        '{"b": [1,], "a": "x"}',
        '{"a": Infinity}',
        '{"a": "x"} rest',
        '{"a": "x"',
    ),
    *('{"a": "tab\\t\\"quoted\\" \\u00e9 \\ud83d\\ude00"}', '{"a": "line\nend"}', ' {"a":\t7 } '),
    *(
        '{"a": {"b": 1.0}}',
        '{"a": {"b": "2026-01-01"}}',
        '{"a": [-0]}',
        '{"a": {"b": {"c": [{"d": 5}]}}}',
        '{"A": "x"}',
    ),
    *('{"a": [[1, 2], [3]]}', '[{"a": 1}]', '{"0": "zero"}', '{"a b": 1, "a.b": 2}', "{'a': 1}", "null", '{"a": ""}'),
]
PATHS = ["$.a", "$", "$.a.b", "$[0]", "$.a[0]", "$.a[1]", '$["a b"]', "$[0].a", "$.a.b.c[0].d", '$["a.b"]']
MOMENTS = [datetime(2026, 1, 1) + timedelta(hours=37 * n, minutes=n, seconds=7 * n, milliseconds=n) for n in range(250)]  # noqa: DTZ001
MOMENTS += [datetime(1, 1, 1), datetime(999, 12, 31, 23, 59, 59), datetime(9999, 12, 31)]  # noqa: DTZ001
MYSQL = ["%Y-%m-%d", "%Y-%m-%d %H:%i:%s", "%c/%e/%y %l:%i %p", "%W %M %a %b", "%j %v %x", "%T.%f", "%r", "%k|%h|%I|%S", "100%%"]  # fmt: skip  # noqa: E501
JODA = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "M/d/yy h:mm a", "EEE EEEE MMM MMMM", "D DDD", "H HH hh 'o''clock'", "y%d"]  # fmt: skip  # noqa: E501
TEXTS = [
    *(
        "2026-01-31 10:20:30",
        "2026-02-30 10:20:30",
        "2026-1-3 1:2:3",
        "2026-01-31 24:00:00",
        "2026-01-31 10:20:60",
        "x",
    ),
    *("2026-01-31T10:20:30Z", "2026-01-31T10:20:30.5Z", "2026-01-31T10:20:30.123456Z", "2026-01-31T10:20:30+01:00", ""),
    *("0000-01-01 00:00:00", "2026-01-31", "20260131", "31/01/2026", "2026-13-01 00:00:00", "2026-01-31 10:20:30 "),
]
PARSED = ["%Y-%m-%d %H:%i:%s", "%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%Y-%m-%d %T", "%Y-%m-%dT%TZ"]
JODA_PARSED = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd", "yyyyMMdd", "dd/MM/yyyy", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'"]
STRINGS = ["name 12 x", "", "aaa", "b1c22", "line\nend 3", "é1", "1", "a.b", "x12y12", "$1", "ab"]
EXTRACTED = [(r"(\d+)", 1), (r"(\d+)", 0), ("a*", 0), ("(a)|b", 1), ("^a", 0), ("(x)(\\d)?", 2), ("e.(d)", 1), ("'", 0)]
REPLACED = [(r"\d", "#"), (r"(\d)(\d)", "$2$1"), ("a*", "-"), (r"\b", "|"), ("x", r"\$"), ("^", ">"), ("(a)|b", "[$1]"), ("b", "$0$0")]  # fmt: skip  # noqa: E501
URLS = [
    *("https://shop.example/a/1?q=2", "http://localhost:80", "http://localhost:80/", "https://a_b.example/x", "no url"),
    *("https://shop.example/a%20b?q=%31#top", "ftp://x.example/y", "https://u:p@h.example/z", "https://[::1]/x", ""),
    *(
        "https://127.0.0.1/x",
        "http://a..b/x",
        "https://shop.example?x=1",
        "HTTPS://Shop.Example/A",
        "https://é.example/ü",
    ),
    *("https://shop.example/a b", "//shop.example/x", "/x/y", "https://-a.example/", "https://shop.example/a'b;c=1"),
]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        install(made)
        yield made


def answers(connection: duckdb.DuckDBPyConnection, expression: str, values: list[Any], kind: str) -> list[Any]:
    """`expression` over a column x of these values, each as a text; the values for which it fails, by themselves."""

    def resolve(*_asked: Any) -> Relation:
        return Relation((Column("n", "bigint"), Column("x", kind)), "given")

    connection.execute(f"CREATE OR REPLACE TEMP TABLE given (n BIGINT, x {'TIMESTAMP' if kind != 'varchar' else kind})")
    connection.executemany("INSERT INTO given VALUES (?, ?)", list(enumerate(values)))
    made = translate(f"SELECT try(cast({expression} AS varchar)) FROM t ORDER BY n", resolve, SESSION).sql
    return [row[0] for row in connection.execute(made).fetchall()]


def expected(function: Any, *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except ValueError:
        return None


def quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ["json_extract_scalar", "json_extract"])
def test_json_at_a_path(connection: duckdb.DuckDBPyConnection, name: str, path: str) -> None:
    call = f"{name}(x, {quoted(path)})"
    found = answers(connection, call if name == "json_extract_scalar" else f"json_format({call})", DOCUMENTS, "varchar")
    assert found == [getattr(json_text, name)(document, path) for document in DOCUMENTS]


@pytest.mark.parametrize(
    ("name", "function", "patterns"),
    [
        ("date_format", clock.date_format, MYSQL),
        ("format_datetime", lambda x, p: clock.format_datetime(x, "UTC", p), JODA),
    ],
)
def test_moments_are_written(
    connection: duckdb.DuckDBPyConnection, name: str, function: Any, patterns: list[str]
) -> None:
    for pattern in patterns:
        found = answers(connection, f"{name}(x, {quoted(pattern)})", MOMENTS, "timestamp(3)")
        assert found == [expected(function, moment, pattern) for moment in MOMENTS], pattern


def test_moments_are_read(connection: duckdb.DuckDBPyConnection) -> None:
    def read(value: str, pattern: str) -> str:
        return clock.date_parse(value, pattern).isoformat(" ", "milliseconds")

    for pattern in PARSED:
        found = answers(connection, f"date_parse(x, {quoted(pattern)})", TEXTS, "varchar")
        assert found == [expected(read, value, pattern) for value in TEXTS], pattern
    for pattern in JODA_PARSED:
        found = answers(connection, f"parse_datetime(x, {quoted(pattern)})", TEXTS, "varchar")
        assert found == [expected(clock.parse_datetime, value, pattern) for value in TEXTS], pattern
    found = answers(connection, "from_iso8601_timestamp(x)", TEXTS, "varchar")
    assert found == [expected(clock.iso_instant, value) for value in TEXTS]


def test_regular_expressions(connection: duckdb.DuckDBPyConnection) -> None:
    for pattern, group in EXTRACTED:
        found = answers(connection, f"regexp_extract(x, {quoted(pattern)}, {group})", STRINGS, "varchar")
        assert found == [regexps.extract(value, pattern, group) for value in STRINGS], pattern
    for pattern, new in REPLACED:
        found = answers(connection, f"regexp_replace(x, {quoted(pattern)}, {quoted(new)})", STRINGS, "varchar")
        assert found == [expected(regexps.replace, value, pattern, new) for value in STRINGS], pattern


@pytest.mark.parametrize("sep", [" ", "a", "aa", "é", "'", ".", "1", "$", "\n"])
def test_texts_are_split(connection: duckdb.DuckDBPyConnection, sep: str) -> None:
    values = [*STRINGS, "aaaa", " a  a ", "a.b.c", "''"]
    for index in (1, 2, 3, 9):
        found = answers(connection, f"split_part(x, {quoted(sep)}, {index})", values, "varchar")
        assert found == [texts.split_part(value, sep, index) for value in values], index
    found = answers(connection, f"json_format(cast(split(x, {quoted(sep)}) as json))", values, "varchar")
    assert [json.loads(one) for one in found] == [texts.split(value, sep, 99) for value in values]


@pytest.mark.parametrize("part", ["host", "path", "protocol", "query"])
def test_parts_of_a_url(connection: duckdb.DuckDBPyConnection, part: str) -> None:
    assert answers(connection, f"url_extract_{part}(x)", URLS, "varchar") == [url_part(url, part) for url in URLS]


def test_a_parameter_of_a_url(connection: duckdb.DuckDBPyConnection) -> None:
    ends = ["", "?q=1", "?a=2&q=1&q=3", "?aq=1", "?q", "?q=", "?q&a=1", "?q=a%20b", "?q=a+b", "?Q=1", "?q==1", "/q=1", "?q=1#q=2"]  # fmt: skip  # noqa: E501
    urls = [f"https://shop.example/a{end}" for end in ends] + URLS
    assert answers(connection, "url_extract_parameter(x, 'q')", urls, "varchar") == [
        url_parameter(u, "q") for u in urls
    ]


def test_texts_that_may_be_numbers(connection: duckdb.DuckDBPyConnection) -> None:
    texts = ["1", " 1 ", "+1", "-0", "1.5", "x", "", "99999999999999999999", "1e3", None]
    whole = ["1", "1", "1", "0", None, None, None, None, None, None]
    assert answers(connection, "try_cast(x AS bigint)", texts, "varchar") == whole
    decimal = ["1.00", None, "1.00", "0.00", "1.50", None, None, None, "1000.00", None]
    assert answers(connection, "try_cast(x AS decimal(10,2))", texts, "varchar") == decimal
    json = ['{"a": 5}', '{"a": "5"}', '{"a": -0}', '{"a": 1.0}', '{"a": true}', '{"a": null}', '{"a": {}}', "x"]
    numbers = ["5", "5", "0", "1", "1", None, None, None]
    assert answers(connection, "cast(json_extract(x, '$.a') AS bigint)", json, "varchar") == numbers
    words = ["5", "5", "0", "1.0E0", "true", None, None, None]
    assert answers(connection, "cast(json_extract(x, '$.a') AS varchar)", json, "varchar") == words


@pytest.mark.parametrize("share", ["0", "0.5", "0.29E0", "0.7", "0.95", "0.999", "1", "0.1E0", "0.57E0", "0.25"])
def test_percentiles_are_those_of_sorted_values(connection: duckdb.DuckDBPyConnection, share: str) -> None:
    def resolve(*_asked: Any) -> Relation:
        return Relation((Column("g", "bigint"), Column("x", "double")), "ranked")

    connection.execute(
        "CREATE OR REPLACE TEMP TABLE ranked AS SELECT g, "
        "CASE WHEN i = 3 AND g > 5 THEN NULL ELSE hash(i) % 1000 / 7.0 END AS x "
        "FROM range(0, 130) a(g), range(1, 101) b(i) WHERE i <= g"
    )
    found = f"SELECT g, approx_percentile(x, {share}) FROM t GROUP BY g"
    answer = dict(connection.execute(translate(found, resolve, SESSION).sql).fetchall())
    lists = "SELECT g, list_sort(list(x) FILTER (x IS NOT NULL)) FROM ranked GROUP BY g"
    for group, values in connection.execute(lists).fetchall():
        rank = min(len(values), int(float(share) * len(values)) + 1)
        assert answer[group] == values[rank - 1], (group, share)
    nothing = translate(f"SELECT approx_percentile(x, {share}) FROM t WHERE g < 0", resolve, SESSION).sql
    assert connection.execute(nothing).fetchall() == [(None,)]


def test_a_deep_expression_stays_small() -> None:
    value = "x"
    for _ in range(8):
        value = f"json_extract({value}, '$.a')"

    def resolve(*_asked: Any) -> Relation:
        return Relation((Column("x", "varchar"),), "given")

    assert len(translate(f"SELECT {value} FROM t", resolve, SESSION).sql) < 20_000
