"""Which rows DELETE, UPDATE and MERGE change, and to what: one query, in Athena's SQL. Pure.

It names each row that changes by its file and its place there (`$path`, `$pos`), says by which case it changes, and
gives each expression of the cases as a column of its own. A row that is inserted has no place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.query.dialect import assigned
from services.query.engine.types import Type, quoted
from services.query.failure import USER, QueryFailed, not_served
from services.query.shapes import stored
from services.query.statements import Delete, Merge, Update, When

Columns = Sequence[tuple[str, Type]]
NONE = -1  # the case of a row that stays as it is
_CHANCE = re.compile(r"\b(random|rand|uuid|shuffle)\s*\(", re.IGNORECASE)
_FIRST = 3  # columns before the expressions: path, place, case


@dataclass(frozen=True)
class Changes:
    """The query, and its cases: each what is done, and the columns that it sets, in the order of their expressions."""

    sql: str
    cases: tuple[tuple[str, tuple[str, ...]], ...]

    def select(self, given: Sequence[Any], columns: Columns) -> list[str]:
        """What is kept of the query's columns c0, c1, …: path, place, case, and `v0`, `v1`, … for each column."""
        kinds = dict(columns)
        made: dict[str, list[str]] = {name: [] for name in kinds}
        at = _FIRST
        for number, (_, names) in enumerate(self.cases):
            for name in names:
                value = assigned(f"c{at}", given[at].type, kinds[name].athena)
                if value is None:
                    said = f"TYPE_MISMATCH: line 1:1: column {name} is {kinds[name].athena}, its value {given[at].type}"
                    raise QueryFailed(said, USER, 1006, "TYPE_MISMATCH")
                made[name].append(f"WHEN {number} THEN {stored(value, kinds[name])}")
                at += 1
        values = [
            f"CASE c2 {' '.join(made[name])} END AS v{n}" if made[name] else f"CAST(NULL AS {kind.duckdb}) AS v{n}"
            for n, (name, kind) in enumerate(columns)
        ]
        return ["c0 AS path", "c1 AS pos", "c2 AS done", *values]

    def _doing(self, *actions: str) -> list[int]:
        return [number for number, (action, _) in enumerate(self.cases) if action in actions]

    def inserted(self, columns: Columns) -> str:
        """The new rows, from the table `changes`."""
        values = ", ".join(f"v{n} AS {quoted(name)}" for n, (name, _) in enumerate(columns))
        return f"SELECT {values} FROM changes WHERE done IN ({_listed(self._doing('INSERT'))})"

    def rewritten(self, columns: Columns, rows: str) -> str:
        """What the files hold now, from the table `changes` and what the files hold (`rows`)."""
        chosen = []
        for n, (name, _) in enumerate(columns):
            sets = [number for number in self._doing("UPDATE") if name in self.cases[number][1]]
            old = f"t.{quoted(name)}"
            new = f"CASE WHEN m.done IN ({_listed(sets)}) THEN m.v{n} ELSE {old} END" if sets else old
            chosen.append(f"{new} AS {quoted(name)}")
        gone = _listed(self._doing("DELETE"))
        return (
            f"SELECT {', '.join(chosen)} FROM {rows} AS t "
            'LEFT JOIN changes AS m ON m.path = t."$path" AND m.pos = t."$pos" '
            f"WHERE m.done IS NULL OR m.done NOT IN ({gone})"
        )


def changes_of(statement: Delete | Update | Merge, database: str, columns: Columns) -> Changes:
    """What a statement changes. Raises QueryFailed."""
    table = f"{quoted(database)}.{quoted(statement.table)}"
    if isinstance(statement, Merge):
        return _merged(statement, table, [name for name, _ in columns])
    where = f" WHERE {statement.condition}" if statement.condition else ""
    if isinstance(statement, Delete):
        return Changes(f'SELECT "$path", "$pos", 0 FROM {table}{where}', (("DELETE", ()),))
    names = _targets([name for name, _ in statement.values], [name for name, _ in columns])
    values = "".join(f", {value}" for _, value in statement.values)
    return Changes(f'SELECT "$path", "$pos", 0{values} FROM {table}{where}', (("UPDATE", names),))


def _merged(statement: Merge, table: str, columns: Sequence[str]) -> Changes:
    name = quoted(statement.alias or statement.table)
    tests = []
    for number, one in enumerate(statement.cases):
        if one.condition and _CHANCE.search(one.condition):
            raise not_served("tarn's duckdb engine does not draw at random in a WHEN of MERGE")
        there = f'{name}."$pos" IS {"NOT " if one.matched else ""}NULL'
        tests.append(f"WHEN {there}{f' AND ({one.condition})' if one.condition else ''} THEN {number}")
    case = f"CASE {' '.join(tests)} ELSE {NONE} END"
    values, cases = [], []
    for number, one in enumerate(statement.cases):
        names = _names(one, columns)
        cases.append((one.action, names))
        values += [f"CASE WHEN ({case}) = {number} THEN ({value}) END" for _, value in one.values]
    chosen = ", ".join([f'{name}."$path"', f'{name}."$pos"', case, *values])
    source = f"FROM {statement.source} LEFT JOIN {table} AS {name} ON {statement.condition}"
    return Changes(f"SELECT {chosen} {source}", tuple(cases))


def _names(one: When, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that a case sets."""
    given = [name for name, _ in one.values]
    if one.action == "INSERT" and not any(given):
        if len(given) != len(columns):
            said = f"Insert query has mismatched column types: {len(columns)} columns, {len(given)} values"
            raise QueryFailed(f"TYPE_MISMATCH: line 1:1: {said}", USER, 1006, "TYPE_MISMATCH")
        return tuple(columns)
    return _targets(given, columns)


def _targets(given: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    for name in given:
        if name not in columns:
            said = f"COLUMN_NOT_FOUND: line 1:1: The target column {name} doesn't exist"
            raise QueryFailed(said, USER, 1006, "COLUMN_NOT_FOUND")
        if given.count(name) > 1:
            said = f"SYNTAX_ERROR: line 1:1: Multiple assignments for column {name}"
            raise QueryFailed(said, USER, 1006, "SYNTAX_ERROR")
    return tuple(given)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or "-9"  # none
