"""Expressions: each kind of node has one function here or in `predicates.py`; a node without one is refused by name."""

# ruff: noqa: ARG001, PLR0911, C901 - every rule of a table has one signature; one return a kind of type

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from services.query.dialect import literals, operators, types
from services.query.dialect.calls import call
from services.query.dialect.casts import cast, try_cast
from services.query.dialect.context import Context
from services.query.dialect.parse import type_of
from services.query.dialect.scope import Scope
from services.query.dialect.typed import Typed, mismatch, refused, unless, unserved
from services.query.dialect.types import Type, common, fields_of

Rule = Callable[[Any, Scope, Context], Typed]
RULES: dict[type[exp.Expression], Rule] = {}


def rule(*kinds: type[exp.Expression]) -> Callable[[Rule], Rule]:
    """Registers what translates a kind of node."""

    def register(make: Rule) -> Rule:
        for kind in kinds:
            RULES[kind] = make
        return make

    return register


def expression(node: Any, scope: Scope, context: Context) -> Typed:
    """One expression. Raises QueryFailed."""
    make = RULES.get(type(node))
    if isinstance(node, (exp.Binary, exp.Unary)):
        only(node, "this", "expression", *(("negate",) if isinstance(node, exp.Like) else ("typed", "safe")))
    if make is None:
        raise unserved(f"'{node.sql(dialect='trino')}'"[:200])
    return make(node, scope, context)


def only(node: Any, *allowed: str) -> None:
    """Refuses a node that has more to it than was looked at."""
    for name, value in node.args.items():
        if value and name not in allowed:
            raise unserved(f"'{name.rstrip('_').upper()}' in '{node.sql(dialect='trino')}'"[:200])


_SIGNS: dict[type[exp.Expression], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"}
_COMPARED: dict[type[exp.Expression], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip


@rule(*_SIGNS)
def _arithmetic(node: Any, scope: Scope, context: Context) -> Typed:
    sides = (expression(side, scope, context) for side in (node.left, node.right))
    return operators.arithmetic(_SIGNS[type(node)], *sides)


@rule(*_COMPARED)
def _comparison(node: Any, scope: Scope, context: Context) -> Typed:
    left, right = node.left, node.right
    if type(left) in _COMPARED:
        raise refused("SYNTAX_ERROR", f"mismatched input '{_COMPARED[type(node)]}'")
    if isinstance(right, (exp.Any, exp.All)) or (
        isinstance(right, exp.Anonymous) and right.name.lower() in ("all", "any", "some")
    ):
        from services.query.dialect.predicates import quantified

        return quantified(_COMPARED[type(node)], left, right, scope, context)
    return operators.compare(_COMPARED[type(node)], expression(left, scope, context), expression(right, scope, context))


@rule(exp.DPipe)
def _concat(node: Any, scope: Scope, context: Context) -> Typed:
    return operators.concat(expression(node.left, scope, context), expression(node.right, scope, context))


@rule(exp.Paren)
def _paren(node: Any, scope: Scope, context: Context) -> Typed:
    inside = expression(node.this, scope, context)
    return Typed(f"({inside.sql})", inside.type, inside.literal)


@rule(exp.Neg)
def _negative(node: Any, scope: Scope, context: Context) -> Typed:
    plus = node.meta.get("plus")
    if isinstance(node.this, exp.Literal) and not node.this.is_string and not plus:
        return literals.number(f"-{node.this.name}", context.session)
    value = expression(node.this, scope, context)
    if plus:
        if not (value.type.is_integer or value.type.is_float):
            raise mismatch(f"Unary '+' operator cannot by applied to {value.type} type")
        return Typed(value.sql, value.type)
    if not (value.type.is_number or value.type.base.startswith("interval")):
        raise mismatch(f"Cannot negate {value.type}")
    return Typed(f"CAST(-{value.sql} AS {value.type.duck})" if value.type.is_integer else f"(-{value.sql})", value.type)


@rule(exp.Literal)
def _literal(node: Any, scope: Scope, context: Context) -> Typed:
    return (
        literals.text_literal(node.name) if node.args.get("is_string") else literals.number(node.name, context.session)
    )


@rule(exp.Boolean)
def _boolean(node: Any, scope: Scope, context: Context) -> Typed:
    return Typed("TRUE" if node.this else "FALSE", types.BOOLEAN)


@rule(exp.Null)
def _null(node: Any, scope: Scope, context: Context) -> Typed:
    return Typed("CAST(NULL AS INTEGER)", types.UNKNOWN)


@rule(exp.HexString)
def _bytes(node: Any, scope: Scope, context: Context) -> Typed:
    digits = re.sub(r"\s", "", node.name)
    if len(digits) % 2:
        raise refused("SYNTAX_ERROR", "Binary literal must contain an even number of digits")
    return Typed(f"unhex('{digits}')", types.VARBINARY)


@rule(exp.UnicodeString)
def _unicode(node: Any, scope: Scope, context: Context) -> Typed:
    return literals.unicode_literal(node)


@rule(exp.Interval)
def _interval(node: Any, scope: Scope, context: Context) -> Typed:
    return literals.interval(node)


@rule(exp.ParseJSON)
def _json(node: Any, scope: Scope, context: Context) -> Typed:
    return literals.json_literal(node.this.name)


@rule(exp.Cast, exp.TryCast)
def _cast(node: Any, scope: Scope, context: Context) -> Typed:
    only(node, "this", "to", "safe")
    if isinstance(node.this, exp.Literal) and node.this.args.get("is_string"):
        found = literals.typed(node)
        if found:
            return found
    value, target = expression(node.this, scope, context), type_of(node.args["to"])
    return (try_cast if isinstance(node, exp.TryCast) else cast)(value, target)


@rule(exp.Column)
def _column(node: Any, scope: Scope, context: Context) -> Typed:
    if isinstance(node.this, exp.Star):
        raise refused("SYNTAX_ERROR", "'*' stands where an expression is expected")
    parts = [part.name.lower() for part in node.parts]
    if len(parts) == 1 and not node.this.args.get("quoted"):
        found = literals.spoken(parts[0], context.session)
        if found:
            return found
    value, rest = scope.find(parts)
    for name in rest:
        value = field_of(value, name)
    return value


@rule(exp.Identifier)
def _variable(node: Any, scope: Scope, context: Context) -> Typed:
    return _column(exp.Column(this=node.copy()), scope, context)


@rule(exp.Dot)
def _dot(node: Any, scope: Scope, context: Context) -> Typed:
    return field_of(expression(node.left, scope, context), node.right.name.lower())


def field_of(value: Typed, name: str) -> Typed:
    """`value.name` of a row."""
    if value.type.base != "row":
        raise mismatch(f"Expression is not of type ROW: {value.type}")
    found = [i for i, one in enumerate(value.type.names) if one is not None and one.lower() == name]
    if len(found) != 1:
        raise refused("COLUMN_NOT_FOUND", f"Column '{name}' cannot be resolved")
    return Typed(f"({value.sql}).{fields_of(value.type)[found[0]]}", value.type.of[found[0]])


@rule(exp.Array)
def _array(node: Any, scope: Scope, context: Context) -> Typed:
    items = [expression(one, scope, context) for one in node.expressions]
    made, kind = together(items, "array elements")
    return Typed(f"CAST([{', '.join(one.sql for one in made)}] AS {types.array(kind).duck})", types.array(kind))


def together(items: list[Typed], what: str) -> tuple[list[Typed], Type]:
    """All in the one type they have in common. Raises QueryFailed TYPE_MISMATCH."""
    kind = types.UNKNOWN
    for one in items:
        found = common(kind, one.type)
        if found is None:
            raise mismatch(f"All {what} must be the same type or coercible to it: {kind}, {one.type}")
        kind = found
    return [cast(one, kind) for one in items], kind


@rule(exp.Tuple)
def _tuple(node: Any, scope: Scope, context: Context) -> Typed:
    return make_row([expression(one, scope, context) for one in node.expressions])


def make_row(items: list[Typed]) -> Typed:
    """`ROW(…)`."""
    kind = types.row(*(one.type for one in items))
    made = ", ".join(f"{name} := {one.sql}" for name, one in zip(fields_of(kind), items, strict=True))
    return Typed(f"struct_pack({made})", kind)


@rule(exp.Bracket)
def _bracket(node: Any, scope: Scope, context: Context) -> Typed:
    if len(node.expressions) != 1:
        raise unserved("a subscript of several indexes")
    value, index = expression(node.this, scope, context), expression(node.expressions[0], scope, context)
    return subscript(value, index)


def keyed(value: Typed, key: Typed) -> tuple[Typed, str]:
    """A map and a key in the type that its keys and the key share. Raises QueryFailed."""
    kind = common(value.type.of[0], key.type)
    if kind is None:
        raise mismatch(f"Cannot use {key.type} for subscript of {value.type}")
    return cast(value, types.map_of(kind, value.type.of[1])), cast(key, kind).sql


def subscript(value: Typed, index: Typed) -> Typed:
    """`value[index]`: outside an array and missing in a map is an error."""
    kind, sql = value.type, index.sql
    if kind.base == "map":
        value, made = keyed(value, index)
        kind = value.type
        bad = f"NOT map_contains({value.sql}, {made})"
        message = f"'Key not present in map: ' || CAST({made} AS VARCHAR)"
        return Typed(
            unless(bad, "INVALID_FUNCTION_ARGUMENT", message, f"map_extract_value({value.sql}, {made})", kind.of[1]),
            kind.of[1],
        )
    if kind.base == "row":
        if index.literal is None or not 1 <= int(index.literal) <= len(kind.of):
            raise refused("INVALID_FUNCTION_ARGUMENT", f"ROW index {index.literal} is out of bounds")
        place = int(index.literal) - 1
        return Typed(f"({value.sql}).{fields_of(kind)[place]}", kind.of[place])
    if kind.base != "array" or not index.type.is_integer:
        raise mismatch(f"Cannot use {index.type} for subscript of {kind}")
    bad = f"{sql} > len({value.sql}) OR {sql} < 1"
    message = f"'Array subscript out of bounds: ' || {sql}"
    return Typed(unless(bad, "INVALID_FUNCTION_ARGUMENT", message, f"({value.sql})[{sql}]", kind.of[0]), kind.of[0])


@rule(exp.AtTimeZone)
def _at_time_zone(node: Any, scope: Scope, context: Context) -> Typed:
    only(node, "this", "zone")
    return literals.at_zone(expression(node.this, scope, context), expression(node.args["zone"], scope, context))


@rule(exp.Anonymous, exp.Filter, exp.Window, exp.IgnoreNulls, exp.RespectNulls, exp.GroupConcat, exp.WithinGroup)
def _call(node: Any, scope: Scope, context: Context) -> Typed:
    return call(node, scope, context, expression)


@rule(exp.Extract, exp.Trim, exp.StrPosition, exp.Substring)
def _spelled(node: Any, scope: Scope, context: Context) -> Typed:
    """Functions with words inside their brackets, as the function of the same meaning."""
    if isinstance(node, exp.Extract) and node.this.name.lower() in ("hour", "minute", "second"):
        kind = expression(node.expression, scope, context).type
        if kind.base == "date":
            raise mismatch(f"Cannot extract {node.this.name.upper()} from {kind}")
    return call(literals.respelled(node), scope, context, expression)
