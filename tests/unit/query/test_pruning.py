"""Which conditions of a query leave partitions out: those that are certain, and no others."""

from __future__ import annotations

import pytest

from services.query.engine.pruning import Conditions
from services.query.projection import Bound, Wanted

KEYS = {"day": "string", "n": "int", "at": "date"}


@pytest.mark.parametrize(
    ("where", "expression"),
    [
        ("day = 'a'", "day = 'a'"),
        ("'a' < t.day AND n >= 3", "day > 'a' AND n >= 3"),
        ("x.day IN ('a', 'b') AND other = 1", None),
        ("t.day IN ('a', 'b') AND other = 1", "day IN ('a', 'b')"),
        ("(n BETWEEN 1 AND 2)", "n >= 1 AND n <= 2"),
        ("at = DATE '2026-01-02'", "at = '2026-01-02'"),
        ("day = 'a' OR n = 1", None),
        ("NOT day = 'a'", None),
        ("day <> 'a'", None),
        ("day = n", None),
        ("n = '1'", None),
        ("day = 1", None),
        ("day = lower('A')", None),
        ("day LIKE 'a%'", None),
        ("day = 'it''s'", None),
        ("day IN (SELECT 'a')", None),
    ],
)
def test_plain_conditions_alone(where: str, expression: str | None) -> None:
    found = Conditions(f"SELECT 1 FROM d.t WHERE {where}")
    assert found.expression(("d", "t"), KEYS) == expression


@pytest.mark.parametrize(
    ("sql", "expression"),
    [
        ("SELECT 1 FROM d.t AS a JOIN d.u AS b ON a.n = b.n WHERE a.day = 'x' AND b.day = 'y'", "day = 'x'"),
        ("SELECT 1 FROM d.t WHERE n = 1 UNION SELECT 1 FROM d.t WHERE n = 2", "(n = 1) OR (n = 2)"),
        ("SELECT 1 FROM d.t WHERE n = 1 UNION SELECT 1 FROM d.t", None),
        ("SELECT 1 FROM (SELECT * FROM d.t WHERE n = 1) WHERE day = 'x'", "n = 1"),
        ("SELECT 1 FROM d.t WHERE n IN (" + ", ".join(map(str, range(1000))) + ")", None),  # longer than Glue takes
        ("no SQL at all (", None),
    ],
)
def test_of_the_select_that_reads_the_table(sql: str, expression: str | None) -> None:
    assert Conditions(sql).expression(("d", "t"), KEYS) == expression


def test_a_common_table_expression_is_no_table() -> None:
    found = Conditions("WITH t AS (SELECT 1 AS n) SELECT 1 FROM t WHERE n = 1")
    assert found.expression((None, "t"), KEYS) is None


def test_what_is_wanted_of_projected_partitions() -> None:
    found = Conditions("SELECT 1 FROM t WHERE day >= 'a' AND day < 'c' AND n IN (1, 2) AND n = 2")
    assert found.wanted((None, "t"), KEYS) == {
        "day": Wanted(low=Bound("a"), high=Bound("c", inclusive=False)),
        "n": Wanted(values=frozenset({"2"})),
    }
    assert Conditions("SELECT 1 FROM t AS a, t AS b WHERE a.n = 1").wanted((None, "t"), KEYS) == {}
