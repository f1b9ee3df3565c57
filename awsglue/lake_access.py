"""The stack from within a script: its catalog and its objects, by the addresses in the environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote

from awsglue.bookmarks import Found
from lake.config import load
from lake.edges.catalog import Catalog, CatalogRefused, CatalogSettings
from lake.edges.objects import ObjectStore, StoreSettings

_PAGE = 500
_AT_ONCE = 100  # partitions that BatchCreatePartition takes


class EntityNotFoundException(Exception):
    """There is no such database, table or job."""


@cache
def catalog() -> Catalog:
    """The Data Catalog."""
    return Catalog(load(CatalogSettings).catalog_url)


@cache
def store() -> ObjectStore:
    """The object store, as clients see it."""
    return ObjectStore(load(StoreSettings))


def call(operation: str, **members: Any) -> dict[str, Any]:
    """One operation of the catalog. Raises EntityNotFoundException for what is not there."""
    try:
        return catalog().call(operation, **members)
    except CatalogRefused as refusal:
        if refusal.code == "EntityNotFoundException":
            raise EntityNotFoundException(str(refusal)) from None
        raise


def table(database: str, name: str) -> dict[str, Any]:
    """Glue's Table."""
    found: dict[str, Any] = call("GetTable", DatabaseName=database, Name=name)["Table"]
    return found


def partitions(database: str, name: str, expression: str = "") -> Iterator[dict[str, Any]]:
    """Glue's Partitions of a table, page by page."""
    members: dict[str, Any] = {"DatabaseName": database, "TableName": name, "MaxResults": _PAGE}
    if expression:
        members["Expression"] = expression
    while True:
        answer = call("GetPartitions", **members)
        yield from answer["Partitions"]
        if "NextToken" not in answer:
            return
        members["NextToken"] = answer["NextToken"]


def create_partitions(database: str, name: str, made: list[dict[str, Any]]) -> None:
    """Adds partitions; one that is there already stays as it is. Raises RuntimeError for one that is refused."""
    for start in range(0, len(made), _AT_ONCE):
        part = made[start : start + _AT_ONCE]
        answer = call("BatchCreatePartition", DatabaseName=database, TableName=name, PartitionInputList=part)
        for error in answer.get("Errors", []):
            detail = error["ErrorDetail"]
            if detail["ErrorCode"] != "AlreadyExistsException":
                raise RuntimeError(f"partition {error['PartitionValues']}: {detail['ErrorMessage']}")


def objects(path: str, recurse: bool) -> Iterator[Found]:
    """The objects with data under a path, or the one that it names; names that begin with `_` or `.` are no data."""
    bucket, key = bucket_and_key(path)
    prefix = key if not key or key.endswith("/") else f"{key}/"
    if key and prefix != key:
        try:
            size, etag = store().stat(bucket, key)
        except KeyError:
            pass
        else:
            found = next(one for one in store().list(bucket, key) if one.key == key)
            yield Found(f"s3://{bucket}/{key}", size, etag, found.last_modified)
            return
    for one in store().list(bucket, prefix):
        below = one.key.removeprefix(prefix)
        hidden = any(part.startswith(("_", ".")) for part in below.split("/"))
        if below and not below.endswith("/") and not hidden and (recurse or "/" not in below):
            yield Found(f"s3://{bucket}/{one.key}", one.size, one.etag, one.last_modified)


def folders(paths: Iterable[str], base: str) -> dict[str, dict[str, str]]:
    """The `k=v` folders that lie between a base and each path, read as Hive writes them."""
    found = {}
    for path in paths:
        between = path.removeprefix(base.rstrip("/") + "/").split("/")[:-1] if path.startswith(base) else []
        pairs = (part.partition("=") for part in between)
        found[path] = {name: unquote(value) for name, equals, value in pairs if equals and name}
    return found


def bucket_and_key(path: str) -> tuple[str, str]:
    """Raises ValueError for what is no location in S3."""
    scheme, _, rest = path.partition("://")
    bucket, _, key = rest.partition("/")
    if scheme not in ("s3", "s3a", "s3n") or not bucket:
        raise ValueError(f"{path!r} is no location in S3: give s3://bucket/prefix/")
    return bucket, key
