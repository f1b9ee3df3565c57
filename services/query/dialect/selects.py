"""SELECT: its columns and their names, grouping, and ORDER BY over what it gives and what it reads."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from services.query.dialect.calls import sort_item
from services.query.dialect.context import Compiled, Context, Output
from services.query.dialect.expressions import expression, only
from services.query.dialect.operators import groupable
from services.query.dialect.parse import syntax
from services.query.dialect.predicates import condition
from services.query.dialect.queries import DEPTH_FIELD, ordinal
from services.query.dialect.relations import from_clause
from services.query.dialect.samples import sampled
from services.query.dialect.scope import Scope
from services.query.dialect.typed import Typed, mismatch, refused, unserved
from services.query.dialect.types import fields_of

_SERVED = (
    "expressions",
    "from_",
    "joins",
    "where",
    "group",
    "having",
    "order",
    "limit",
    "offset",
    "distinct",
    "with_",
    "windows",
    "kind",
    "sample",
)


def select(node: exp.Select, outer: Scope | None, context: Context, *, stepping: bool = False) -> Compiled:
    """One SELECT, without its WITH and LIMIT; `stepping` adds the depth that a recursive step has reached."""
    only(node, *_SERVED)
    source, scope = from_clause(node, outer, context)
    items = _items(node, scope, context)
    shown = ", ".join(f"{value.sql} AS c{number}" for number, (_, value, _) in enumerate(items, 1))
    if stepping:
        depth = [one.sql for one in scope.fields if one.name == DEPTH_FIELD]
        if len(depth) != 1:
            raise unserved("a recursive step that reads itself other than once in FROM")
        shown += f", {depth[0]} + 1 AS depth"
    for _, value, _ in items if node.args.get("distinct") else []:
        groupable(value)
    sql = f"SELECT {_distinct(node)}{shown}{source}"
    tests = [condition(node.args["where"].this, scope, context)] if node.args.get("where") else []
    if node.args.get("sample"):
        if node.args.get("joins"):
            raise unserved("TABLESAMPLE beside a join")
        tests.append(sampled(node.args["sample"]))
    sql += f" WHERE {' AND '.join(tests)}" if tests else ""
    if node.args.get("group"):
        sql += f" GROUP BY {_group(node.args['group'], items, scope, context)}"
    if node.args.get("having"):
        sql += f" HAVING {condition(node.args['having'].this, scope, context)}"
    if node.args.get("order"):
        sql += (
            f" ORDER BY {_order(node.args['order'], items, scope, context, distinct=bool(node.args.get('distinct')))}"
        )
    return Compiled(sql, tuple(Output(name, value.type) for name, value, _ in items))


_SPOKEN = (
    "current_catalog", "current_date", "current_schema", "current_timestamp", "current_user", "localtime",
    "localtimestamp",
)  # fmt: skip
Item = tuple[str | None, Typed, bool]  # name, value, whether the name is an alias


def _distinct(node: exp.Select) -> str:
    distinct = node.args.get("distinct")
    if distinct is None:
        return ""
    if distinct.args.get("on"):
        raise unserved("DISTINCT ON")
    return "DISTINCT "


def _items(node: exp.Select, scope: Scope, context: Context) -> list[Item]:
    items: list[Item] = []
    for one in node.expressions:
        if isinstance(one, exp.Star):
            only(one, "this")
            if not scope.fields:
                raise refused("SYNTAX_ERROR", "SELECT * not allowed in queries without FROM clause")
            items += [(f.shown or f.name, Typed(f.sql, f.type), False) for f in scope.fields if not f.hidden]
        elif isinstance(one, exp.Column) and isinstance(one.this, exp.Star):
            items += _starred(one, scope)
        elif isinstance(one, exp.Dot) and isinstance(one.right, exp.Star):
            if isinstance(one.left, exp.Paren) and isinstance(one.left.unnest(), (exp.Column, exp.Dot)):
                raise refused("INVALID_COLUMN_REFERENCE", f"Unable to resolve reference {one.left.unnest().sql()}")
            items += _fields(expression(one.left, scope, context))
        elif isinstance(one, exp.Alias):
            items.append((one.alias, expression(one.this, scope, context), True))
        else:
            items.append((_name(one, scope), expression(one, scope, context), False))
    return items


def _fields(value: Typed) -> list[Item]:
    """`row.*`."""
    if value.type.base != "row":
        raise mismatch(f"All columns of a value of type {value.type}: a row is expected")
    parts = zip(value.type.names, value.type.of, fields_of(value.type), strict=True)
    return [(name, Typed(f"({value.sql}).{field}", of), False) for name, of, field in parts]


def _starred(node: exp.Column, scope: Scope) -> list[Item]:
    parts = tuple(part.name.lower() for part in node.parts[:-1])
    return [(f.shown or f.name, Typed(f.sql, f.type), False) for f in scope.of_relation(parts)]


def _name(node: Any, scope: Scope) -> str | None:
    """A column keeps its name; a field of a row has the field's; all else has none."""
    if isinstance(node, exp.Column):
        name = node.parts[-1].name
        if len(node.parts) == 1 and not node.this.args.get("quoted") and name.lower() in _SPOKEN:
            return None
        return name
    if (
        isinstance(node, exp.Dot)
        and isinstance(node.left, (exp.Column, exp.Dot, exp.Paren))
        and _name(node.left, scope)
    ):
        return node.right.name
    if isinstance(node, exp.Paren):
        return _name(node.this, scope)
    return None


def _group(group: Any, items: list[Item], scope: Scope, context: Context) -> str:
    only(group, "expressions", "grouping_sets", "cube", "rollup", "all", "distinct")
    if group.args.get("distinct"):
        raise unserved("GROUP BY DISTINCT")
    parts = []
    for one in [
        *group.expressions,
        *(group.args.get("grouping_sets") or []),
        *(group.args.get("rollup") or []),
        *(group.args.get("cube") or []),
    ]:
        parts.append(_grouped(one, items, scope, context))
    return ", ".join(parts)


def _grouped(node: Any, items: list[Item], scope: Scope, context: Context) -> str:
    words: dict[type[exp.Expression], str] = {exp.GroupingSets: "GROUPING SETS", exp.Cube: "CUBE", exp.Rollup: "ROLLUP"}
    if type(node) in words:
        if any(type(one) in words for one in node.expressions):
            raise syntax(f"mismatched input '{words[type(node)]}'")
        return f"{words[type(node)]} ({', '.join(_grouped(one, items, scope, context) for one in node.expressions)})"
    if isinstance(node, exp.Tuple):
        return f"({', '.join(_grouped(one, items, scope, context) for one in node.expressions)})"
    if isinstance(node, exp.Paren):
        return f"({_grouped(node.this, items, scope, context)})"
    if isinstance(node, exp.Literal) and not node.is_string:
        value = items[ordinal(node, len(items), "GROUP BY") - 1][1]
    else:
        value = expression(node, scope, context)
    groupable(value)
    return value.sql


def _order(order: Any, items: list[Item], scope: Scope, context: Context, *, distinct: bool = False) -> str:
    aliases = {name.lower(): value for name, value, _ in items if name}
    wide = Scope(scope.fields, scope.outer, scope.variables, {n: v for n, v in aliases.items()})
    parts = []
    for one in order.expressions:
        if isinstance(one.this, exp.Literal) and not one.this.is_string:
            place = ordinal(one.this, len(items), "ORDER BY")
            value = items[place - 1][1]
            parts.append(sort_item(one, value if value.type.is_instant else Typed(f"c{place}", value.type)))
            continue
        place = next((n for n, (name, _, _) in enumerate(items, 1) if name and _bare(one.this) == name.lower()), 0)
        if place:
            value = items[place - 1][1]
            parts.append(sort_item(one, value if value.type.is_instant else Typed(f"c{place}", value.type)))
            continue
        value = expression(one.this, wide, context)
        for made in one.find_all(exp.Anonymous):
            if made.name.lower() == "grouping" and {_bare(arg) for arg in made.expressions} & set(aliases):
                message = "Invalid reference to output of SELECT clause from grouping() expression in ORDER BY"
                raise refused("INVALID_COLUMN_REFERENCE", message)
        if distinct and value.sql not in {item.sql for _, item, _ in items}:
            message = "For SELECT DISTINCT, ORDER BY expressions must appear in select list"
            raise refused("EXPRESSION_NOT_IN_DISTINCT", message)
        parts.append(sort_item(one, value))
    return ", ".join(parts)


def _bare(node: Any) -> str | None:
    return node.name.lower() if isinstance(node, exp.Column) and len(node.parts) == 1 else None
