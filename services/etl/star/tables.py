"""The catalog's side of a declared job: its tables, and the swap of a partition from one folder to the next.

A run writes files under names that no reader knows, and then tells the catalog where a day lies now (ADR 0010). With
the location change, in the same request, the mark of what the day was made of and the list of the folders before.
Those are deleted once readers had `grace_s` for them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lake.edges.catalog import Catalog, CatalogRefused
from lake.errors import TarnError
from services.etl.star.declaration import DAY

MARK, ROWS, REPLACED = "tarn.madeOf", "recordCount", "tarn.replaced"
_PARQUET = "org.apache.hadoop.hive.ql.io.parquet"
_PAGE, _AT_ONCE = 500, 100  # partitions that GetPartitions gives, and that a batch takes

Columns = Sequence[tuple[str, str]]
Replaced = list[tuple[str, float]]  # folders, and when each was replaced (unix seconds), oldest first


@dataclass(frozen=True)
class Made:
    """What the catalog says of a day, or of a table without days: folder, mark, rows, and the folders before."""

    location: str
    mark: str
    rows: int
    replaced: Replaced

    @property
    def parameters(self) -> dict[str, str]:
        """As the catalog keeps them."""
        return {MARK: self.mark, ROWS: str(self.rows), REPLACED: json.dumps(self.replaced)}


def read(location: str, parameters: Mapping[str, str]) -> Made:
    """The same, out of a partition or a table of the catalog."""
    replaced = [(str(folder), float(at)) for folder, at in json.loads(parameters.get(REPLACED, "[]"))]
    return Made(location, parameters.get(MARK, ""), int(parameters.get(ROWS, "0")), replaced)


def moved(before: Made | None, location: str, mark: str, rows: int, now: float) -> Made:
    """What comes after `before`, at a new location."""
    earlier = before.replaced if before else []
    held = [(before.location, now)] if before and before.rows else []  # a folder without rows has no files
    return Made(location, mark, rows, [*earlier, *held])


def due(made: Made, now: float, grace_s: float) -> tuple[list[str], Made]:
    """Folders that no reader may need any more, and what is left to say without them."""
    gone = [folder for folder, at in made.replaced if at <= now - grace_s]
    kept = [(folder, at) for folder, at in made.replaced if folder not in gone]
    return gone, Made(made.location, made.mark, made.rows, kept)


class Tables:
    """The tables of one database of the catalog."""

    def __init__(self, catalog: Catalog, database: str) -> None:
        self._catalog = catalog
        self._database = database

    def find(self, name: str) -> dict[str, Any] | None:
        """Glue's Table, None where there is none."""
        try:
            table: dict[str, Any] = self._catalog.call("GetTable", DatabaseName=self._database, Name=name)["Table"]
        except CatalogRefused as refusal:
            if refusal.code != "EntityNotFoundException":
                raise
            return None
        return table

    def ensure(self, name: str, columns: Columns, place: str, by_day: bool) -> None:
        """Makes a table where it is missing. Raises TarnError where it has other columns, or lies elsewhere."""
        definition = _definition(name, columns, place, by_day)
        table = self.find(name)
        if table is None:
            self._catalog.ensure("CreateTable", DatabaseName=self._database, TableInput=definition)
            return
        there, wanted = table["StorageDescriptor"]["Columns"], definition["StorageDescriptor"]["Columns"]
        if [(c["Name"], c["Type"]) for c in there] != [(c["Name"], c["Type"]) for c in wanted]:
            told = ", ".join(f"{name} {kind}" for name, kind in columns)
            raise TarnError(f"table {self._database}.{name} has other columns than {told}: delete it or name another")
        if not str(table["StorageDescriptor"]["Location"]).startswith(place):
            raise TarnError(f"table {self._database}.{name} is not at {place}: delete it or name another")

    def columns(self, name: str) -> str:
        """The columns of a table, as Spark's SQL lists them."""
        table = self.find(name)
        assert table is not None, name
        return ", ".join(f"`{column['Name']}` {column['Type']}" for column in table["StorageDescriptor"]["Columns"])

    def days(self, name: str) -> dict[str, Made]:
        """What each day of a table is; none where there is no such table."""
        if self.find(name) is None:
            return {}
        found = self.partitions(name, "")
        return {one["Values"][0]: read(one["StorageDescriptor"]["Location"], one["Parameters"]) for one in found}

    def partitions(self, name: str, expression: str) -> Iterator[dict[str, Any]]:
        """Glue's Partitions, page by page."""
        members: dict[str, Any] = {"DatabaseName": self._database, "TableName": name, "MaxResults": _PAGE}
        if expression:
            members["Expression"] = expression
        while True:
            answer = self._catalog.call("GetPartitions", **members)
            yield from answer["Partitions"]
            if "NextToken" not in answer:
                return
            members["NextToken"] = answer["NextToken"]

    def swap(self, name: str, days: Mapping[str, Made]) -> None:
        """Tells readers where days lie from now on. Raises TarnError for one that the catalog does not take."""
        table = self.find(name)
        assert table is not None, name
        there = self.days(name)
        inputs = {day: _partition(table, day, made) for day, made in days.items()}
        new = [made for day, made in inputs.items() if day not in there]
        old = [{"PartitionValueList": [day], "PartitionInput": made} for day, made in inputs.items() if day in there]
        of = {"DatabaseName": self._database, "TableName": name}
        for start in range(0, len(new), _AT_ONCE):
            answer = self._catalog.call("BatchCreatePartition", PartitionInputList=new[start : start + _AT_ONCE], **of)
            _raise(name, answer)
        for start in range(0, len(old), _AT_ONCE):
            _raise(name, self._catalog.call("BatchUpdatePartition", Entries=old[start : start + _AT_ONCE], **of))

    def whole(self, name: str) -> Made | None:
        """What a table without days is."""
        table = self.find(name)
        return read(table["StorageDescriptor"]["Location"], table.get("Parameters") or {}) if table else None

    def move(self, name: str, made: Made) -> None:
        """Tells readers where a table without days lies from now on."""
        table = self.find(name)
        assert table is not None, name
        columns = [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]
        definition = _definition(name, columns, made.location, False)
        told = {member: table[member] for member in ("Description", "Owner", "Retention") if member in table}
        definition |= told | {"Parameters": {**(table.get("Parameters") or {}), **made.parameters}}
        self._catalog.call("UpdateTable", DatabaseName=self._database, TableInput=definition, SkipArchive=True)


def _definition(name: str, columns: Columns, location: str, by_day: bool) -> dict[str, Any]:
    storage = {
        "Columns": [{"Name": column, "Type": kind} for column, kind in columns],
        "Location": location,
        "InputFormat": f"{_PARQUET}.MapredParquetInputFormat",
        "OutputFormat": f"{_PARQUET}.MapredParquetOutputFormat",
        "SerdeInfo": {"SerializationLibrary": f"{_PARQUET}.serde.ParquetHiveSerDe"},
    }
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "StorageDescriptor": storage,
        "PartitionKeys": [{"Name": DAY, "Type": "string"}] if by_day else [],
        "Parameters": {"classification": "parquet"},
    }


def _partition(table: Mapping[str, Any], day: str, made: Made) -> dict[str, Any]:
    storage = {**table["StorageDescriptor"], "Location": made.location}
    return {"Values": [day], "StorageDescriptor": storage, "Parameters": made.parameters}


def _raise(name: str, answer: Mapping[str, Any]) -> None:
    for error in answer.get("Errors", []):
        raise TarnError(f"a partition of {name} was not taken: {error['ErrorDetail']['ErrorMessage']}")
