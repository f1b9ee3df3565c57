"""A catalog on a database of its own, spoken to as a client does: operation and members in, answer or refusal out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.catalog import operations
from services.catalog.store import Store

KEYS = ["event_type", "event_subtype", "year", "month", "day"]
DAY = ["click", "page", "2026", "11", "21"]
FOLDER = "event_type=click/event_subtype=page/year=2026/month=11/day=21"
EVENTS = {"DatabaseName": "tarn", "TableName": "events"}


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def go_on(self, seconds: float) -> None:
        self.now += seconds


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ask(tmp_path: Path, clock: Clock) -> Iterator[Ask]:
    """`ask("Tarn.Commit", RunId=…)`, on a catalog that has the table and the job."""
    store = Store(f"sqlite:///{tmp_path}/catalog.db")

    def call(target: str, **members: Any) -> dict[str, Any]:
        operation = operations.find(target)
        request = operations.decode(target, msgspec.json.encode(members))
        return operation.answer(store, request, clock.now)

    partition_keys = [{"Name": name, "Type": "string"} for name in KEYS]
    storage = {"Location": "s3://processed/events/", "Columns": [{"Name": "event_uuid", "Type": "string"}]}
    table = {"Name": "events", "PartitionKeys": partition_keys, "StorageDescriptor": storage}
    call("AWSGlue.CreateDatabase", DatabaseInput={"Name": "tarn"})
    call("AWSGlue.CreateTable", DatabaseName="tarn", TableInput=table)
    call("AWSGlue.CreateJob", Name="etl", Role="tarn", Command={"Name": "glueetl"})
    yield call
    store.close()


@pytest.fixture
def run(ask: Ask) -> str:
    """The id of a run that worker `w` has in hand."""
    ask("AWSGlue.StartJobRun", JobName="etl")
    return str(ask("Tarn.TakeJobRun", JobName="etl", Worker="w")["JobRun"]["Id"])


def added(name: str, rows: int, folder: str = FOLDER, values: list[str] | None = None) -> dict[str, Any]:
    return {
        "Key": f"events/{folder}/{name}",
        "Folder": folder,
        "PartitionValues": values or DAY,
        "Size": rows * 10,
        "Rows": rows,
    }


def consumed(name: str, lines: int, **more: Any) -> dict[str, Any]:
    source = {"Topic": "events.unique", "SourcePartition": 0, "PartitionValues": DAY}
    return {"Key": name, "Size": 1, "ETag": "e", "Lines": lines, "Rejected": 0, "Superseded": 0, **source, **more}
