"""The engine over objects in memory and a real catalog."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from lake.edges.objects import ObjectInfo
from services.query.engine.duck import Engine
from services.query.engines import Engines
from services.query.failure import QueryFailed
from services.query.writing import Writing

if TYPE_CHECKING:
    from tests.unit.query.conftest import Athena

PUT_AT = datetime(2026, 11, 27, 12, 30, 15, 250_000, tzinfo=UTC)


class Objects(dict[str, bytes]):
    """A bucket `b` as the engine uses a store; counts what is read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def list(self, _bucket: str, prefix: str = "", after: str = "") -> Iterator[ObjectInfo]:
        for key in sorted(self):
            if key.startswith(prefix) and key > after:
                yield ObjectInfo(key, len(self[key]), hashlib.md5(self[key]).hexdigest(), PUT_AT)  # noqa: S324

    def get_range(self, bucket: str, key: str, offset: int, length: int) -> bytes:
        self.read.append(key)
        if key not in self:
            raise KeyError(f"{bucket}/{key}")
        return self[key][offset : offset + length]

    def put_file(self, _bucket: str, key: str, file: BinaryIO, _type: str = "") -> int:
        file.seek(0)
        self[key] = file.read()
        return len(self[key])

    def get(self, _bucket: str, key: str) -> bytes:  # type: ignore[override]
        return self[key]

    def delete(self, _bucket: str, keys: Iterable[str]) -> None:
        for key in keys:
            self.pop(key, None)

    def put(self, _bucket: str, key: str, data: bytes, _type: str = "") -> None:
        self[key] = data


class Lake:
    """`lake.rows("SELECT …")` over `lake.objects`; `lake.scanned` are the bytes of the last query."""

    def __init__(self, athena: Athena, scratch: Path, memory_mb: int = 256, double_literals: bool = False) -> None:
        self.athena = athena
        self.objects = Objects()
        self.engine = Engine(
            self.objects, athena.glue, scratch / "scratch", memory_mb, 2, 64, double_literals,  # type: ignore[arg-type]
        )  # fmt: skip
        self.writing = Writing(Engines({"duckdb": self.engine}, "duckdb", lambda _: {}), athena.glue, self.objects)  # type: ignore[arg-type]
        self.scanned = 0

    def rows(self, sql: str) -> list[list[str | None]]:
        """The rows of a query, as texts."""
        with self.engine.prepared("q", sql, "db", "awsdatacatalog", None) as running:
            found = [row for rows in running.rows() for row in rows]
            self.scanned = running.scanned
        return found

    def fails(self, sql: str) -> str:
        """What a query fails with."""
        try:
            self.rows(sql)
        except QueryFailed as failed:
            return failed.message
        raise AssertionError("the query succeeded")

    def write(self, sql: str) -> Any:
        """A statement that writes rows."""
        from services.query.statements import parse

        document = {
            "QueryExecutionId": "w",
            "WorkGroup": "primary",
            "QueryExecutionContext": {"Database": "db"},
            "ResultConfiguration": {"OutputLocation": f"s3://b/results/{len(self.objects)}"},
        }
        return self.writing(parse(sql), document, None)  # type: ignore[arg-type]

    def runs(self, sql: str) -> list[tuple[str | None, ...]]:
        """A statement about an Iceberg table that writes no rows, and what it tells."""
        from services.query.iceberg.chosen import ran
        from services.query.statements import parse

        told = ran(parse(sql), self.athena.glue, self.athena.context(), self.objects)
        assert told is not None
        return list(told.rows)
