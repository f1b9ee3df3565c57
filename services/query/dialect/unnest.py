"""UNNEST: arrays, maps and arrays of rows side by side, the shorter ones filled up with nulls, WITH ORDINALITY."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from services.query.dialect.context import Context
from services.query.dialect.expressions import expression, only
from services.query.dialect.scope import Field, Scope
from services.query.dialect.typed import Typed, mismatch, refused
from services.query.dialect.types import BIGINT, Type, fields_of


def unnest(node: Any, scope: Scope, context: Context) -> tuple[str, list[Field]]:
    """`UNNEST(…) [WITH ORDINALITY] [AS t(a, b)]` as a LATERAL subquery, and its columns."""
    only(node, "expressions", "alias", "offset")
    ours, inner = context.fresh("t"), context.fresh("u")
    lists, outputs = [], []  # type: tuple[list[str], list[tuple[str | None, Type, str]]]  # noqa: PYI033
    for one in node.expressions:
        value = expression(one, scope, context)
        _spread(value, inner, lists, outputs)
    alias, offset = node.args.get("alias"), node.args.get("offset")
    columns = [one.name.lower() for one in alias.columns] if alias else []
    if offset:
        sizes = ", ".join(f"coalesce(len({one}), 0)" for one in lists)
        lists.append(f"range(1, greatest({sizes}, 0) + 1)")
        outputs.append((None, BIGINT, f"{inner}.e{len(lists)}"))
        if alias and isinstance(offset, exp.Identifier) and columns:
            columns.append(offset.name.lower())
    if columns and len(columns) != len(outputs):
        raise refused(
            "MISMATCHED_COLUMN_ALIASES",
            f"Column alias list has {len(columns)} entries but relation has {len(outputs)} columns",
        )
    names = columns or [name for name, _, _ in outputs]
    relation = (alias.name.lower(),) if alias and alias.name else ()
    spread = ", ".join(f"unnest({one}) AS e{n}" for n, one in enumerate(lists, 1))
    shown = ", ".join(f"{sql} AS c{n}" for n, (_, _, sql) in enumerate(outputs, 1))
    fields = [
        Field(name, kind, f"{ours}.c{n}", relation)
        for n, (name, (_, kind, _)) in enumerate(zip(names, outputs, strict=True), 1)
    ]
    return f"LATERAL (SELECT {shown} FROM (SELECT {spread}) {inner}) {ours}", fields


def _spread(value: Typed, inner: str, lists: list[str], outputs: list[tuple[str | None, Type, str]]) -> None:
    kind = value.type
    if kind.base == "map":
        for sql, of in ((f"map_keys({value.sql})", kind.of[0]), (f"map_values({value.sql})", kind.of[1])):
            lists.append(sql)
            outputs.append((None, of, f"{inner}.e{len(lists)}"))
        return
    if kind.base != "array":
        raise mismatch(f"Cannot unnest type: {kind}")
    lists.append(value.sql)
    here = f"{inner}.e{len(lists)}"
    if kind.of[0].base == "row":
        parts = zip(kind.of[0].names, kind.of[0].of, fields_of(kind.of[0]), strict=True)
        outputs += [(name, of, f"({here}).{field}") for name, of, field in parts]
    else:
        outputs.append((None, kind.of[0], here))
