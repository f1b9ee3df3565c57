"""COALESCE, NULLIF, IF, TRY and what else decides: trino.io/docs/476/functions/conditional.html."""

from __future__ import annotations

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.expressions import make_row, together
from services.query.dialect.functions.table import Call, function, simple
from services.query.dialect.operators import compare
from services.query.dialect.typed import Typed, mismatch, text, unserved

simple("version", "", "varchar", "'476'")


@function("coalesce")
def _coalesce(call: Call) -> Typed:
    call.count(2, 127)
    made, kind = together(call.args, "COALESCE operands")
    return Typed(f"coalesce({', '.join(one.sql for one in made)})", kind)


@function("nullif")
def _nullif(call: Call) -> Typed:
    call.count(2)
    same = compare("=", call[0], call[1]).sql
    return Typed(f"CASE WHEN {same} THEN NULL ELSE {call[0].sql} END", call[0].type)


@function("if")
def _if(call: Call) -> Typed:
    call.count(2, 3)
    if call[0].type.base not in ("boolean", "unknown"):
        raise mismatch("IF condition must evaluate to a boolean")
    made, kind = together(call.args[1:], "result types for IF")
    otherwise = made[1].sql if len(made) == 2 else f"CAST(NULL AS {kind.duck})"
    return Typed(f"CASE WHEN {cast(call[0], types.BOOLEAN).sql} THEN {made[0].sql} ELSE {otherwise} END", kind)


@function("try")
def _try(call: Call) -> Typed:
    call.count(1)
    if "random()" in call[0].sql or "uuid()" in call[0].sql or "SELECT" in call[0].sql:
        raise unserved("TRY of a subquery or a random value")
    return Typed(f"TRY({call[0].sql})", call[0].type)


@function("row")
def _row(call: Call) -> Typed:
    call.count(1, 254)
    return make_row(call.args)


@function("typeof")
def _typeof(call: Call) -> Typed:
    call.count(1)
    return Typed(text(str(call[0].type)), types.VARCHAR)


@function("current_timestamp now localtimestamp localtime")
def _now(call: Call) -> Typed:
    from services.query.dialect.literals import spoken

    call.count(0, 0 if call.name == "now" else 1)
    if len(call) == 1:
        now, digits = spoken(call.name, call.session), int(call.constant(0))
        assert now is not None
        if digits > 6:
            raise unserved(f"{call.name} of {digits} places")
        return cast(now, types.Type(now.type.base, (digits,)))
    found = spoken("current_timestamp" if call.name == "now" else call.name, call.session)
    assert found is not None
    return found


@function("current_timezone")
def _zone(call: Call) -> Typed:
    call.count(0)
    return Typed(text(call.session.zone), types.VARCHAR)
