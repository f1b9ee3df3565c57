"""A call: found in the table of functions, with all that SQL may put around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as field_
from typing import Any

from sqlglot import exp

from services.query.dialect.context import Context
from services.query.dialect.operators import key
from services.query.dialect.ordering import sortable
from services.query.dialect.scope import Scope
from services.query.dialect.typed import Typed, refused, unserved
from services.query.dialect.types import INTERVAL_DAY, INTERVAL_YEAR, coercible, varchar

Expression = Callable[[Any, Scope, Context], Typed]


@dataclass
class _Site:
    """A call with its wrappings taken off."""

    name: str = ""
    nodes: list[exp.Expression] = field_(default_factory=list)
    distinct: bool = False
    order: list[exp.Expression] = field_(default_factory=list)
    filter: exp.Expression | None = None
    window: exp.Expression | None = None
    ignore_nulls: bool = False


def call(node: Any, scope: Scope, context: Context, expression: Expression) -> Typed:
    """One call. Raises QueryFailed, also for a function that is not served."""
    from services.query.dialect.functions import AGGREGATES, SCALARS, WINDOWS, Call

    site = _unwrap(node)
    table = (
        WINDOWS
        if site.window is not None and site.name in WINDOWS
        else AGGREGATES
        if site.name in AGGREGATES
        else SCALARS
    )
    make = table.get(site.name)
    if make is None:
        raise unserved(f"Function '{site.name}'")
    plain = not (site.distinct or site.order or site.filter or site.window or site.ignore_nulls)
    if table is SCALARS and not plain:
        raise refused("FUNCTION_NOT_AGGREGATE", f"{site.name} is no aggregate or window function")
    if site.filter is not None and site.window is not None:
        raise refused("NOT_SUPPORTED", "FILTER is not yet supported for window functions")
    over = _filter(site, scope, context, expression) + _over(site, scope, context, expression)

    def compile_(node: Any, variables: dict[str, Typed] | None = None) -> Typed:
        return expression(node, Scope(outer=scope, variables=variables) if variables else scope, context)

    order = ", ".join(ordered(one, scope, context, expression) for one in site.order)
    return make(
        Call(
            site.name,
            site.nodes,
            compile_,
            context.fresh,
            context.session,
            site.distinct,
            f" ORDER BY {order}" if order else "",
            over,
            site.window is not None,
            site.ignore_nulls,
        )
    )


def _unwrap(node: Any) -> _Site:
    site = _Site()
    while not isinstance(node, (exp.Anonymous, exp.GroupConcat)):
        if isinstance(node, exp.Window):
            site.window = node
        elif isinstance(node, exp.Filter):
            site.filter = node.expression.this
        elif isinstance(node, exp.IgnoreNulls):
            site.ignore_nulls = True
        elif isinstance(node, exp.WithinGroup):
            raise unserved("WITHIN GROUP")
        elif not isinstance(node, exp.RespectNulls):
            raise unserved(f"'{node.sql(dialect='trino')}'"[:200])
        node = node.this
    if isinstance(node, exp.GroupConcat):
        return _listagg(node, site)
    site.name = node.name.lower()
    site.nodes = list(node.expressions)
    _inside(site)
    return site


def _inside(site: _Site) -> None:
    """DISTINCT and ORDER BY, which sqlglot hangs on an argument."""
    if site.nodes and isinstance(site.nodes[-1], exp.Order):
        order = site.nodes.pop()
        site.order = order.expressions
        site.nodes.append(order.this)
    if site.nodes and isinstance(site.nodes[0], exp.Distinct):
        site.distinct = True
        site.nodes = [*site.nodes[0].expressions, *site.nodes[1:]]
        if site.nodes and isinstance(site.nodes[-1], exp.Order):
            _inside(site)


def _listagg(node: Any, site: _Site) -> _Site:
    overflow = node.args.get("on_overflow")
    if overflow is not None and "ERROR" not in overflow.sql().upper():
        raise unserved("ON OVERFLOW TRUNCATE")
    site.name, value = "listagg", node.this
    if not isinstance(value, exp.Order):
        raise unserved("listagg without WITHIN GROUP (ORDER BY …)")
    site.order = value.expressions
    value = value.this
    if isinstance(value, exp.Distinct):
        site.distinct = True
        value = value.expressions[0]
    separator = node.args.get("separator")
    site.nodes = [value, separator] if separator else [value]
    return site


def _filter(site: _Site, scope: Scope, context: Context, expression: Expression) -> str:
    if site.filter is None:
        return ""
    return f" FILTER (WHERE {expression(site.filter, scope, context).sql})"


def ordered(node: Any, scope: Scope, context: Context, expression: Expression) -> str:
    """One sort item; nulls come last unless said otherwise."""
    value = expression(node.this, scope, context)
    return sort_item(node, value)


def sort_item(node: Any, value: Typed) -> str:
    """A value in ORDER BY with its direction."""
    if value.type.base in ("map", "json"):
        raise refused("TYPE_MISMATCH", f"Type {value.type} is not orderable, and therefore cannot be used in ORDER BY")
    nulls = "FIRST" if node.args.get("nulls_first") else "LAST"
    if value.type.of:
        return f"{sortable(value)} {'DESC' if node.args.get('desc') else 'ASC'} NULLS {nulls}"
    sql = f"CAST({value.sql} AS {value.type.duck})" if value.literal is not None else key(value)
    return f"{sql} {'DESC' if node.args.get('desc') else 'ASC'} NULLS {nulls}"


def _over(site: _Site, scope: Scope, context: Context, expression: Expression) -> str:
    node = site.window
    if node is None:
        return ""
    partition, order, frame = list(node.args.get("partition_by") or []), node.args.get("order"), node.args.get("spec")
    alias = node.args.get("alias")
    if alias:
        base = _window_named(node, alias.name.lower())
        partition = partition or list(base.args.get("partition_by") or [])
        order, frame = order or base.args.get("order"), frame or base.args.get("spec")
    parts = []
    if partition:
        parts.append("PARTITION BY " + ", ".join(key(expression(one, scope, context)) for one in partition))
    if order:
        parts.append("ORDER BY " + ", ".join(ordered(one, scope, context, expression) for one in order.expressions))
    if frame:
        parts.append(_frame(frame, scope, context, expression))
    return f" OVER ({' '.join(parts)})"


def _window_named(node: Any, name: str) -> Any:
    select = node.find_ancestor(exp.Select)
    for one in (select.args.get("windows") or []) if select else []:
        if one.this.name.lower() == name:
            return _inherited(one)
    raise refused("INVALID_WINDOW_REFERENCE", f"Cannot resolve WINDOW name {name}")


def _inherited(node: Any) -> Any:
    """A WINDOW that may be made of another one."""
    alias = node.args.get("alias")
    if not alias:
        return node
    base, made = _window_named(node, alias.name.lower()), node.copy()
    for part in ("partition_by", "order"):
        if not made.args.get(part):
            made.set(part, base.args.get(part))
    return made


def _frame(frame: Any, scope: Scope, context: Context, expression: Expression) -> str:
    if frame.args.get("exclude"):
        raise unserved("EXCLUDE in a window frame")
    kind = (frame.args.get("kind") or "").upper()

    def bound(side: str) -> str:
        value, direction = frame.args.get(side), (frame.args.get(f"{side}_side") or "").upper()
        if isinstance(value, str):
            return f"{value} {direction}".strip()
        typed = expression(value, scope, context)
        if kind == "RANGE" and typed.type in (INTERVAL_DAY, INTERVAL_YEAR):
            return f"{'to_milliseconds' if typed.type == INTERVAL_DAY else 'to_months'}({typed.sql}) {direction}"
        if not typed.type.is_integer and not (kind == "RANGE" and typed.type.base == "decimal"):
            raise unserved(f"a frame offset of {typed.type}")
        return f"{typed.sql} {direction}"

    if frame.args.get("end") is None:
        return f"{kind} BETWEEN {bound('start')} AND CURRENT ROW"
    return f"{kind} BETWEEN {bound('start')} AND {bound('end')}"


def is_aggregate(node: Any) -> bool:
    """Whether an aggregate is called in here, outside windows and subqueries."""
    from services.query.dialect.functions import AGGREGATES

    for found in node.walk(prune=lambda one: isinstance(one, (exp.Subquery, exp.Query))):
        if isinstance(found, exp.GroupConcat) or (
            isinstance(found, exp.Anonymous) and found.name.lower() in AGGREGATES
        ):
            parent = found.parent
            while isinstance(parent, (exp.Filter, exp.IgnoreNulls, exp.RespectNulls)):
                parent = parent.parent
            if not isinstance(parent, exp.Window):
                return True
    return False


def text_like(value: Typed) -> bool:
    """Whether a value may be given where varchar is asked for."""
    return coercible(value.type, varchar())
