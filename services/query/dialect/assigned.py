"""What INSERT makes of a value: Trino's store assignment, which gives away no character and no digit before the point.

Any type that has a common type with the column's is taken (StatementAnalyzer.typesMatchForInsert), and cast; a number
that is out of range or a text that is too long fails when it comes (LogicalPlanner.noTruncationCast).
"""

from __future__ import annotations

from services.query.dialect.casts import cast
from services.query.dialect.parse import parse_type
from services.query.dialect.typed import Typed, fail, text
from services.query.dialect.types import Type, coercible, common


def assigned(sql: str, given: str, wanted: str) -> str | None:
    """A value of type `given` as one of type `wanted`, in DuckDB's SQL; None where the types do not match."""
    if given == wanted:
        return sql
    source, target = parse_type(given), parse_type(wanted)
    if _bounded_inside(target):
        return cast(Typed(sql, source), target).sql if coercible(source, target) else None
    if common(source, target) is None:
        return None
    made = cast(Typed(sql, source), target).sql
    if not (target.is_text and target.args and source.is_text):
        return made
    if source.base == target.base and source.args and source.args[0] <= target.args[0]:
        return made
    said = f"Cannot truncate non-space characters when casting from {source} to {target} on INSERT"
    too_long = f"length(rtrim({sql}, ' ')) > {target.args[0]}"
    return f"CASE WHEN {too_long} THEN {fail('INVALID_CAST_ARGUMENT', text(said))} ELSE {made} END"


def _bounded_inside(kind: Type) -> bool:
    return any((one.is_text and one.args) or _bounded_inside(one) for one in kind.of)
