"""Window functions: trino.io/docs/476/functions/window.html."""

from __future__ import annotations

from services.query.dialect.casts import cast
from services.query.dialect.functions.table import WINDOWS, Call, function, simple
from services.query.dialect.typed import Typed, refused
from services.query.dialect.types import BIGINT, common

for _name in ("row_number", "rank", "dense_rank"):
    simple(_name, "", "bigint", f"CAST({_name}(){{over}} AS BIGINT)", WINDOWS)
for _name in ("percent_rank", "cume_dist"):
    simple(_name, "", "double", f"{_name}(){{over}}", WINDOWS)
simple("ntile", "bigint", "bigint", "CAST(ntile({0}){over} AS BIGINT)", WINDOWS)


def _nulls(call: Call) -> str:
    return " IGNORE NULLS" if call.ignore_nulls else ""


@function("first_value last_value", WINDOWS)
def _edge(call: Call) -> Typed:
    call.count(1)
    return Typed(f"{call.name}({call[0].sql}{_nulls(call)}){call.over}", call[0].type)


def _at_least(call: Call, low: int) -> None:
    """Checks an offset that is written out."""
    literal = call[1].literal
    if literal is not None and int(literal) < low:
        raise refused("INVALID_FUNCTION_ARGUMENT", f"Offset must be at least {low}")


@function("nth_value", WINDOWS)
def _nth(call: Call) -> Typed:
    call.count(2)
    _at_least(call, 1)
    return Typed(f"nth_value({call[0].sql}, {call.to(1, BIGINT)}{_nulls(call)}){call.over}", call[0].type)


@function("lag lead", WINDOWS)
def _shifted(call: Call) -> Typed:
    call.count(1, 3)
    if "ORDER BY" not in call.over:
        raise refused("MISSING_ORDER_BY", f"{call.name} function requires an ORDER BY window clause")
    kind = call[0].type
    offset = call.to(1, BIGINT) if len(call) > 1 else "1"
    if len(call) > 1:
        _at_least(call, 0)
        if call[1].type.base == "unknown":
            raise refused("INVALID_FUNCTION_ARGUMENT", "Offset must not be null")
    default, value = "", call[0]
    if len(call) > 2:
        found = common(kind, call[2].type)
        if found is None:
            raise call.wrong()
        kind, value = found, cast(call[0], found)
        default = f", {cast(call[2], kind).sql}"
    return Typed(f"{call.name}({value.sql}, {offset}{default}{_nulls(call)}){call.over}", kind)
