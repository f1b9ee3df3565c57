"""Trino's types: their names, what DuckDB stores for each, and the type two of them have in common.

DuckDB holds most of them as they are. Four differ: an interval is a number (milliseconds, or months), JSON is its text,
`timestamp with time zone` is a struct of the instant in UTC and a zone's name, `varchar(n)` and `char(n)` are VARCHAR.
"""

# ruff: noqa: PLR0911 - one return a case

from __future__ import annotations

from dataclasses import dataclass

TIMESTAMP_TZ = "timestamp with time zone"
INTEGERS = {"tinyint": 3, "smallint": 5, "integer": 10, "bigint": 19}
NUMBERS = (*INTEGERS, "decimal", "real", "double")

_DUCK = {
    "real": "FLOAT",
    "char": "VARCHAR",
    "json": "VARCHAR",
    "varbinary": "BLOB",
    "interval day to second": "BIGINT",
    "interval year to month": "INTEGER",
    TIMESTAMP_TZ: 'STRUCT("instant" TIMESTAMP, "zone" VARCHAR)',
    "unknown": "INTEGER",
}


@dataclass(frozen=True)
class Type:
    """A type of Trino: `args` are lengths and precisions, `of` the types inside, `names` the fields of a row."""

    base: str
    args: tuple[int, ...] = ()
    of: tuple[Type, ...] = ()
    names: tuple[str | None, ...] = ()

    def __str__(self) -> str:
        if self.base == "row":
            fields = zip(self.names, self.of, strict=True)
            return "row(" + ", ".join(f"{name} {kind}" if name else str(kind) for name, kind in fields) + ")"
        if self.of:
            return f"{self.base}({', '.join(str(one) for one in self.of)})"
        if not self.args:
            return self.base
        shown = f"({','.join(str(one) for one in self.args)})"
        return f"timestamp{shown} with time zone" if self.base == TIMESTAMP_TZ else self.base + shown

    @property
    def is_text(self) -> bool:
        """Whether it is varchar or char."""
        return self.base in ("varchar", "char")

    @property
    def is_number(self) -> bool:
        """Whether it can be added up."""
        return self.base in NUMBERS

    @property
    def is_integer(self) -> bool:
        """Whether it is one of the four integer types."""
        return self.base in INTEGERS

    @property
    def is_float(self) -> bool:
        """Whether it is real or double."""
        return self.base in ("real", "double")

    @property
    def is_instant(self) -> bool:
        """Whether it is a timestamp with time zone."""
        return self.base == TIMESTAMP_TZ

    @property
    def duck(self) -> str:
        """What DuckDB calls the type that its values have there."""
        if self.base == "array":
            return f"{self.of[0].duck}[]"
        if self.base == "map":
            return f"MAP({self.of[0].duck}, {self.of[1].duck})"
        if self.base == "row":
            return "STRUCT(" + ", ".join(f"{n} {t.duck}" for n, t in zip(fields_of(self), self.of, strict=True)) + ")"
        if self.base == "decimal":
            return f"DECIMAL({self.args[0]},{self.args[1]})"
        return _DUCK.get(self.base, self.base.upper())


def fields_of(row: Type) -> list[str]:
    """The quoted names of a row's fields in DuckDB; those without one are `_1`, `_2`, …."""
    return [quoted(name if name else f"_{number}") for number, name in enumerate(row.names, 1)]


def quoted(name: str) -> str:
    """A name as DuckDB takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def array(of: Type) -> Type:
    """`array(of)`."""
    return Type("array", of=(of,))


def map_of(key: Type, value: Type) -> Type:
    """`map(key, value)`."""
    return Type("map", of=(key, value))


def row(*of: Type) -> Type:
    """A row without names."""
    return Type("row", of=of, names=(None,) * len(of))


def decimal(precision: int, scale: int) -> Type:
    """`decimal(precision, scale)`, no more than 38 digits."""
    return Type("decimal", (min(precision, 38), scale))


def varchar(length: int | None = None) -> Type:
    """`varchar`, or `varchar(length)`."""
    return Type("varchar", () if length is None else (length,))


BOOLEAN, INTEGER, BIGINT, DOUBLE, REAL = (Type(name) for name in ("boolean", "integer", "bigint", "double", "real"))
VARCHAR, JSON, VARBINARY, DATE, UNKNOWN = (Type(name) for name in ("varchar", "json", "varbinary", "date", "unknown"))
INTERVAL_DAY, INTERVAL_YEAR = Type("interval day to second"), Type("interval year to month")
TIMESTAMP3, INSTANT3 = Type("timestamp", (3,)), Type(TIMESTAMP_TZ, (3,))
SMALLINT, TINYINT, UUID = Type("smallint"), Type("tinyint"), Type("uuid")


def as_decimal(kind: Type) -> Type:
    """The decimal that holds every value of an integer type."""
    return kind if kind.base == "decimal" else decimal(INTEGERS[kind.base], 0)


def common(a: Type, b: Type) -> Type | None:
    """The type both can be coerced to (io.trino.type.TypeCoercion), or None."""
    if a == b or b.base == "unknown":
        return a
    if a.base == "unknown":
        return b
    if a.is_number and b.is_number:
        return _common_number(a, b)
    if a.is_text and b.is_text:
        return _common_text(a, b)
    if a.base == b.base:
        return _common_inside(a, b) if a.of else Type(a.base, max(a.args, b.args))
    ranks = {"date": 0, "timestamp": 1, TIMESTAMP_TZ: 2}
    if a.base in ranks and b.base in ranks:
        high = a if ranks[a.base] > ranks[b.base] else b
        return Type(high.base, (max((*a.args, *b.args)),))
    return None


def _common_number(a: Type, b: Type) -> Type:
    if a.is_integer and b.is_integer:
        return max(a, b, key=lambda one: INTEGERS[one.base])
    for name in ("double", "real"):
        if name in (a.base, b.base):
            return Type(name)
    left, right = as_decimal(a).args, as_decimal(b).args
    scale = max(left[1], right[1])
    return decimal(max(left[0] - left[1], right[0] - right[1]) + scale, scale)


def _common_text(a: Type, b: Type) -> Type:
    base = "char" if "char" in (a.base, b.base) else "varchar"
    if not a.args or not b.args:
        return VARCHAR
    return Type(base, (max(a.args[0], b.args[0]),))


def _common_inside(a: Type, b: Type) -> Type | None:
    if len(a.of) != len(b.of):
        return None
    inside = [common(x, y) for x, y in zip(a.of, b.of, strict=True)]
    known = [one for one in inside if one is not None]
    if len(known) < len(inside):
        return None
    names = tuple(x if x == y else None for x, y in zip(a.names, b.names, strict=True))
    return Type(a.base, a.args, tuple(known), names)


def coercible(source: Type, target: Type) -> bool:
    """Whether Trino turns `source` into `target` unasked."""
    return common(source, target) == target
