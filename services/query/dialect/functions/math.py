"""Mathematical functions: trino.io/docs/476/functions/math.html, and bitwise.html."""

from __future__ import annotations

from services.query.dialect import types
from services.query.dialect.casts import cast
from services.query.dialect.expressions import together
from services.query.dialect.functions.table import Call, function, simple
from services.query.dialect.operators import arithmetic, from_unscaled
from services.query.dialect.typed import Typed, text, unless
from services.query.dialect.types import DOUBLE, INTEGER

for _name in ("degrees", "radians"):
    simple(_name, "double", "double", f"{_name}({{0}})")
for _name in ("sin", "cos", "tan"):
    _nan = "CAST('nan' AS DOUBLE)"
    _sql = f"CASE WHEN NOT isfinite({{0}}) THEN {_nan} ELSE trino_{_name}({{0}}) END"
    simple(_name, "double", "double", _sql)
for _name in ("asin", "acos"):
    _bad = "isnan({0}) OR abs({0}) > 1"
    simple(_name, "double", "double", f"CASE WHEN {_bad} THEN CAST('nan' AS DOUBLE) ELSE trino_{_name}({{0}}) END")
simple("atan", "double", "double", "CASE WHEN isnan({0}) THEN {0} ELSE trino_atan({0}) END")


def _logarithm(name: str, sql: str) -> str:
    """`log` or `log10` of `sql`."""
    edges = f"WHEN {sql} < 0 THEN CAST('nan' AS DOUBLE) WHEN {sql} = 0 THEN CAST('-inf' AS DOUBLE)"
    return f"CASE WHEN NOT isfinite({sql}) AND {sql} > 0 THEN {sql} {edges} ELSE trino_{name}({sql}) END"


for _name, _sql in (("ln", _logarithm("log", "{0}")), ("log10", _logarithm("log10", "{0}"))):
    simple(_name, "double", "double", _sql)
simple("log2", "double", "double", f"({_logarithm('log', '{0}')} / ln(2))")
simple("sqrt", "double", "double", "CASE WHEN {0} < 0 THEN CAST('nan' AS DOUBLE) ELSE sqrt({0}) END")
simple("cbrt", "double", "double", "CASE WHEN isnan({0}) THEN {0} ELSE trino_cbrt({0}) END")
simple("exp", "double", "double", "exp({0})")
simple("log", "double, double", "double", f"({_logarithm('log', '{1}')} / {_logarithm('log', '{0}')})")
_nan = "CASE WHEN isnan({0}) OR isnan({1}) THEN CAST('nan' AS DOUBLE)"
simple("atan2", "double, double", "double", f"{_nan} ELSE trino_atan2({{0}}, {{1}}) END")
_edges = "WHEN isnan({1}) OR (abs({0}) = 1 AND isinf({1})) THEN CAST('nan' AS DOUBLE)"
_native = "WHEN NOT isfinite(pow({0}, {1})) OR NOT isfinite({0}) OR NOT isfinite({1}) OR {0} = 0 THEN pow({0}, {1})"
_exact = "WHEN {1} = 2 THEN {0} * {0} ELSE trino_pow({0}, {1})"
simple("pow power", "double, double", "double", f"CASE {_edges} {_native} {_exact} END")
simple("pi", "", "double", "pi()")
simple("e", "", "double", "CAST('2.718281828459045' AS DOUBLE)")
simple("nan", "", "double", "CAST('nan' AS DOUBLE)")
simple("infinity", "", "double", "CAST('inf' AS DOUBLE)")
simple("is_nan", "double", "boolean", "isnan({0})")
simple("is_nan", "real", "boolean", "isnan({0})")
simple("is_finite", "double", "boolean", "isfinite({0})")
simple("is_infinite", "double", "boolean", "isinf({0})")
for _kind in ("tinyint", "smallint", "integer", "bigint"):
    _t = types.Type(_kind)
    simple("ceil ceiling floor", _kind, _t, "{0}")
    simple("sign", _kind, _t, f"CAST(sign({{0}}) AS {_t.duck})")
    simple("abs", _kind, _t, "abs({0})")
    simple("mod", f"{_kind}, {_kind}", _t, "({0} % {1})")
simple("abs", "double", "double", "abs({0})")
simple("abs", "real", "real", "abs({0})")
for _kind in ("double", "real"):
    _t = types.Type(_kind)
    simple("ceil ceiling", _kind, _t, f"CAST(ceil({{0}}) AS {_t.duck})")
    simple("floor", _kind, _t, f"CAST(floor({{0}}) AS {_t.duck})")
    simple(
        "sign", _kind, _t, f"CAST(CASE WHEN isnan({{0}}) THEN 'nan' ELSE CAST(sign({{0}}) AS VARCHAR) END AS {_t.duck})"
    )
simple("from_base", "varchar, bigint", "bigint", "trino_from_base({0}, {1})")
simple("to_base", "bigint, bigint", types.varchar(64), "trino_to_base({0}, {1})")
simple("bitwise_and", "bigint, bigint", "bigint", "({0} & {1})")
simple("bitwise_or", "bigint, bigint", "bigint", "({0} | {1})")
simple("bitwise_xor", "bigint, bigint", "bigint", "xor({0}, {1})")
simple("bitwise_not", "bigint", "bigint", "(~{0})")
simple("bit_count", "bigint, bigint", "bigint", "trino_bit_count({0}, {1})")
simple(
    "normal_cdf",
    "double, double, double",
    "double",
    "CASE WHEN isnan({2}) AND {1} > 0 AND NOT isnan({1}) THEN {2} ELSE trino_normal_cdf({0}, {1}, {2}) END",
)


def _known(call: Call) -> Typed:
    """The first argument; a bare null is a tinyint."""
    if call[0].type.base == "unknown":
        call.done[0] = cast(call[0], types.TINYINT)
    return call[0]


@function("round")
def _round(call: Call) -> Typed:
    call.count(1, 2)
    value, kind = _known(call), call[0].type
    digits = call.to(1, INTEGER) if len(call) == 2 else "0"
    if kind.is_integer:
        return (
            value if len(call) == 1 else Typed(f"CAST(trino_round_whole({value.sql}, {digits}) AS {kind.duck})", kind)
        )
    if kind.is_float:
        return Typed(f"CAST(trino_round(CAST({value.sql} AS DOUBLE), {digits}) AS {kind.duck})", kind)
    if kind.base != "decimal":
        raise call.wrong()
    precision, scale = kind.args
    if len(call) == 1:
        made = types.decimal(min(38, precision - scale + min(1, scale)), 0)
        return Typed(f"CAST(trino_round_decimal({value.sql}, 0) AS {made.duck})", made)
    made = types.decimal(min(38, precision + 1), scale)
    return Typed(f"CAST(trino_round_decimal({value.sql}, {digits}) AS {made.duck})", made)


def _decimal(call: Call, sql: str, *, keep: bool = False) -> Typed:
    precision, scale = call[0].type.args
    made = call[0].type if keep else types.decimal(min(38, precision - scale + min(scale, 1)), 0)
    if keep:
        return Typed(f"CAST({sql.format(call[0].sql)} AS {made.duck})", made)
    return Typed(from_unscaled(f"({sql.format(call[0].sql, '0' * scale)})", made), made)


def _also_decimal(name: str, sql: str, *, keep: bool = False) -> None:
    from services.query.dialect.functions.table import SCALARS

    others = SCALARS[name]

    def make(call: Call) -> Typed:
        return _decimal(call, sql, keep=keep) if len(call) == 1 and call[0].type.base == "decimal" else others(call)

    SCALARS[name] = make


for _name, _part, _way in (("ceil", "> 0", "+"), ("ceiling", "> 0", "+"), ("floor", "< 0", "-")):
    _unit = "CAST('1{1}' AS HUGEINT)"
    _left = f"CASE WHEN trino_unscaled({{0}}) % {_unit} {_part} THEN 1 ELSE 0 END"
    _also_decimal(_name, f"trino_unscaled({{0}}) // {_unit} {_way} {_left}")
_also_decimal("abs", "abs({0})", keep=True)


@function("truncate")
def _truncate(call: Call) -> Typed:
    call.count(1, 2)
    if call[0].type.base == "unknown":
        return Typed("CAST(NULL AS DECIMAL(1,0))", types.decimal(1, 0))
    kind = call[0].type
    if kind.is_integer:
        whole = cast(call[0], types.as_decimal(kind))
        if len(call) == 1:
            return whole
        cut = f"trino_truncate_decimal(CAST({whole.sql} AS VARCHAR), {call.to(1, INTEGER)})"
        return Typed(f"CAST({cut} AS {whole.type.duck})", whole.type)
    if kind.is_float:
        call.count(1)
        return Typed(f"CAST(trunc({cast(call[0], DOUBLE).sql}) AS {kind.duck})", kind)
    if kind.base != "decimal":
        raise call.wrong()
    precision, scale = kind.args
    if len(call) == 1:
        made = types.decimal(max(precision - scale, 1), 0)
        return Typed(from_unscaled(f"(trino_unscaled({call[0].sql}) // CAST('1{'0' * scale}' AS HUGEINT))", made), made)
    return Typed(
        f"CAST(trino_truncate_decimal(CAST({call[0].sql} AS VARCHAR), {call.to(1, INTEGER)}) AS {kind.duck})", kind
    )


@function("mod")
def _mod(call: Call) -> Typed:
    call.count(2)
    return arithmetic("%", call[0], call[1])


@function("sign")
def _sign(call: Call) -> Typed:
    call.count(1)
    kind = _known(call).type
    if kind.base == "decimal":
        return Typed(f"CAST(sign({call[0].sql}) AS DECIMAL(1,0))", types.decimal(1, 0))
    if kind.is_float:
        nan = f"isnan({call[0].sql}) OR {call[0].sql} = 0"
        return Typed(f"CASE WHEN {nan} THEN {call[0].sql} ELSE CAST(sign({call[0].sql}) AS {kind.duck}) END", kind)
    if not kind.is_integer:
        raise call.wrong()
    return Typed(f"CAST(sign({call[0].sql}) AS {kind.duck})", kind)


@function("greatest least")
def _extreme(call: Call) -> Typed:
    call.count(1, 127)
    made, kind = together(call.args, "arguments")
    if kind.base == "unknown":
        return Typed("CAST(NULL AS INTEGER)", kind)
    if kind.of or kind.base == "json" or kind.is_instant:
        raise call.wrong()
    nulls = " OR ".join(f"{one.sql} IS NULL" for one in made)
    listed = ", ".join(one.sql for one in made)
    if kind.is_float:
        listed = ", ".join(f"nullif({one.sql}, CAST('nan' AS {kind.duck}))" for one in made)
        nan = f"CAST('nan' AS {kind.duck})"
        return Typed(f"CASE WHEN {nulls} THEN NULL ELSE coalesce({call.name}({listed}), {nan}) END", kind)
    return Typed(f"CASE WHEN {nulls} THEN NULL ELSE {call.name}({listed}) END", kind)


@function("bitwise_left_shift bitwise_right_shift bitwise_right_shift_arithmetic")
def _shift(call: Call) -> Typed:
    call.count(2)
    kind = _known(call).type
    if not kind.is_integer:
        raise call.wrong()
    bits = {"tinyint": 8, "smallint": 16, "integer": 32, "bigint": 64}[kind.base]
    name = {"left": "left", "right": "right"}[call.name.split("_")[1]] + (
        "_signed" if call.name.endswith("arithmetic") else ""
    )
    return Typed(f"CAST(trino_shift({call[0].sql}, {call.to(1, INTEGER)}, {bits}, {text(name)}) AS {kind.duck})", kind)


__all__ = ["unless"]
