"""Commands on a real catalog: the service's application on a port of its own, asked by boto3."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
import uvicorn
from botocore.config import Config

from services.catalog.http import make_app
from services.catalog.store import Store
from services.query import commands
from services.query.commands import Column, Context, Output
from services.query.statements import parse
from tests.unit.query.iceberg_by_sql import OF
from tests.unit.query.lake_in_memory import Lake

NOW = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)


@dataclass
class Bucket:
    """Folders as a bucket would list them, from keys; counts the listings."""

    keys: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)

    def under(self, location: str) -> Iterator[str]:
        self.listed.append(location)
        prefix = location.removeprefix("s3://")
        inner = {
            key[len(prefix) :].split("/")[0]
            for key in self.keys
            if key.startswith(prefix) and "/" in key[len(prefix) :]
        }
        return iter(sorted(inner))


class Athena:
    """`athena("SHOW TABLES")` answers the rows' values; `glue` is the client it was carried out with."""

    def __init__(self, glue: Any) -> None:
        self.glue = glue
        self.bucket = Bucket()
        self.columns: list[Column] = [Column("a", "bigint")]
        self.database = "db"

    def context(self) -> Context:
        return Context(self.database, NOW, self.bucket, lambda _sql: self.columns)

    def run(self, sql: str) -> Output:
        return commands.run(parse(sql), self.glue, self.context())

    def __call__(self, sql: str) -> list[str | None]:
        return [row[0] for row in self.run(sql).rows]

    def table(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.glue.get_table(DatabaseName=self.database, Name=name)["Table"]
        return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A boto3 client of a catalog that runs in a thread."""
    folder: Path = tmp_path_factory.mktemp("catalog")
    store = Store(f"sqlite:///{folder}/catalog.db")
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as the service does: else 40 ms a request
    config = uvicorn.Config(make_app(store, frozenset()), ws="none", lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    client = boto3.client(
        "glue",
        endpoint_url=f"http://127.0.0.1:{listener.getsockname()[1]}",
        region_name="us-east-1",
        aws_access_key_id="tarn",
        aws_secret_access_key="tarn",
        config=Config(retries={"total_max_attempts": 1}),
    )
    yield client
    server.should_exit = True
    thread.join(10)
    store.close()


@pytest.fixture
def athena(served: Any) -> Iterator[Athena]:
    """Athena in an empty database `db`."""
    served.create_database(DatabaseInput={"Name": "db"})
    yield Athena(served)
    for database in served.get_databases()["DatabaseList"]:
        served.delete_database(Name=database["Name"])


Fails = Callable[[str], str]


@pytest.fixture
def fails(athena: Athena) -> Fails:
    """`fails("DROP TABLE x")` answers the message that the statement fails with."""
    from services.query.failure import QueryFailed

    def message(sql: str) -> str:
        with pytest.raises(QueryFailed) as caught:
            athena(sql)
        return caught.value.message

    return message


@pytest.fixture(scope="module")
def whole(served: Any, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return Lake(Athena(served), tmp_path_factory.mktemp("lake"))


@pytest.fixture
def lake(whole: Lake, athena: Athena) -> Lake:
    """An empty lake. The engine is that of the tests before."""
    whole.athena = athena
    whole.objects.clear()
    return whole


@pytest.fixture
def three(lake: Lake) -> Lake:
    """A table `t` of three rows in two files."""
    lake.runs(f"CREATE TABLE t (id int, name string, at timestamp) {OF}")
    lake.write("INSERT INTO t VALUES (1, 'a', timestamp '2026-01-01 00:00:00'), (2, 'b', NULL)")
    lake.write("INSERT INTO t (name, id) VALUES ('c', 3)")
    return lake
