"""Which partitions a query can need: its plain conditions on partition keys, as an Expression of GetPartitions. Pure.

Only what is certain is used: comparisons of a key with a literal of its own kind, joined by AND in the WHERE of the
SELECT that reads the table. Whatever else a query says is left to the engine, over more partitions than needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from services.query.projection import Bound, Wanted

LONGEST = 2048  # GetPartitions' own limit
Place = tuple[str | None, str]  # database and table, in lower case, as written

_COMPARES: dict[type[exp.Expr], str] = {exp.EQ: "=", exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<="}
_MIRRORED = {"=": "=", ">": "<", ">=": "<=", "<": ">", "<=": ">="}
_NUMBERS = {"tinyint", "smallint", "int", "integer", "bigint"}


class Conditions:
    """The conditions that a query puts on each table that it names."""

    def __init__(self, sql: str) -> None:
        self._found: dict[Place, list[list[tuple[str, exp.Expr]]]] = {}
        try:
            tree = sqlglot.parse_one(sql, dialect="athena")
        except (SqlglotError, RecursionError):
            return  # the translation says what is wrong with it
        named = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
        for table in tree.find_all(exp.Table):
            place = (table.db.lower() or None, table.name.lower())
            if place[0] is None and place[1] in named:
                continue
            self._found.setdefault(place, []).append(list(_of(table)))

    def expression(self, place: Place, keys: Mapping[str, str]) -> str | None:
        """What a partition of the table must satisfy; None where it may be any. `keys`: names and types."""
        ways = []
        for plain in self._ways(place, keys):
            way = [said for one in plain if (said := _said(one, keys[one.name]))]
            if not way:
                return None
            ways.append(" AND ".join(way))
        if not ways:
            return None
        whole = ways[0] if len(ways) == 1 else " OR ".join(f"({way})" for way in dict.fromkeys(ways))
        return whole if len(whole) <= LONGEST else None

    def wanted(self, place: Place, keys: Mapping[str, str]) -> dict[str, Wanted]:
        """The same by key, for projected partitions; nothing for a table that the query names more than once."""
        ways = self._ways(place, keys)
        found: dict[str, Wanted] = {}
        for one in ways[0] if len(ways) == 1 else []:
            before = found.get(one.name, Wanted())
            if one.operator in ("=", "IN"):
                values = frozenset(one.values)
                found[one.name] = replace(before, values=values if before.values is None else values & before.values)
            elif one.operator in (">", ">=") and before.low is None:
                found[one.name] = replace(before, low=Bound(one.values[0], one.operator == ">="))
            elif one.operator in ("<", "<=") and before.high is None:
                found[one.name] = replace(before, high=Bound(one.values[0], one.operator == "<="))
        return found

    def _ways(self, place: Place, keys: Mapping[str, str]) -> list[list[Plain]]:
        """For each time that the query names a table, the plain conditions on its keys."""
        return [
            [plain for alias, one in conditions for plain in _plain(one, alias, keys)]
            for conditions in self._found.get(place, [])
        ]


def _of(table: exp.Table) -> Iterator[tuple[str, exp.Expr]]:
    """The conjuncts of the WHERE beside a table, each with the name that columns of the table may have before them."""
    above = table.parent
    if isinstance(above, exp.Join | exp.From):
        select = above.parent
        if isinstance(select, exp.Select) and (where := select.args.get("where")):
            for one in where.this.flatten() if isinstance(where.this, exp.And) else [where.this]:
                yield table.alias_or_name.lower(), one.unnest()


@dataclass(frozen=True)
class Plain:
    """A plain condition: a key compared with values of its own kind, as texts."""

    name: str
    operator: str  # = > >= < <= IN
    values: tuple[str, ...]


def _said(one: Plain, kind: str) -> str | None:
    """A condition as GetPartitions has it; None for a text that needs more than quotes, and for a boolean."""
    if kind == "boolean":
        return None
    if kind not in _NUMBERS and any("'" in value or "\\" in value for value in one.values):
        return None
    values = [value if kind in _NUMBERS else f"'{value}'" for value in one.values]
    return f"{one.name} IN ({', '.join(values)})" if one.operator == "IN" else f"{one.name} {one.operator} {values[0]}"


def _plain(one: exp.Expr, alias: str, keys: Mapping[str, str]) -> list[Plain]:
    """What a conjunct says of a key; nothing where it is not plain, or not of this table."""
    if isinstance(one, exp.In) and not one.args.get("query") and not one.args.get("unnest"):
        name = _key(one.this, alias, keys)
        values = [_literal(value, keys[name]) for value in one.expressions] if name else []
        known = tuple(value for value in values if value is not None)
        return [Plain(name, "IN", known)] if name and known and len(known) == len(values) else []
    if isinstance(one, exp.Between):
        name = _key(one.this, alias, keys)
        if not name:
            return []
        low, high = _literal(one.args["low"], keys[name]), _literal(one.args["high"], keys[name])
        return [] if low is None or high is None else [Plain(name, ">=", (low,)), Plain(name, "<=", (high,))]
    operator = _COMPARES.get(type(one))
    if operator is None:
        return []
    for left, right, sign in ((one.this, one.expression, operator), (one.expression, one.this, _MIRRORED[operator])):
        name = _key(left, alias, keys)
        value = _literal(right, keys[name]) if name else None
        if name and value is not None:
            return [Plain(name, sign, (value,))]
    return []


def _key(column: exp.Expr, alias: str, keys: Mapping[str, str]) -> str | None:
    if not isinstance(column, exp.Column) or column.table.lower() not in ("", alias):
        return None
    return column.name.lower() if column.name.lower() in keys else None


def _literal(value: exp.Expr, kind: str) -> str | None:
    """A literal of a key's own kind; None for another: the engine says whether it may be compared."""
    if isinstance(value, exp.Cast) and kind == "date" and value.to.is_type("date"):
        value = value.this
        return str(value.this) if isinstance(value, exp.Literal) and value.is_string else None
    if isinstance(value, exp.Boolean) and kind == "boolean":
        return str(value.this).lower()
    if not isinstance(value, exp.Literal):
        return None
    if kind in _NUMBERS:
        return str(value.this) if not value.is_string and str(value.this).isdecimal() else None
    return str(value.this) if value.is_string and kind == "string" else None
