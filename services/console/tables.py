"""The Lake page: databases and tables, schema and partitions, files and their first rows, jobs and runs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from lake.edges import parquet
from lake.edges.catalog import DATABASE, TABLE, CatalogRefused
from lake.errors import TarnError
from lake.layout import PROCESSED_BUCKET, catalog_folder
from services.console.edges import Edges
from services.console.render import Asked, render

ROWS = 50  # partitions, tables or runs a page
_FEW = 10  # databases a page, each with its tables
FILES = 200  # shown of a partition
PREVIEW = 20  # rows
_PARQUET = "parquet"


@dataclass(frozen=True)
class Database:
    """A database with some of its tables; `next` is the token of more."""

    name: str
    tables: list[dict[str, Any]]
    next: str | None


@dataclass(frozen=True)
class File:
    """One file of a partition; `rows` where the catalog knows."""

    bucket: str
    key: str
    size: int
    rows: int | None


@dataclass(frozen=True)
class Rows:
    """The first rows of a file, or why there are none."""

    columns: list[str]
    rows: list[tuple[object, ...]]
    why: str = ""


class Tables:
    """What the page asks."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges

    def page(self, request: Request) -> Response:
        query = request.query_params
        chosen, after = query.get("database"), query.get("after")
        if chosen:
            found, following = [self._call("GetDatabase", Name=chosen)["Database"]], None
        else:
            listed = self._call("GetDatabases", MaxResults=_FEW, **_from(query.get("databases")))
            found, following = listed["DatabaseList"], listed.get("NextToken")
        databases = [self._database(str(database["Name"]), after) for database in found]
        jobs = [] if chosen else self._call("GetJobs", MaxResults=ROWS)["Jobs"]
        return render(request, "lake.html", databases=databases, next=following, jobs=jobs)

    def _database(self, name: str, after: str | None) -> Database:
        page = self._call("GetTables", DatabaseName=name, MaxResults=ROWS, **_from(after))
        return Database(name, page["TableList"], page.get("NextToken"))

    def table(self, request: Request) -> Response:
        database, name = request.path_params["database"], request.path_params["table"]
        token = request.query_params.get("after")
        found = self._call("GetTable", DatabaseName=database, Name=name)["Table"]
        asked = {"DatabaseName": database, "TableName": name, "MaxResults": ROWS, "ExcludeColumnSchema": True}
        page = self._call("GetPartitions", **asked, **_from(token))
        return render(
            request, "table.html", database=database, table=found, partitions=page["Partitions"],
            next=page.get("NextToken"), first=token is None,
        )  # fmt: skip

    def partition(self, request: Request) -> Response:
        database, name = request.path_params["database"], request.path_params["table"]
        values = request.query_params.getlist("value")
        table = self._call("GetTable", DatabaseName=database, Name=name)["Table"]
        where = {"DatabaseName": database, "TableName": name, "PartitionValues": values}
        partition = self._call("GetPartition", **where)["Partition"]
        files = list(islice(self._files(database, name, partition), FILES + 1))
        wanted = request.query_params.get("file")
        chosen = next((file for file in files if wanted in (None, file.key)), None)
        rows = self._preview(table, chosen) if chosen else Rows([], [], "There are no files in this partition.")
        return render(
            request, "partition.html", database=database, table=table, partition=partition, values=values,
            files=files[:FILES], more=len(files) > FILES, chosen=chosen, found=rows,
        )  # fmt: skip

    def job(self, request: Request) -> Response:
        name = request.path_params["job"]
        token = request.query_params.get("after")
        job = self._call("GetJob", JobName=name)["Job"]
        page = self._call("GetJobRuns", JobName=name, MaxResults=ROWS, **_from(token))
        return render(request, "job.html", job=job, runs=page["JobRuns"], next=page.get("NextToken"))

    def _files(self, database: str, table: str, partition: dict[str, Any]) -> list[File]:
        """Of tarn's own table as the catalog knows them, of another as they lie in its location."""
        location = str(partition["StorageDescriptor"].get("Location") or "")
        if (database, table) == (DATABASE, TABLE):
            live = self._edges.catalog.live_files([catalog_folder(location)])
            return [File(PROCESSED_BUCKET, file.key, file.size, file.rows) for file in live]
        bucket, prefix = of_location(location)
        listed = islice(self._edges.store.list(bucket, prefix), FILES + 1)
        return [File(bucket, entry.key, entry.size, None) for entry in listed]

    def _preview(self, table: dict[str, Any], file: File) -> Rows:
        if not parquet.readable():
            return Rows([], [], "pyarrow is not installed here, so no rows can be shown.")
        form = str((table.get("StorageDescriptor") or {}).get("InputFormat") or "")
        if _PARQUET not in form.lower():
            return Rows([], [], "Rows are shown of Parquet files alone.")
        try:
            columns, rows = parquet.first_rows(self._edges.store, file.bucket, file.key, file.size, PREVIEW)
        except KeyError:
            return Rows([], [], "This file is gone: a newer run of the job replaced it. Load the page again.")
        except ValueError as error:
            return Rows([], [], str(error))
        return Rows(columns, rows)

    def _call(self, operation: str, **members: Any) -> dict[str, Any]:
        try:
            return self._edges.catalog.call(operation, **members)
        except CatalogRefused as refusal:
            raise Asked(str(refusal)) from None


def _from(token: str | None) -> dict[str, str]:
    return {"NextToken": token} if token else {}


def of_location(location: str) -> tuple[str, str]:
    """Bucket and prefix of a location. Raises TarnError where it is not of S3.

    >>> of_location("s3://processed/a/b"), of_location("s3a://raw/")
    (('processed', 'a/b/'), ('raw', ''))
    """
    parts = urlsplit(location)
    if parts.scheme not in ("s3", "s3a", "s3n") or not parts.netloc:
        raise TarnError(f"the location {location[:200]!r} is not in S3, and only that is looked into")
    prefix = location.partition("//")[2].partition("/")[2].strip("/")  # as it is: urlsplit would cut it at `#`
    return parts.netloc, f"{prefix}/" if prefix else ""
