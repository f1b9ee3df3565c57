"""Partition specs against the partition columns of a table: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from services.query.failure import QueryFailed, semantic
from services.query.statements import Condition
from services.query.statements.definitions import PartitionSpec

Record = dict[str, Any]

_NUMERIC = ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal")


def keys_of(table: Record) -> list[Record]:
    """The partition columns. Raises QueryFailed where there are none."""
    keys: list[Record] = list(table.get("PartitionKeys") or [])
    if not keys:
        raise semantic(f"Table {table['Name']} is not a partitioned table", 10241)
    return keys


def ordered(table: Record, spec: PartitionSpec) -> list[str]:
    """The values of a whole spec in the order of the partition columns. Raises QueryFailed."""
    given = dict(spec)
    shown = "{" + ", ".join(f"{name}={value}" for name, value in spec) + "}"
    if not table.get("PartitionKeys"):
        raise semantic(f"table is not partitioned but partition spec exists: {shown}")
    names = [key["Name"].lower() for key in keys_of(table)]
    if sorted(given) != sorted(names) or len(given) != len(spec):
        raise semantic(f"partition spec {shown} doesn't contain all ({len(names)}) partition columns")
    kinds = {key["Name"].lower(): str(key.get("Type", "string")) for key in keys_of(table)}
    return [checked(given[name], name, kinds[name]) for name in names]


def checked(value: str, name: str, kind: str) -> str:
    """A value that its column can hold. Raises QueryFailed."""
    if kind.startswith(_NUMERIC) and number(value) is None:
        raise semantic(f"Cannot convert partition value {value!r} of column {name} to {kind}", 10248)
    return value


def number(value: str) -> Decimal | None:
    """A finite number, or None."""
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def check_names(table: Record, names: Iterable[str]) -> None:
    """Whether each name is a partition column. Raises QueryFailed."""
    known = {key["Name"].lower() for key in keys_of(table)}
    for name in names:
        if name not in known:
            raise unknown(name, table)


def unknown(name: str, table: Record) -> QueryFailed:
    """A column that is no partition column."""
    return semantic(f"Partition column {name} not found in table {table['Name']}", 10004)


LONGEST = 2_048  # GetPartitions takes no longer expression
_QUOTED = ("string", "char", "varchar", "date", "timestamp")
_PLAIN = ("tinyint", "smallint", "int", "bigint", "decimal")


def expression(table: Record, conditions: Sequence[Condition]) -> str | None:
    """The conditions as GetPartitions takes them, to narrow what it lists; None where it cannot."""
    kinds = {key["Name"].lower(): str(key.get("Type", "string")) for key in keys_of(table)}
    parts = []
    for one in conditions:
        kind, symbol = kinds[one.column], "<>" if one.operator == "!=" else one.operator
        if kind.startswith(_QUOTED):
            value = "'" + one.value.replace("'", "''") + "'"
        elif kind.startswith(_PLAIN) and number(one.value) is not None:
            value = one.value
        else:
            return None
        parts.append(f"{one.column} {symbol} {value}")
    found = " AND ".join(parts)
    return found if 0 < len(found) <= LONGEST and one_line(found) else None


def one_line(text: str) -> bool:
    """Whether a text holds no control character, which a request of Glue must not."""
    return text.isprintable()


def matches(table: Record, conditions: Sequence[Condition], values: Sequence[str]) -> bool:
    """Whether a partition's values fit all conditions: as numbers where the column is one, else as texts."""
    by_name = {key["Name"].lower(): (key, value) for key, value in zip(keys_of(table), values, strict=True)}
    for condition in conditions:
        key, value = by_name[condition.column]
        if not _holds(str(key.get("Type", "string")), value, condition):
            return False
    return True


def _holds(kind: str, value: str, condition: Condition) -> bool:
    left, right = number(value), number(condition.value)
    if kind.startswith(_NUMERIC) and left is not None and right is not None:
        order = (left > right) - (left < right)
    elif kind.startswith(_NUMERIC):
        return condition.operator == "=" and value == condition.value
    else:
        order = (value > condition.value) - (value < condition.value)
    return {
        "=": order == 0,
        "<": order < 0,
        ">": order > 0,
        "<=": order <= 0,
        ">=": order >= 0,
        "<>": order != 0,
        "!=": order != 0,
    }[condition.operator]
