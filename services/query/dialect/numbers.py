"""Numbers as Java and Trino write them."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext

_MANY = Context(prec=100)


def _figures(value: float) -> tuple[str, str, int]:
    """Sign, digits without zeros at the ends, and the power of ten of the first digit."""
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    assert isinstance(exponent, int)
    if len(digits) == 1:  # Java looks among the texts of two digits, one of which may be nearer: 4.9E-324
        sign, digits, exponent = Decimal(f"{value:.1e}").as_tuple()
        assert isinstance(exponent, int)
    shown = "".join(str(one) for one in digits)
    power = len(shown.lstrip("0")) + exponent - 1
    return "-" if sign else "", shown.strip("0") or "0", power


def _special(value: float) -> str | None:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return None


def java_double(value: float) -> str:
    """`Double.toString`: plain between 1e-3 and 1e7, else with an exponent."""
    special = _special(value)
    if special is not None:
        return special
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return format(Decimal(repr(value)), "f") if "e" in repr(value) else repr(value)
    sign, figures, power = _figures(value)
    return f"{sign}{figures[0]}.{figures[1:] or '0'}E{power}"


def double_text(value: float) -> str:
    """CAST of a double to varchar: always with an exponent."""
    special = _special(value)
    if special is not None:
        return special
    if value == 0:
        return "-0E0" if math.copysign(1, value) < 0 else "0E0"
    sign, figures, power = _figures(value)
    return f"{sign}{figures[0]}.{figures[1:] or '0'}E{power}"


def shortest_real(value: float) -> float:
    """The double with the fewest digits that is this real: 1.1, not 1.10000002384."""
    import struct

    if math.isnan(value) or math.isinf(value) or value == 0:
        return value
    for digits in range(2, 10):
        shown = float(f"{value:.{digits}g}")
        if struct.unpack("f", struct.pack("f", shown))[0] == value:
            return shown
    return value


def real_text(value: float) -> str:
    """CAST of a real to varchar: seven figures at most, rounded half to even."""
    if math.isnan(value) or math.isinf(value) or value == 0:
        return double_text(value)
    with localcontext() as context:
        context.prec, context.rounding = 7, ROUND_HALF_EVEN
        return double_text(float(+Decimal(shortest_real(value))))


def java_real(value: float) -> str:
    """`Float.toString`."""
    return java_double(shortest_real(value))


def divided(a: str, b: str, precision: int, scale: int) -> str:
    """Decimals divided, away from zero at the half. Raises ValueError for what has too many digits."""
    top, bottom = Decimal(a), Decimal(b)
    if not bottom:
        raise ValueError("!DIVISION_BY_ZERO: Division by zero")
    places = -min(int(top.as_tuple().exponent), 0), -min(int(bottom.as_tuple().exponent), 0)
    up = abs(int(top.scaleb(places[0], _MANY))) * 10 ** (scale + places[1])
    down = abs(int(bottom.scaleb(places[1], _MANY))) * 10 ** places[0]
    made = (2 * up + down) // (2 * down)
    if made >= 10**precision:
        raise ValueError(f"!NUMERIC_VALUE_OUT_OF_RANGE: Decimal overflow: {a} / {b}")
    return format(Decimal(-made if (top < 0) != (bottom < 0) else made).scaleb(-scale, _MANY), "f")


def remainder(a: str, b: str) -> str:
    """What is left of a decimal divided by another, with the sign of the first."""
    if not Decimal(b):
        raise ValueError("!DIVISION_BY_ZERO: Division by zero")
    return format(_MANY.remainder(Decimal(a), Decimal(b)), "f")


def cbrt(value: float) -> float:
    """The cube root, to the last bit."""
    if math.isnan(value) or math.isinf(value) or value == 0:
        return value
    with localcontext() as context:
        context.prec = 40
        return math.copysign(float(Decimal(abs(value)) ** (Decimal(1) / 3)), value)


def round_half_up(text: str, digits: int) -> str:
    """A decimal's text rounded away from zero at the half."""
    if digits > 60:
        return text
    with localcontext() as context:
        context.prec = 80
        return format(Decimal(text).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP), "f")


def round_down(text: str, digits: int) -> str:
    """A decimal's text cut off."""
    if digits > 60:
        return text
    with localcontext() as context:
        context.prec = 80
        return format(Decimal(text).quantize(Decimal(1).scaleb(-digits), ROUND_DOWN), "f")


def format_fixed(text: str, digits: int, width: int, flags: str) -> str:
    """`%.2f` of Java."""
    shown = text.replace("inf", "Infinity").replace("nan", "NaN")
    if shown.strip("-")[0].isdigit() or shown.strip("-")[0] == ".":
        shown = round_half_up(text, digits)
        if "," in flags:
            shown = format(Decimal(shown), f",.{digits}f")
    if "-" in flags:
        return shown.ljust(width)
    if "0" in flags and len(shown) < width:
        return ("-" if shown.startswith("-") else "") + shown.lstrip("-").rjust(width - shown.startswith("-"), "0")
    return shown.rjust(width)
