"""An Iceberg table of the catalog. Its commit is one UpdateTable with the version that was read, so that one made
beside another's fails (iceberg.apache.org/docs/latest/aws, "Optimistic Locking").
"""

from __future__ import annotations

import json
import re
from typing import Any

from pyiceberg.exceptions import CommitFailedException
from pyiceberg.serializers import FromInputFile, ToOutputFile
from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.update import TableRequirement, TableUpdate, update_table_metadata

from services.query.commands.glue import Catalog, Refusal
from services.query.engine.iceberg import hive_type
from services.query.failure import USER, QueryFailed
from services.query.iceberg.files import StoredFiles

Record = dict[str, Any]
_VERSION = re.compile(r"(\d+)-[^/]*$")
_PLAIN = {"int": "int", "long": "bigint", "time": "string", "uuid": "string", "timestamptz": "timestamp"}
_OTHERS = ("Description", "Owner", "Retention", "LastAccessTime", "PartitionKeys")


class GlueTable(Table):
    """A table by its record in Glue."""

    def __init__(self, catalog: Catalog, database: str, record: Record, files: StoredFiles) -> None:
        location = record["Parameters"].get("metadata_location", "")
        metadata = _read(location, files, record["Name"])
        super().__init__((database, record["Name"]), metadata, location, files, None)  # type: ignore[arg-type]
        self._glue = catalog
        self._files = files
        self.record = record

    def refresh(self) -> GlueTable:
        """The table as it is now."""
        fresh = self._fresh()
        self.record, self.metadata, self.metadata_location = fresh.record, fresh.metadata, fresh.metadata_location
        return self

    def _fresh(self) -> GlueTable:
        database, name = self.name()
        record = self._glue.find(database, name)
        if record is None:
            raise CommitFailedException(f"Table {database}.{name} was dropped")
        return GlueTable(self._glue, database, record, self._files)

    def _do_commit(self, updates: tuple[TableUpdate, ...], requirements: tuple[TableRequirement, ...]) -> None:
        now = self._fresh()
        for requirement in requirements:
            requirement.validate(now.metadata)
        changed = update_table_metadata(now.metadata, updates, metadata_location=now.metadata_location)
        found = _VERSION.search(now.metadata_location)
        location = now.location_provider().new_table_metadata_file_location(int(found[1]) + 1 if found else 0)
        ToOutputFile.table_metadata(changed, self._files.new_output(location))
        database, name = self.name()
        kept = {key: now.record[key] for key in _OTHERS if key in now.record}
        parameters = {**now.record["Parameters"], "previous_metadata_location": now.metadata_location}
        table = {**kept, **definition(name, changed, location, parameters)}
        version = {"VersionId": now.record["VersionId"]} if "VersionId" in now.record else {}
        try:
            self._glue.ask("update_table", DatabaseName=database, TableInput=table, SkipArchive=True, **version)
        except Refusal as refusal:
            if refusal.code == "ConcurrentModificationException" or refusal.missing:
                raise CommitFailedException(refusal.message) from None
            raise refusal.failure() from None
        self.metadata, self.metadata_location = changed, location


def definition(name: str, metadata: TableMetadata, location: str, parameters: Record) -> Record:
    """A table's `TableInput`: its columns are told by name and type, with their field ids."""
    fields = json.loads(metadata.schema().model_dump_json())["fields"]
    return {
        "Name": name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {**parameters, "table_type": "ICEBERG", "metadata_location": location},
        "StorageDescriptor": {"Columns": [_column(one) for one in fields], "Location": metadata.location},
    }


def create(catalog: Catalog, database: str, name: str, metadata: TableMetadata, files: StoredFiles) -> Record:
    """Writes the first metadata of a table, and its record. Raises Refusal."""
    location = f"{metadata.location.rstrip('/')}/metadata/00000-{metadata.table_uuid}.metadata.json"
    ToOutputFile.table_metadata(metadata, files.new_output(location))
    catalog.ask("create_table", DatabaseName=database, TableInput=definition(name, metadata, location, {}))
    return catalog.table(database, name, name)


def _read(location: str, files: StoredFiles, name: str) -> TableMetadata:
    try:
        return FromInputFile.table_metadata(files.new_input(location))
    except (OSError, ValueError) as error:
        said = f"ICEBERG_INVALID_METADATA: the metadata of table {name} cannot be read: {location}: {error}"
        raise QueryFailed(said, USER, code="ICEBERG_INVALID_METADATA") from None


def _column(field: Record) -> Record:
    told = {
        "iceberg.field.current": "true",
        "iceberg.field.id": str(field["id"]),
        "iceberg.field.optional": str(not field["required"]).lower(),
    }
    comment = {"Comment": field["doc"]} if field.get("doc") else {}
    return {"Name": field["name"].lower(), "Type": hive_type(field["type"], _plain), **comment, "Parameters": told}


def _plain(kind: str) -> str:
    return "binary" if kind.startswith("fixed") else _PLAIN.get(kind, kind.replace(" ", ""))
