"""Queries of Logs Insights over a few events, newest first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.metrics.grammar import BadExpression
from services.metrics.logs.insights_parse import parse
from services.metrics.logs.insights_run import Statistics, rows_of, run, shown
from services.metrics.logs.place import Event

T0 = 1_795_784_400_000  # 2026-11-27 13:00:00 UTC
MESSAGES: list[Any] = [
    {"n": 1, "user": "ann", "ms": 10, "deep": {"list": [5, 6]}},
    {"n": 2, "user": "bob", "ms": 20},
    {"n": 3, "user": "ann", "ms": 30.5, "note": "x|y"},
    "START took 12 ms for cat",
]


def rows(query: str) -> list[dict[str, str]]:
    texts = [one if isinstance(one, str) else json.dumps(one) for one in MESSAGES]
    events = [("g", Event(T0 + n * 60_000, [n, n], "s", T0, text)) for n, text in enumerate(texts)]
    statistics = Statistics()
    found = run(parse(query), rows_of(reversed(events), statistics), statistics)
    return [{pair["field"]: pair["value"] for pair in shown(row) if pair["field"] != "@ptr"} for row in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("fields n | filter ispresent(n)", [{"n": "3"}, {"n": "2"}, {"n": "1"}]),
        ("fields n, ms * 2 as twice | filter user = 'ann' and ms > 10", [{"n": "3", "twice": "61"}]),
        ("fields n | filter user in ['bob', \"eve\"]", [{"n": "2"}]),
        ("fields n | filter user not in ['bob'] and n > 0", [{"n": "3"}, {"n": "1"}]),
        ("fields n | filter @message like /b.b/", [{"n": "2"}]),
        ("fields n | filter @message like 'x|y'", [{"n": "3"}]),
        ("fields n | filter note =~ /x\\|y|z/", [{"n": "3"}]),
        ("fields n | filter not (user = 'ann') and user like 'b'", [{"n": "2"}]),
        ("fields `deep.list.1` as six | filter deep.list.0 = 5", [{"six": "6"}]),
        ("fields n | sort ms asc | limit 2", [{"n": "1"}, {"n": "2"}]),
        ("fields n | sort n desc | limit 1", [{"n": "3"}]),
        ("fields n | limit 2", [{}, {"n": "3"}]),
        ("stats count(*) as all, count(n), sum(ms), avg(n)",
         [{"all": "4", "count(n)": "3", "sum(ms)": "60.5", "avg(n)": "2"}]),
        ("filter n > 0 | stats count() as c, max(ms) by user | sort user",
         [{"user": "ann", "c": "2", "max(ms)": "30.5"}, {"user": "bob", "c": "1", "max(ms)": "20"}]),
        ("stats count() by bin(2m) | sort `bin(2m)`",
         [{"bin(2m)": "2026-11-27 13:00:00.000", "count()": "2"},
          {"bin(2m)": "2026-11-27 13:02:00.000", "count()": "2"}]),
        ("stats pct(ms, 50) as p, count_distinct(user) as u, earliest(n), latest(n)",
         [{"p": "20", "u": "2", "earliest(n)": "1", "latest(n)": "3"}]),
        ("stats sum(ms) by user | filter user = 'bob'", [{"user": "bob", "sum(ms)": "20"}]),
        ("parse @message 'took * ms for *' as t, who | filter t > 5 | display who, t", [{"who": "cat", "t": "12"}]),
        ("parse @message /took (?<t>\\d+) ms/ | filter ispresent(t) | fields t + 1 as u", [{"u": "13"}]),
        ("fields user | filter n > 0 | dedup user", [{"user": "ann"}, {"user": "bob"}]),
        ("fields strlen(user) as l, toupper(user) as u, concat(user, '-', n) as c | filter n = 1",
         [{"l": "3", "u": "ANN", "c": "ann-1"}]),
        ("fields coalesce(note, user) as v, greatest(n, ms) as g | filter n = 2", [{"v": "bob", "g": "20"}]),
        ("filter n = 1", [{"@timestamp": "2026-11-27 13:00:00.000", "@message": json.dumps(MESSAGES[0])}]),
        ("# a comment\nfields n\n| filter n = 2", [{"n": "2"}]),
        ("fields n / 0 as inf, n | filter n = 2", [{"n": "2"}]),
        ("stats avg(nothing)", [{}]),
    ],
)  # fmt: skip
def test_a_query(query: str, found: list[dict[str, str]]) -> None:
    assert rows(query) == found


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("pattern @message", "tarn does not serve the command pattern"),
        ("foo x", "unknown command foo"),
        ("fields nope(n)", "tarn does not serve the function nope"),
        ("stats median(n)", "stats wants one of"),
        ("stats pct(n)", "takes 2 arguments"),
        ("limit many", "limit takes a number"),
        ("parse @message 'a * b *' as one", "2 places and 1 names"),
        ("parse @message /x/", "names no group"),
        ("filter (n = 1", "expected"),
        ("stats count() by bin(5)", "bin takes a span of time"),
        ("fields n filter n = 1", "expected '|'"),
    ],
)
def test_a_query_that_is_refused(query: str, why: str) -> None:
    with pytest.raises(BadExpression) as refused:
        rows(query)
    assert why in str(refused.value)


def test_a_query_that_is_content_with_one_row_reads_little() -> None:
    statistics = Statistics()
    events = (("g", Event(T0 - n, [n, n], "s", T0, "text")) for n in range(1000))
    assert len(run(parse("fields @message | limit 1"), rows_of(events, statistics), statistics)) == 1
    assert statistics.scanned <= 2
