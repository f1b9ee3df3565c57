"""FROM: tables, subqueries, VALUES, UNNEST and LATERAL, and how they are joined."""

# ruff: noqa: PLR0911 - one return a case

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from services.query.dialect.casts import cast
from services.query.dialect.context import Context, Named, Output
from services.query.dialect.expressions import expression, only
from services.query.dialect.parse import parse_type
from services.query.dialect.predicates import condition
from services.query.dialect.queries import DEPTH_FIELD, query, renamed
from services.query.dialect.samples import sampled
from services.query.dialect.scope import Field, Scope
from services.query.dialect.typed import Typed, mismatch, refused, unserved
from services.query.dialect.types import BIGINT, INTEGER, Type, common, fields_of, quoted
from services.query.dialect.unnest import unnest
from services.query.dialect.versions import version_of


def from_clause(node: Any, outer: Scope | None, context: Context) -> tuple[str, Scope]:
    """` FROM …` of a SELECT and what its expressions see; without FROM there is nothing to see but what is around."""
    start = node.args.get("from_")
    if start is None:
        return "", Scope(outer=outer)
    sql, fields = _joined(start.this, node.args.get("joins") or [], outer, context)
    return f" FROM {sql}", Scope(tuple(fields), outer)


def _joined(first: Any, joins: list[exp.Expression], outer: Scope | None, context: Context) -> tuple[str, list[Field]]:
    sql, fields = _relation(first, Scope(outer=outer), context)
    for join in [*(first.args.get("joins") or []), *joins]:
        sql, fields = _join(sql, fields, join, outer, context)
    return sql, fields


def _join(sql: str, fields: list[Field], join: Any, outer: Scope | None, context: Context) -> tuple[str, list[Field]]:
    only(join, "this", "kind", "side", "on", "using", "method")
    side, kind = (join.args.get("side") or "").upper(), (join.args.get("kind") or "").upper()
    if kind not in ("", "INNER", "CROSS", "OUTER") or side not in ("", "LEFT", "RIGHT", "FULL"):
        raise unserved(f"{side} {kind} JOIN")
    right, more = _relation(join.this, Scope(tuple(fields), outer), context)
    for one in join.this.args.get("joins") or []:
        right, more = _join(right, more, one, outer, context)
    names = [one.name.lower() for one in join.args.get("using") or []]
    if (join.args.get("method") or "").upper() == "NATURAL":
        raise unserved("NATURAL JOIN")
    if join.args.get("method"):
        raise unserved(f"{join.args['method']} JOIN")
    if names:
        return _using(sql, fields, right, more, names, side)
    together = [*fields, *more]
    if kind == "CROSS" or (not side and not join.args.get("on")):
        return f"{sql} CROSS JOIN {right}", together
    if not join.args.get("on"):
        raise refused("SYNTAX_ERROR", "a JOIN needs ON or USING")
    test = condition(join.args["on"], Scope(tuple(together), outer), context)
    return f"{sql} {side or 'INNER'} JOIN {right} ON {test}", together


def _using(
    sql: str, left: list[Field], right_sql: str, right: list[Field], names: list[str], side: str
) -> tuple[str, list[Field]]:
    tests, merged = [], []
    for name in names:
        a, b = _column(left, name), _column(right, name)
        kind = common(a.type, b.type)
        if kind is None:
            raise mismatch(f"Column types of '{name}' do not match: {a.type}, {b.type}")
        x, y = cast(Typed(a.sql, a.type), kind).sql, cast(Typed(b.sql, b.type), kind).sql
        if kind.is_float or kind.is_instant or kind.of:
            raise unserved(f"USING a column of {kind}")
        tests.append(f"{x} = {y}")
        merged.append(Field(name, kind, f"coalesce({x}, {y})"))
    rest = [one for one in (*left, *right) if one.name not in names]
    return f"{sql} {side or 'INNER'} JOIN {right_sql} ON {' AND '.join(tests)}", [*merged, *rest]


def _column(fields: list[Field], name: str) -> Field:
    found = [one for one in fields if one.name == name]
    if len(found) != 1:
        raise refused("COLUMN_NOT_FOUND", f"Column '{name}' is missing from one side of the join, or ambiguous")
    return found[0]


def _relation(node: Any, scope: Scope, context: Context) -> tuple[str, list[Field]]:
    if isinstance(node, exp.Table):
        return _table(node, context)
    if isinstance(node, exp.Unnest):
        return unnest(node, scope, context)
    if isinstance(node, exp.Lateral):
        only(node, "this", "alias")
        if isinstance(node.this, exp.Unnest):
            return unnest(node.this, scope, context)
        if isinstance(node.this, exp.Values) or isinstance(node.this.this, exp.Values):
            raise unserved("LATERAL (VALUES …)")
        sql, fields = _derived(node, node.this, scope, context)
        return f"LATERAL {sql}", fields
    if isinstance(node, exp.Subquery) and _is_bracketed(node.this):
        return _bracketed(node, scope, context)
    if isinstance(node, exp.Subquery):
        only(node, "this", "alias", "joins")
        return _derived(node, node.this, Scope(outer=scope.outer), context)
    if isinstance(node, exp.Values):
        return _derived(node, node, Scope(outer=scope.outer), context)
    raise unserved(f"'{node.sql(dialect='trino')}' in FROM"[:200])


def _is_bracketed(node: Any) -> bool:
    """Whether brackets hold a relation of FROM, and no query."""
    return isinstance(node, exp.Table) or (isinstance(node, exp.Subquery) and _is_bracketed(node.this))


def _bracketed(node: Any, scope: Scope, context: Context) -> tuple[str, list[Field]]:
    """`(t)`, `((t))`, `(t) z`, `(t JOIN u ON …)`. DuckDB takes brackets around a join alone."""
    inner, alias = node.this, node.args.get("alias")
    only(node, "this", "alias")
    if alias:
        if not isinstance(inner, exp.Table) or inner.args.get("joins") or inner.args.get("alias"):
            raise unserved(f"'{node.sql(dialect='trino')}' in FROM"[:200])
        inner = inner.copy()
        inner.set("alias", alias)
    sql, fields = _joined(inner, [], scope.outer, context)
    return (f"({sql})" if inner.args.get("joins") else sql), fields


def _derived(node: Any, inner: Any, scope: Scope, context: Context) -> tuple[str, list[Field]]:
    made = query(inner, scope if scope.fields or scope.outer else None, context)
    alias = node.args.get("alias")
    name, ours = (alias.name.lower() if alias else ""), context.fresh("t")
    columns = renamed(made.columns, [one.name.lower() for one in alias.columns] if alias else [])
    fields = [
        Field(one.name.lower() if one.name else None, one.type, f"{ours}.c{n}", (name,) if name else (), shown=one.name)
        for n, one in enumerate(columns, 1)
    ]
    return f"({made.sql}) {ours}", fields


def _table(node: Any, context: Context) -> tuple[str, list[Field]]:
    if isinstance(node.this, exp.Values):  # `(VALUES …) t` inside brackets
        only(node, "this", "alias", "joins")
        return _derived(node, node.this, Scope(), context)
    if isinstance(node.this, exp.Anonymous) and node.this.name.lower() == "table":
        return _sequence(node, context)
    only(node, "this", "db", "catalog", "alias", "joins", "sample", "version")
    alias, ours = node.args.get("alias"), context.fresh("t")
    sample = f" WHERE {sampled(node.args['sample'])}" if node.args.get("sample") else ""
    parts = tuple(one.lower() for one in (node.catalog, node.db, node.name) if one)
    known = (alias.name.lower(),) if alias and alias.name else parts
    names = [one.name.lower() for one in alias.columns] if alias else []
    if not isinstance(node.this, exp.Identifier):
        raise unserved(f"table function '{node.this.sql(dialect='trino')}'"[:200])
    version = version_of(node.args["version"], context) if node.args.get("version") else None
    named = context.named.get(node.name.lower()) if not node.db else None
    if named is not None:
        if version is not None:
            raise refused("NOT_SUPPORTED", "a common table expression has no versions")
        return _named(named, renamed(named.columns, names), known, ours, sample)
    found = context.resolve(node.catalog or None, node.db or None, node.name, version)
    if names and len(names) != len(found.columns):
        raise refused(
            "MISMATCHED_COLUMN_ALIASES",
            f"Column alias list has {len(names)} entries but '{node.name}' has {len(found.columns)} columns",
        )
    fields = []
    for number, column in enumerate(found.columns):
        kind = parse_type(column.type)
        hidden = column.name.startswith("$")
        fields.append(
            Field(
                names[number] if names else column.name.lower(),
                kind,
                _stored(f"{ours}.{quoted(column.name)}", kind),
                known,
                hidden,
            )
        )
    return (f"(SELECT * FROM {found.sql}{sample}) {ours}" if sample else f"{found.sql} {ours}"), fields


def _named(
    named: Named, columns: Sequence[Output], known: tuple[str, ...], ours: str, sample: str
) -> tuple[str, list[Field]]:  # fmt: skip
    """A common table expression in FROM."""
    fields = [
        Field(one.name.lower() if one.name else None, one.type, f"{ours}.c{n}", known, shown=one.name)
        for n, one in enumerate(columns, 1)
    ]
    if named.depth:
        fields.append(Field(DEPTH_FIELD, INTEGER, f"{ours}.depth", hidden=True))
    return (f"(SELECT * FROM {named.sql}{sample}) {ours}" if sample else f"{named.sql} {ours}"), fields


def _sequence(node: Any, context: Context) -> tuple[str, list[Field]]:
    """`TABLE(sequence(1, 5, 2))` or `TABLE(sequence(start => 1, stop => 5))`, the one table function that is served."""
    only(node, "this", "alias", "joins")
    inner = node.this.expressions[0] if len(node.this.expressions) == 1 else None
    written = list(inner.expressions) if isinstance(inner, exp.Anonymous) else []
    if inner is None or inner.name.lower() != "sequence" or not 1 <= len(written) <= 3:
        raise unserved(f"table function '{node.this.sql(dialect='trino')}'"[:200])
    start, stop, step = _bounds(written)
    alias, ours = node.args.get("alias"), context.fresh("t")
    if step == 0 or (stop > start and step < 0) or (stop < start and step > 0):
        raise refused("INVALID_FUNCTION_ARGUMENT", "Step must be non-zero, and lead from start to stop")
    names = [one.name for one in alias.columns] if alias else []
    relation = (alias.name.lower(),) if alias and alias.name else ()
    shown = names[0].upper() if names else None  # Trino shows it so
    field = Field(names[0].lower() if names else "sequential_number", BIGINT, f"{ours}.c1", relation, shown=shown)
    return f"(SELECT unnest(generate_series({start}, {stop}, {step})) AS c1) {ours}", [field]


def _stored(sql: str, kind: Type) -> str:
    """A table's column as we hold its type: an instant in a file has no zone of its own."""
    if kind.is_instant:
        return f"trino_instant(timezone('UTC', {sql}), 'UTC')"
    return sql


__all__ = ["BIGINT", "expression", "fields_of", "from_clause"]


def _bounds(written: list[Any]) -> tuple[int, int, int]:
    """Start, stop and step, by their places or by their names: trino.io/docs/current/functions/table.html."""
    named = {one.name.lower(): one.expression for one in written if isinstance(one, exp.Kwarg)}
    if named and (len(named) < len(written) or "stop" not in named or not named.keys() <= {"start", "stop", "step"}):
        raise unserved(
            f"the table function sequence with the arguments {', '.join(one.sql() for one in written)}"[:200]
        )
    places = ("stop",) if len(written) == 1 else ("start", "stop", "step")
    given = named or dict(zip(places, written, strict=False))
    if not all(re.fullmatch(r"-?\d+", one.sql()) for one in given.values()):
        raise unserved("a table function with computed arguments")
    start, stop, step = (
        int(given[name].sql()) if name in given else at for name, at in (("start", 0), ("stop", 0), ("step", 1))
    )
    return start, stop, step
