"""Conditions, CASE and its like, and subqueries inside expressions."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from services.query.dialect import operators, types
from services.query.dialect.casts import cast
from services.query.dialect.context import Context
from services.query.dialect.expressions import expression, only, rule, together
from services.query.dialect.operators import key
from services.query.dialect.scope import Scope
from services.query.dialect.typed import Typed, mismatch, refused, unserved
from services.query.dialect.types import BOOLEAN, common, fields_of


def condition(node: Any, scope: Scope, context: Context) -> str:
    """An expression that must be a boolean."""
    value = expression(node, scope, context)
    if value.type.base not in ("boolean", "unknown"):
        raise mismatch(f"Expression must evaluate to a boolean (actual: {value.type})")
    return cast(value, BOOLEAN).sql


@rule(exp.And, exp.Or)
def _connective(node: Any, scope: Scope, context: Context) -> Typed:
    word = "AND" if isinstance(node, exp.And) else "OR"
    return Typed(f"({f' {word} '.join(condition(side, scope, context) for side in (node.left, node.right))})", BOOLEAN)


@rule(exp.Not)
def _not(node: Any, scope: Scope, context: Context) -> Typed:
    return Typed(f"(NOT {condition(node.this, scope, context)})", BOOLEAN)


@rule(exp.Is)
def _is(node: Any, scope: Scope, context: Context) -> Typed:
    if not isinstance(node.expression, exp.Null):
        raise refused("SYNTAX_ERROR", "mismatched input after IS: NULL or DISTINCT FROM is expected")
    return Typed(f"(({expression(node.this, scope, context).sql}) IS NULL)", BOOLEAN)


@rule(exp.NullSafeEQ, exp.NullSafeNEQ)
def _distinct(node: Any, scope: Scope, context: Context) -> Typed:
    left, right = (expression(side, scope, context) for side in (node.left, node.right))
    return operators.distinct_from(left, right, same=isinstance(node, exp.NullSafeEQ))


@rule(exp.Between)
def _between(node: Any, scope: Scope, context: Context) -> Typed:
    only(node, "this", "low", "high")
    value, low, high = (expression(node.args[name], scope, context) for name in ("this", "low", "high"))
    return Typed(f"({operators.compare('>=', value, low).sql} AND {operators.compare('<=', value, high).sql})", BOOLEAN)


@rule(exp.Like, exp.Escape)
def _like(node: Any, scope: Scope, context: Context) -> Typed:
    escape, negative = "", "NOT " if (node.this if isinstance(node, exp.Escape) else node).args.get("negate") else ""
    if isinstance(node, exp.Escape):
        sign = expression(node.expression, scope, context).literal
        if sign is None or len(sign) != 1 or not isinstance(node.this, exp.Like):
            raise refused("INVALID_FUNCTION_ARGUMENT", "Escape string must be a single character")
        escape, node = " ESCAPE " + expression(node.expression, scope, context).sql, node.this
    value, pattern = (_text(expression(side, scope, context)) for side in (node.this, node.expression))
    if not all(one.type.is_text or one.type.base == "unknown" for one in (value, pattern)):
        raise mismatch(f"Left side of LIKE expression must evaluate to a varchar (actual: {value.type})")
    if pattern.literal is None and escape:
        raise unserved("LIKE … ESCAPE with a computed pattern")
    if escape and _badly_escaped(pattern.literal or "", sign or ""):
        raise refused(
            "INVALID_FUNCTION_ARGUMENT", "Escape character must be followed by '%', '_' or the escape character itself"
        )
    return Typed(f"({value.sql} {negative}LIKE {pattern.sql}{escape})", BOOLEAN)


def _text(value: Typed) -> Typed:
    return cast(value, types.VARCHAR) if value.type.base == "unknown" else value


def _badly_escaped(pattern: str, sign: str) -> bool:
    place = 0
    while place < len(pattern):
        if pattern[place] == sign:
            if place + 1 == len(pattern) or pattern[place + 1] not in ("%", "_", sign):
                return True
            place += 1
        place += 1
    return False


@rule(exp.Case)
def _case(node: Any, scope: Scope, context: Context) -> Typed:
    operand = expression(node.this, scope, context) if node.this else None
    tests, results = [], []
    for branch in node.args["ifs"]:
        if operand is None:
            tests.append(condition(branch.this, scope, context))
        else:
            tests.append(operators.compare("=", operand, expression(branch.this, scope, context)).sql)
        results.append(expression(branch.args["true"], scope, context))
    otherwise = node.args.get("default")
    if otherwise:
        results.append(expression(otherwise, scope, context))
    made, kind = together(results, "CASE results")
    branches = " ".join(f"WHEN {test} THEN {one.sql}" for test, one in zip(tests, made, strict=False))
    return Typed(f"CASE {branches} ELSE {made[-1].sql if otherwise else f'CAST(NULL AS {kind.duck})'} END", kind)


@rule(exp.In)
def _in(node: Any, scope: Scope, context: Context) -> Typed:
    value = expression(node.this, scope, context)
    query = node.args.get("query")
    if query is None and len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Values):
        query = node.expressions[0]
    if query is not None:
        return _in_query(value, query, scope, context)
    only(node, "this", "expressions")
    items = [expression(one, scope, context) for one in node.expressions]
    tests = [operators.compare("=", value, one) for one in items]
    made, kind = together([value, *items], "IN values")
    if kind.of or kind.is_float:
        return Typed(f"({' OR '.join(one.sql for one in tests)})", BOOLEAN)
    return Typed(f"({key(made[0])} IN ({', '.join(key(one) for one in made[1:])}))", BOOLEAN)


def _in_query(value: Typed, query: Any, scope: Scope, context: Context) -> Typed:
    sql, found = _rows(query, scope, context, "IN")
    kind = common(value.type, found.type)
    if kind is None:
        raise mismatch(
            f"Value expression and result of subquery must be of the same type: {value.type} vs {found.type}"
        )
    if kind.of or kind.is_float:
        raise unserved(f"IN (subquery) of {kind}")
    return Typed(f"({key(cast(value, kind))} IN (SELECT {key(cast(found, kind))} FROM ({sql}) q))", BOOLEAN)


def _rows(node: Any, scope: Scope, context: Context, what: str) -> tuple[str, Typed]:
    """A subquery of one column: its SQL and the column, named `q.c1`."""
    from services.query.dialect.queries import query as compile_query

    made = compile_query(node, scope, context)
    if len(made.columns) != 1 and what == "a scalar subquery":
        kind = types.Type(
            "row", of=tuple(one.type for one in made.columns), names=tuple(one.name for one in made.columns)
        )
        parts = ", ".join(f"{field} := q.c{n}" for n, field in enumerate(fields_of(kind), 1))
        return made.sql, Typed(f"struct_pack({parts})", kind)
    if len(made.columns) != 1:
        raise unserved(f"{what} with a subquery of {len(made.columns)} columns")
    return made.sql, Typed("q.c1", made.columns[0].type)


@rule(exp.Exists)
def _exists(node: Any, scope: Scope, context: Context) -> Typed:
    from services.query.dialect.queries import query as compile_query

    return Typed(f"EXISTS ({compile_query(node.this, scope, context).sql})", BOOLEAN)


@rule(exp.Subquery, exp.Select)
def _scalar(node: Any, scope: Scope, context: Context) -> Typed:
    sql, found = _rows(node, scope, context, "a scalar subquery")
    made = f"(SELECT {found.sql} FROM ({sql}) q)"
    if found.sql.startswith("struct_pack("):  # no row at all is a row of nulls
        nulls = ", ".join(
            f"{f} := CAST(NULL AS {k.duck})" for f, k in zip(fields_of(found.type), found.type.of, strict=True)
        )
        made = f"coalesce({made}, struct_pack({nulls}))"
    return Typed(made, found.type)


def quantified(operator: str, left: Any, right: Any, scope: Scope, context: Context) -> Typed:
    """`x = ANY (SELECT …)`, `x > ALL (SELECT …)`."""
    every = isinstance(right, exp.All) or (isinstance(right, exp.Anonymous) and right.name.lower() == "all")
    node = right.expressions[0] if isinstance(right, exp.Anonymous) else right.this
    value = expression(left, scope, context)
    sql, found = _rows(node, scope, context, "ANY or ALL")
    x, y, kind = operators.unify(value, found, operator)
    if kind.of or kind.is_float:
        raise unserved(f"ANY or ALL of {kind}")
    word = "ALL" if every else "ANY"
    return Typed(f"({key(x)} {operator} {word} (SELECT {key(y)} FROM ({sql}) q))", BOOLEAN)
