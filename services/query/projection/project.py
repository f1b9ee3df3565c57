"""From a table's properties to its partitions: values and locations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from math import prod
from typing import Any

from services.query.failure import INVALID_TABLE_PROPERTY, METASTORE_ERROR, USER, USER_ERROR, QueryFailed
from services.query.hive_paths import escaped
from services.query.projection import axes
from services.query.projection.axes import Axis
from services.query.projection.select import ANYTHING, TooMany, Wanted, selected

MOST = 1_000_000  # partitions of one table that a query may read

_PLACE = re.compile(r"\$\{([^}]*)\}")


@dataclass(frozen=True)
class Partition:
    """A partition that a table's properties tell; `location` ends with a slash."""

    values: tuple[str, ...]
    location: str


@dataclass(frozen=True)
class Projection:
    """The projected partitions of a table; an injected column has no axis."""

    table: str  # database.table
    keys: tuple[tuple[str, str], ...]  # name and type
    axes: tuple[Axis | None, ...]
    base: str
    template: str | None

    def partitions(self, wanted: Mapping[str, Wanted]) -> Iterator[Partition]:
        """The partitions that can match, `wanted` by the column's name. Raises QueryFailed before the first."""
        columns = [self._values(at, wanted.get(name, ANYTHING)) for at, (name, _) in enumerate(self.keys)]
        if prod(len(values) for values in columns) > MOST:
            raise self._too_many()
        return (Partition(values, self._location(values)) for values in product(*columns))

    def _values(self, at: int, wanted: Wanted) -> list[str]:
        (name, kind), axis = self.keys[at], self.axes[at]
        if axis is None:
            if not wanted.values:
                raise _injected(name)
            return sorted(wanted.values)
        try:
            places = selected(axis, kind, wanted, MOST)
        except ValueError as error:
            raise _invalid(self.table, name, str(error)) from None
        except TooMany:
            raise self._too_many() from None
        if sum(len(some) for some in places) > MOST:
            raise self._too_many()
        return list(dict.fromkeys(axis.text(place) for some in places for place in some))

    def _too_many(self) -> QueryFailed:
        return QueryFailed(
            f"HIVE_EXCEEDED_PARTITION_LIMIT: Query over table '{self.table}' can potentially read more than {MOST} "
            "partitions",
            USER,
            USER_ERROR,
            "HIVE_EXCEEDED_PARTITION_LIMIT",
        )

    def _location(self, values: tuple[str, ...]) -> str:
        names = [name for name, _ in self.keys]
        if self.template is None:
            # Colons stay: measured on AWS by test_to_parquet_projection_date of awswrangler.
            parts = [escaped(value).replace("%3A", ":") for value in values]
            folders = (f"{name}={part}" for name, part in zip(names, parts, strict=True))
            return "/".join([self.base.rstrip("/"), *folders]) + "/"
        by_name = dict(zip(names, values, strict=True))
        return _PLACE.sub(lambda place: by_name[place.group(1).lower()], self.template)


def projection_of(table: Mapping[str, Any], now: datetime) -> Projection | None:
    """The projection of a table of Glue; None where `projection.enabled` is not true. Raises QueryFailed."""
    given = {key.lower(): value for key, value in (table.get("Parameters") or {}).items()}
    keys = tuple((key["Name"].lower(), str(key.get("Type", "string"))) for key in table.get("PartitionKeys") or [])
    if given.get("projection.enabled", "").strip().lower() != "true" or not keys:
        return None
    name = f"{table.get('DatabaseName')}.{table.get('Name')}"
    missing = [key for key, _ in keys if f"projection.{key}.type" not in given]
    if missing:
        raise QueryFailed(
            f"HIVE_METASTORE_ERROR: Table {name} is configured for partition projection, but the following partition "
            f"columns are missing projection configuration: [{', '.join(missing)}] (table {name})",
            USER,
            METASTORE_ERROR,
            "HIVE_METASTORE_ERROR",
        )
    at = now.astimezone(UTC).replace(tzinfo=None)
    found = tuple(_axis(name, key, given, at) for key, _ in keys)
    template = given.get("storage.location.template")
    if template is not None:
        _check_template(name, template, [key for key, _ in keys])
    return Projection(name, keys, found, str(table.get("StorageDescriptor", {}).get("Location", "")), template)


def _axis(table: str, column: str, given: Mapping[str, str], now: datetime) -> Axis | None:
    def option(name: str) -> str | None:
        return given.get(f"projection.{column}.{name}")

    def needed(name: str) -> str:
        value = option(name)
        if value is None:
            raise ValueError(f"{name} is missing")
        return value

    kind = needed("type").strip().lower()
    try:
        if kind == "enum":
            return axes.enum(needed("values"))
        if kind == "integer":
            return axes.integers(needed("range"), option("interval"), option("digits"))
        if kind == "date":
            return axes.dates(needed("range"), needed("format"), option("interval"), option("interval.unit"), now)
        if kind == "injected":
            return None
        raise ValueError(f"type {kind!r} is not one of enum, integer, date, injected")
    except ValueError as error:
        raise _invalid(table, column, str(error)) from None


def _check_template(table: str, template: str, keys: list[str]) -> None:
    used = {name.lower() for name in _PLACE.findall(template)}
    if used != set(keys):
        wrong = sorted(used ^ set(keys))
        raise _invalid(
            table, ", ".join(wrong), "storage.location.template must hold a placeholder for each partition column alone"
        )
    if not template.startswith("s3://") or not template.endswith("/"):
        raise _invalid(
            table,
            ", ".join(keys),
            f"storage.location.template {template!r} is no s3:// folder with a slash behind",
        )


def _invalid(table: str, column: str, why: str) -> QueryFailed:
    return QueryFailed(
        f"INVALID_TABLE_PROPERTY: Table {table}: partition projection of column {column}: {why}",
        USER,
        INVALID_TABLE_PROPERTY,
        "INVALID_TABLE_PROPERTY",
    )


def _injected(column: str) -> QueryFailed:
    return QueryFailed(
        f"CONSTRAINT_VIOLATION: For the injected projected partition column {column}, the WHERE clause must contain "
        "only static equality conditions, and at least one such condition must be present.",
        USER,
        USER_ERROR,
        "CONSTRAINT_VIOLATION",
    )
