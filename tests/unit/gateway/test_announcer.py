"""The announcer's thread: whatever goes wrong with one change, the next is announced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from lake.errors import TarnError, Transient
from services.gateway.announcer import Announcer, Changed
from tests.polling import eventually


class Kafka:
    """Takes every record, after the `errors` that it was given."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.records: list[tuple[bytes, dict[str, Any]]] = []

    def produce(self, topic: str, value: bytes, *, key: bytes, on_delivery: Any) -> None:
        assert topic == "objects"
        if self.errors:
            raise self.errors.pop(0)
        self.records.append((key, json.loads(value)))
        on_delivery(None, None)

    def poll(self, _timeout: float, /) -> int:
        return 0

    def flush(self, _timeout: float, /) -> int:
        return 0


class Store:
    """Knows one object; of others it tells what it was given."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def stat(self, _bucket: str, key: str) -> tuple[int, str]:
        if key == "there":
            return 7, "etag"
        raise self._error


@contextmanager
def announcing(kafka: Kafka, store: Store) -> Iterator[Announcer]:
    announcer = Announcer(kafka, store)
    try:
        yield announcer
    finally:
        announcer.close()


@pytest.mark.parametrize(
    ("error", "lost"),
    [(KeyError("a"), 0), (TarnError("no such bucket"), 1), (Transient("the store is away"), 1)],
)
def test_an_object_that_cannot_be_looked_at_stops_no_other(error: Exception, lost: int) -> None:
    kafka = Kafka()
    with announcing(kafka, Store(error)) as announcer:
        announcer.take(Changed("raw", "a"))
        announcer.take(Changed("raw", "there"))
        announcer.take(Changed("raw", "b", size=5, etag="e"))
        announcer.take(Changed("raw", "c", deleted=True))
        assert eventually(lambda: len(kafka.records) == 3, 10)
        assert announcer.trouble() is None
        assert announcer.lost == lost
    assert kafka.records == [
        (b"raw/there", {"bucket": "raw", "objects": [["there", 7, "etag", None]]}),
        (b"raw/b", {"bucket": "raw", "objects": [["b", 5, "e", None]]}),
        (b"raw/c", {"bucket": "raw", "deleted": ["c"]}),
    ]
    assert announcer.trouble() is not None


def test_a_record_that_kafka_does_not_take_stops_no_other() -> None:
    kafka = Kafka(BufferError("full"))
    with announcing(kafka, Store(KeyError())) as announcer:
        announcer.take(Changed("raw", "a", deleted=True))
        announcer.take(Changed("raw", "b", deleted=True))
        assert eventually(lambda: len(kafka.records) == 1, 10)
    assert (kafka.records[0][0], announcer.lost) == (b"raw/b", 1)
