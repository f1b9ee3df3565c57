"""Queries: WITH, set operations, VALUES, ORDER BY and LIMIT. `selects.py` has SELECT, `relations.py` FROM.

In SQL each query gives columns `c1`, `c2`, …; the names that Trino gives them are in `Compiled.columns`. So two
columns may have one name, and no name of a user's can be mistaken for one of ours.
"""

from __future__ import annotations

import re
from typing import Any

from sqlglot import exp

from services.query.dialect.calls import sort_item
from services.query.dialect.casts import cast
from services.query.dialect.context import Compiled, Context, Named, Output
from services.query.dialect.expressions import expression, only, together
from services.query.dialect.operators import groupable
from services.query.dialect.parse import syntax
from services.query.dialect.scope import Scope
from services.query.dialect.typed import Typed, fail, mismatch, refused, text, unserved
from services.query.dialect.types import coercible, common, fields_of

_DEPTH = 10  # Trino's max_recursion_depth
DEPTH_FIELD = "\0depth"


def query(node: Any, outer: Scope | None, context: Context) -> Compiled:
    """Any query. Raises QueryFailed."""
    if isinstance(node, exp.Subquery):
        only(node, "this", "order", "limit", "offset", "with_")
        inner = node.this
        if node.args.get("order") or node.args.get("limit") or node.args.get("offset") or node.args.get("with_"):
            context, before = _with(node, outer, context)
            return _finished(query(inner, outer, context), node, outer, context, before)
        return query(inner, outer, context)
    context, before = _with(node, outer, context)
    if isinstance(node, exp.SetOperation):
        only(node, "this", "expression", "distinct", "with_", "order", "limit", "offset")
        return _finished(_set_operation(node, outer, context), node, outer, context, before)
    if isinstance(node, exp.Values):
        only(node, "expressions", "alias", "order", "limit", "offset", "with_", "joins")
        return _finished(_values(node, outer, context), node, outer, context, before)
    if isinstance(node, exp.Select):
        from services.query.dialect.selects import select

        made = select(node, outer, context)
        if ties(node):
            return Compiled(before + with_ties(made, node), made.columns)
        return Compiled(before + made.sql + limits(node), made.columns)
    raise unserved(f"'{node.sql(dialect='trino')}'"[:200])


def _with(node: Any, outer: Scope | None, context: Context) -> tuple[Context, str]:
    clause = node.args.get("with_")
    if clause is None:
        return context, ""
    parts = []
    for one in clause.expressions:
        if not isinstance(one, exp.CTE):
            raise unserved("WITH FUNCTION")
        only(one, "this", "alias")
        name = one.alias.lower()
        if name in {other.alias.lower() for other in clause.expressions if other is not one}:
            raise refused("DUPLICATE_NAMED_QUERY", f"WITH query name '{name}' specified more than once")
        named, sql = _named(one, name, outer, context, recursive=bool(clause.args.get("recursive")))
        parts.append(sql)
        context = context.within(**{name: named})
    return context, f"WITH {'RECURSIVE ' if clause.args.get('recursive') else ''}{', '.join(parts)} "


def _named(one: Any, name: str, outer: Scope | None, context: Context, *, recursive: bool) -> tuple[Named, str]:
    ours, body = context.fresh("cte"), one.this
    names = [column.name.lower() for column in one.args["alias"].columns]
    refers = any(table.name.lower() == name and not table.args.get("db") for table in body.find_all(exp.Table))
    if recursive and refers:
        return _recursive(body, names, ours, name, outer, context)
    made = query(body, outer, context)
    return Named(ours, renamed(made.columns, names)), f"{ours} AS ({made.sql})"


def _recursive(
    body: Any, names: list[str], ours: str, name: str, outer: Scope | None, context: Context
) -> tuple[Named, str]:
    if not isinstance(body, exp.Union) or body.args.get("distinct"):
        raise unserved("WITH RECURSIVE other than UNION ALL")
    if not names:
        raise refused("MISSING_COLUMN_ALIASES", "Missing column aliases in recursive WITH query")
    from services.query.dialect.selects import select

    only(body, "this", "expression")
    start = query(body.this, outer, context)
    columns = renamed(start.columns, names)
    step_node = body.expression
    if (
        not isinstance(step_node, exp.Select)
        or step_node.args.get("group")
        or step_node.args.get("distinct")
        or step_node.args.get("with_")
    ):
        raise unserved("a recursive step that groups or nests")
    step = select(step_node, outer, context.within(**{name: Named(ours, columns, "depth")}), stepping=True)
    casts = []
    for number, (was, to) in enumerate(zip(step.columns, columns, strict=True), 1):
        if not coercible(was.type, to.type):
            raise mismatch(
                f"recursion step relation output type ({was.type}) is not coercible to recursion base relation output type ({to.type}) at column {number}"  # noqa: E501
            )
        casts.append(f"{cast(Typed(f's.c{number}', was.type), to.type).sql} AS c{number}")
    too_deep = fail(
        "NOT_SUPPORTED",
        text(
            f"Recursion depth limit exceeded ({_DEPTH}). Use 'max_recursion_depth' session property to modify the limit."  # noqa: E501
        ),
    )
    depth = f"CASE WHEN s.depth > {_DEPTH} THEN CAST({too_deep} AS BOOLEAN) ELSE TRUE END"
    sql = f"SELECT b.*, 0 AS depth FROM ({start.sql}) b UNION ALL SELECT {', '.join(casts)}, s.depth FROM ({step.sql}) s WHERE {depth}"  # noqa: E501
    whole = (
        f"(SELECT * FROM {ours} WHERE (SELECT max(depth) FROM {ours}) <= {_DEPTH})"  # all of it, whatever LIMIT wants
    )
    return Named(whole, columns), f"{ours} AS ({sql})"


def renamed(columns: tuple[Output, ...], names: list[str]) -> tuple[Output, ...]:
    """Columns under the names of an alias `t(a, b)`."""
    if not names:
        return columns
    if len(names) != len(columns):
        raise refused(
            "MISMATCHED_COLUMN_ALIASES",
            f"Column alias list has {len(names)} entries but relation has {len(columns)} columns",
        )
    return tuple(Output(name, one.type) for name, one in zip(names, columns, strict=True))


_WORDS = {exp.Union: "UNION", exp.Intersect: "INTERSECT", exp.Except: "EXCEPT"}


def _set_operation(node: exp.SetOperation, outer: Scope | None, context: Context) -> Compiled:
    left, right = query(node.this, outer, context), query(node.expression, outer, context)
    word = _WORDS[type(node)]
    if len(left.columns) != len(right.columns):
        raise mismatch(f"{word} query has different number of fields: {len(left.columns)}, {len(right.columns)}")
    columns, sides = [], ([], [])  # type: tuple[list[Output], tuple[list[str], list[str]]]  # noqa: PYI033
    for number, (a, b) in enumerate(zip(left.columns, right.columns, strict=True), 1):
        kind = common(a.type, b.type)
        if kind is None:
            raise mismatch(f"column {number} in {word} query has incompatible types: {a.type}, {b.type}")
        columns.append(Output(a.name, kind))
        for items, was in zip(sides, (a, b), strict=True):
            items.append(f"{cast(Typed(f'q.c{number}', was.type), kind).sql} AS c{number}")
    for one in columns if node.args.get("distinct") else []:
        groupable(Typed("", one.type))
    every = "" if node.args.get("distinct") else " ALL"
    parts = [f"SELECT {', '.join(items)} FROM ({one.sql}) q" for items, one in zip(sides, (left, right), strict=True)]
    return Compiled(f"({parts[0]}) {word}{every} ({parts[1]})", tuple(columns))


def _values(node: Any, outer: Scope | None, context: Context) -> Compiled:
    rows = []
    for item in node.expressions:
        cells = item.expressions if isinstance(item, exp.Tuple) else [item]
        spread = len(cells) == 1 and isinstance(cells[0], exp.Anonymous) and cells[0].name.lower() == "row"
        if spread:
            cells = cells[0].expressions
        made = [expression(cell, outer or Scope(), context) for cell in cells]
        if len(made) == 1 and made[0].type.base == "row" and not spread:
            parts = zip(fields_of(made[0].type), made[0].type.of, strict=True)
            made = [Typed(f"({made[0].sql}).{field}", kind) for field, kind in parts]
        rows.append(made)
    if len({len(one) for one in rows}) != 1:
        raise mismatch("Values rows have mismatched types")
    columns = [together(list(column), "Values rows") for column in zip(*rows, strict=True)]
    lines = [f"({', '.join(column[0][i].sql for column in columns)})" for i in range(len(rows))]
    names = ", ".join(f"c{number}" for number in range(1, len(columns) + 1))
    casts = ", ".join(f"CAST(v.c{number} AS {kind.duck}) AS c{number}" for number, (_, kind) in enumerate(columns, 1))
    sql = f"SELECT {casts} FROM (VALUES {', '.join(lines)}) v({names})"
    return Compiled(sql, tuple(Output(None, kind) for _, kind in columns))


def _finished(made: Compiled, node: Any, outer: Scope | None, context: Context, before: str) -> Compiled:
    """ORDER BY and LIMIT of a set operation, whose columns are all that can be named."""
    order = node.args.get("order")
    sql = f"SELECT * FROM ({made.sql}) q"
    if order:
        found = {one.name.lower(): Typed(f"q.c{n}", one.type) for n, one in enumerate(made.columns, 1) if one.name}
        scope = Scope(outer=outer, aliases=found)
        items = []
        for one in order.expressions:
            if isinstance(one.this, exp.Literal) and not one.this.is_string:
                place = ordinal(one.this, len(made.columns), "ORDER BY")
                items.append(sort_item(one, Typed(f"q.c{place}", made.columns[place - 1].type)))
            else:
                items.append(sort_item(one, expression(one.this, scope, context)))
        sql += f" ORDER BY {', '.join(items)}"
    return Compiled(before + sql + limits(node), made.columns)


def ordinal(node: Any, size: int, clause: str) -> int:
    """`1` in ORDER BY or GROUP BY. Raises QueryFailed."""
    if not node.name.isdigit() or not 1 <= int(node.name) <= size:
        raise refused("INVALID_COLUMN_REFERENCE", f"{clause} position {node.name} is not in select list")
    return int(node.name)


def limits(node: Any) -> str:
    """OFFSET, LIMIT and FETCH FIRST."""
    sql = ""
    limit, offset = node.args.get("limit"), node.args.get("offset")
    if limit is not None:
        options = limit.args.get("limit_options")
        if options is not None and (options.args.get("with_ties") or options.args.get("percent")):
            raise unserved("FETCH FIRST … WITH TIES here")
        count = limit.args.get("count") if isinstance(limit, exp.Fetch) else limit.expression
        if count is not None and count.name.upper() != "ALL":
            sql += f" LIMIT {_count(count)}"
        elif count is None:
            sql += " LIMIT 1"
    if offset is not None:
        sql += f" OFFSET {_count(offset.expression)}"
    return sql


def ties(node: Any) -> bool:
    """Whether the query ends in WITH TIES."""
    options = node.args["limit"].args.get("limit_options") if node.args.get("limit") else None
    return bool(options is not None and options.args.get("with_ties"))


def with_ties(made: Compiled, node: Any) -> str:
    """The first rows, and all that rank as the last of them; ordered by columns that are shown."""
    if not node.args.get("order"):
        raise refused("MISSING_ORDER_BY", "FETCH FIRST WITH TIES clause requires ORDER BY")
    head, _, order = made.sql.rpartition(" ORDER BY ")
    if not re.fullmatch(r"c\d+ (ASC|DESC) NULLS (FIRST|LAST)(, c\d+ (ASC|DESC) NULLS (FIRST|LAST))*", order):
        raise unserved("WITH TIES where ORDER BY has more than shown columns")
    count, offset = node.args["limit"].args.get("count"), node.args.get("offset")
    first = _count(offset.expression) if offset is not None else 0
    end = first + (_count(count) if count is not None else 1)
    shown = ", ".join(f"c{n}" for n in range(1, len(made.columns) + 1))
    ranks = f"rank() OVER (ORDER BY {order}) AS k, row_number() OVER (ORDER BY {order}) AS n"
    return f"SELECT {shown} FROM (SELECT *, {ranks} FROM ({head}) q) w WHERE n > {first} AND k <= {end} ORDER BY n"


def _count(node: Any) -> int:
    if isinstance(node, exp.Neg):
        raise syntax("mismatched input '-'")
    if not node.name.isdigit():
        raise unserved("a computed LIMIT or OFFSET")
    return int(node.name)
