"""One conversion of Java's Formatter, for `format`. The value comes as the text that casts to it."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext

_DATED = {
    "Y": "%Y", "y": "%y", "m": "%m", "d": "%d", "B": "%B", "b": "%b", "h": "%b", "A": "%A", "a": "%a", "H": "%H",
    "I": "%I", "M": "%M", "S": "%S", "j": "%j", "F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y",
}  # fmt: skip


def conversion(text: str, letter: str, spec: str) -> str:
    """`spec` is `flags|width|precision`; absent ones are empty."""
    flags, width, digits = spec.split("|")
    size = int(width or 0)
    if letter in "doxX":
        shown = _whole(int(text), letter, flags)
    elif letter in "feEgG":
        shown = _real(text, letter, flags, int(digits or 6))
    else:
        return text.ljust(size) if "-" in flags else text.rjust(size)
    if "-" in flags:
        return shown.ljust(size)
    if "0" in flags and len(shown) < size and shown[-1].isalnum() and shown.strip("+-( ")[0] not in "NI":
        sign = shown[0] if shown[0] in "+-( " else ""
        return sign + shown[len(sign) :].rjust(size - len(sign), "0")
    return shown.rjust(size)


def _signed(shown: str, flags: str, *, negative: bool) -> str:
    if negative:
        return f"({shown})" if "(" in flags else f"-{shown}"
    return ("+" if "+" in flags else " " if " " in flags else "") + shown


def _whole(value: int, letter: str, flags: str) -> str:
    if letter == "d":
        return _signed(format(abs(value), "," if "," in flags else ""), flags, negative=value < 0)
    if value < 0:
        raise ValueError(
            "!NOT_SUPPORTED: format of a negative number with %x or %o is not served by tarn's duckdb engine"
        )
    return format(value, letter)


def _real(text: str, letter: str, flags: str, digits: int) -> str:
    lower = text.lower()
    if "inf" in lower or "nan" in lower:
        shown = "NaN" if "nan" in lower else _signed("Infinity", flags, negative=lower.startswith("-"))
        return shown.upper() if letter.isupper() else shown
    value = Decimal(text)
    negative, value = value.is_signed(), abs(value)
    with localcontext() as context:
        context.prec = 100
        if letter in "gG":
            return _signed(_general(value, letter, max(digits, 1), flags), flags, negative=negative)
        if letter == "f":
            fixed = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
            return _signed(format(fixed, f"{',' if ',' in flags else ''}.{digits}f"), flags, negative=negative)
        return _signed(_scientific(value, letter, digits), flags, negative=negative)


def _scientific(value: Decimal, letter: str, digits: int) -> str:
    power = value.adjusted() if value else 0
    mantissa = value.scaleb(-power).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    if mantissa >= 10:
        power, mantissa = power + 1, (mantissa / 10).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{mantissa:f}{letter}{'-' if power < 0 else '+'}{abs(power):02d}"


def _general(value: Decimal, letter: str, digits: int, flags: str) -> str:
    if value == 0:
        return format(Decimal(0), f".{digits - 1}f")
    rounded = value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), ROUND_HALF_UP)
    if Decimal("0.0001") <= rounded < Decimal(10) ** digits:
        places = max(digits - 1 - rounded.adjusted(), 0)
        return format(rounded, f"{',' if ',' in flags else ''}.{places}f")
    return _scientific(value, {"g": "e", "G": "E"}[letter], digits - 1)


def dated(when: datetime, letter: str) -> str:
    """`%tY` and its like."""
    return str(when.day) if letter == "e" else when.strftime(_DATED[letter])


DATED = frozenset([*_DATED, "e"])


def local(when: datetime) -> str:
    """`LocalDateTime.toString`: seconds if there are any, and three, six or no places."""
    shown = when.strftime("%Y-%m-%dT%H:%M")
    if when.microsecond:
        part = f"{when.microsecond:06d}"
        return shown + f":{when.second:02d}." + (part[:3] if part.endswith("000") else part)
    return shown + (f":{when.second:02d}" if when.second else "")
