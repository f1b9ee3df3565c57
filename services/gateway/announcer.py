"""Announces clients' objects in the topic `objects`, in a thread of its own: no client waits for Kafka.

What a client changed stands in the store when it is announced. Where Kafka stays away for longer than a minute, or the
process ends, an announcement may be lost; the ETL's daily reconciliation finds what nobody announced.
"""

from __future__ import annotations

import queue
import threading
from typing import Any, NamedTuple, Protocol

import structlog

from lake.edges.kafka import announcements
from lake.edges.kafka.announcements import Announced
from lake.edges.kafka.broker import KafkaException
from lake.errors import TarnError, Transient
from lake.layout import OBJECTS_TOPIC

_WAITING = 10_000  # changes; 2 MB


class Changed(NamedTuple):
    """What happened to one object: it was deleted, or is there; with size and ETag where they are known."""

    bucket: str
    key: str
    deleted: bool = False
    size: int | None = None
    etag: str | None = None


class Store(Protocol):
    """The object store, as far as it is asked here."""

    def stat(self, bucket: str, key: str) -> tuple[int, str]:
        """Size in bytes and ETag. Raises KeyError, Transient."""


class Producer(Protocol):
    """Kafka, as far as it is told here."""

    def produce(self, topic: str, value: bytes, *, key: bytes, on_delivery: Any) -> None: ...
    def poll(self, timeout: float, /) -> int: ...
    def flush(self, timeout: float, /) -> int: ...


class Announcer:
    """Takes changes in and announces them in order."""

    def __init__(self, producer: Producer, store: Store) -> None:
        self._producer = producer
        self._store = store
        self._queue: queue.Queue[Changed | None] = queue.Queue(_WAITING)
        self._log = structlog.get_logger().bind(service="gateway")
        self._thread = threading.Thread(target=self._work, name="announcer", daemon=True)
        self.lost = 0
        self._thread.start()

    def take(self, changed: Changed) -> None:
        """Never waits; where too many wait, this one is lost, and counted."""
        try:
            self._queue.put_nowait(changed)
        except queue.Full:
            self._lose("too many wait", changed)

    def trouble(self) -> str | None:
        """One sentence where nothing is announced any more."""
        return None if self._thread.is_alive() else "clients' objects are not announced any more: see the log"

    def close(self) -> None:
        """Announces what waits, within a few seconds."""
        try:
            self._queue.put(None, timeout=1.0)
        except queue.Full:
            return
        self._thread.join(5.0)

    def _work(self) -> None:
        while True:
            changed = self._next()
            if changed is None:
                break
            try:
                self._announce(changed)
            except KeyError:
                pass  # deleted again by now, and that is announced, too
            except (TarnError, Transient, BufferError, KafkaException) as error:  # its bucket may be gone by now
                self._lose(str(error), changed)
        self._producer.flush(4.0)

    def _next(self) -> Changed | None:
        while True:
            try:
                return self._queue.get(timeout=0.5)
            except queue.Empty:
                self._producer.poll(0)

    def _announce(self, changed: Changed) -> None:
        if changed.deleted:
            value = announcements.encode_deleted(changed.bucket, [changed.key])
        else:
            size, etag = changed.size, changed.etag
            if size is None or etag is None:
                size, etag = self._store.stat(changed.bucket, changed.key)
            (value,) = announcements.encode(changed.bucket, [Announced(changed.key, size, etag, None)])

        def told(error: Any, _message: Any) -> None:
            if error is not None:
                self._lose(str(error), changed)

        # By the object's name, so that the changes of one object keep their order.
        about = f"{changed.bucket}/{changed.key}".encode("utf-8", "surrogatepass")
        self._producer.produce(OBJECTS_TOPIC, value, key=about, on_delivery=told)
        self._producer.poll(0)

    def _lose(self, why: str, changed: Changed) -> None:
        self.lost += 1
        if self.lost & (self.lost - 1) == 0:  # the 1st, 2nd, 4th, 8th …: a long outage is no flood
            self._log.warning("not announced", why=why, bucket=changed.bucket, key=changed.key, lost=self.lost)
