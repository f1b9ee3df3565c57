"""The catalog as commands ask it: a client of boto3's shape, its refusals as failures of a query.

botocore is imported by this module alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from services.query.failure import (
    ENTITY_NOT_FOUND,
    METASTORE_ERROR,
    SYSTEM,
    THROTTLED,
    USER,
    QueryFailed,
    ddl_task,
    semantic,
)

Record = dict[str, Any]
BATCH = 100  # BatchCreatePartition's limit
DELETE_BATCH = 25  # BatchDeletePartition's limit

_THROTTLED = ("ThrottlingException", "ResourceNumberLimitExceededException", "OperationTimeoutException")


class Glue(Protocol):
    """Operations of a Glue client, by keyword as boto3 has them."""

    def create_database(self, **members: Any) -> Record: ...
    def get_database(self, **members: Any) -> Record: ...
    def get_databases(self, **members: Any) -> Record: ...
    def update_database(self, **members: Any) -> Record: ...
    def delete_database(self, **members: Any) -> Record: ...
    def create_table(self, **members: Any) -> Record: ...
    def get_table(self, **members: Any) -> Record: ...
    def get_tables(self, **members: Any) -> Record: ...
    def update_table(self, **members: Any) -> Record: ...
    def delete_table(self, **members: Any) -> Record: ...
    def get_partition(self, **members: Any) -> Record: ...
    def get_partitions(self, **members: Any) -> Record: ...
    def batch_create_partition(self, **members: Any) -> Record: ...
    def batch_delete_partition(self, **members: Any) -> Record: ...
    def update_partition(self, **members: Any) -> Record: ...


class Refusal(Exception):
    """The catalog's refusal: AWS's code and sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def missing(self) -> bool:
        """Whether there is no such thing."""
        return self.code == "EntityNotFoundException"

    @property
    def exists(self) -> bool:
        """Whether there is one already."""
        return self.code == "AlreadyExistsException"

    def failure(self) -> QueryFailed:
        """What a query fails with where the refusal was not expected."""
        if self.code in _THROTTLED:
            return QueryFailed(f"GENERIC_USER_ERROR: {self.message}", USER, THROTTLED, self.code)
        if self.missing:
            return QueryFailed(f"{self.code}: {self.message}", USER, ENTITY_NOT_FOUND, self.code)
        return ddl_task(f"{self.code}: {self.message}")


class Catalog:
    """A Glue client whose refusals are `Refusal`."""

    def __init__(self, client: Glue) -> None:
        self._client = client

    def ask(self, operation: str, **members: Any) -> Record:
        """One request. Raises Refusal, or QueryFailed where the catalog does not answer."""
        try:
            answer: Record = getattr(self._client, operation)(**members)
        except ClientError as error:
            told = error.response.get("Error", {})
            raise Refusal(str(told.get("Code", "")), str(told.get("Message", error))) from None
        except BotoCoreError as error:
            message = f"HIVE_METASTORE_ERROR: the catalog does not answer: {error}"
            raise QueryFailed(message, SYSTEM, METASTORE_ERROR, "HIVE_METASTORE_ERROR") from None
        return answer

    def change(self, operation: str, **members: Any) -> Record:
        """One request that is to succeed. Raises QueryFailed."""
        try:
            return self.ask(operation, **members)
        except Refusal as refusal:
            raise refusal.failure() from None

    def pages(self, operation: str, key: str, **members: Any) -> Iterator[Record]:
        """Every item of a paged listing. Raises Refusal."""
        token: str | None = None
        while True:
            answer = self.ask(operation, **members, **({"NextToken": token} if token else {}))
            yield from answer.get(key, [])
            token = answer.get("NextToken")
            if not token:
                return

    def database(self, name: str) -> Record:
        """A database. Raises QueryFailed."""
        try:
            found: Record = self.ask("get_database", Name=name)["Database"]
        except Refusal as refusal:
            raise (no_database(name) if refusal.missing else refusal.failure()) from None
        return found

    def find(self, database: str, table: str) -> Record | None:
        """A table, or None where there is none."""
        try:
            found: Record = self.ask("get_table", DatabaseName=database, Name=table)["Table"]
        except Refusal as refusal:
            if refusal.missing:
                return None
            raise refusal.failure() from None
        return found

    def table(self, database: str, table: str, written: str | None = None) -> Record:
        """A table. Raises QueryFailed in Hive's words, which repeat the name as it was written."""
        found = self.find(database, table)
        if found is None:
            raise semantic(f"Table not found {written or table}", 10001, ENTITY_NOT_FOUND)
        return found

    def tables(self, database: str) -> list[Record]:
        """Every table and view of a database. Raises QueryFailed."""
        try:
            return list(self.pages("get_tables", "TableList", DatabaseName=database))
        except Refusal as refusal:
            raise (no_database(database) if refusal.missing else refusal.failure()) from None

    def partitions(self, database: str, table: str, expression: str | None = None) -> list[list[str]]:
        """The values of a table's partitions, narrowed by an expression where Glue takes it. Raises QueryFailed."""
        members = {"DatabaseName": database, "TableName": table, "ExcludeColumnSchema": True}
        if expression:
            members["Expression"] = expression
        try:
            return [each["Values"] for each in self.pages("get_partitions", "Partitions", **members)]
        except Refusal as refusal:
            if expression and refusal.code.startswith("Invalid"):  # a value among them that its column cannot hold
                return self.partitions(database, table)
            raise refusal.failure() from None


def no_database(name: str) -> QueryFailed:
    """A database that does not exist, in Hive's words."""
    return semantic(f"Database does not exist: {name}", 10072, ENTITY_NOT_FOUND)
