"""Sends records to one topic and knows whether the broker has them.

`put` hands a record to librdkafka's queue and waits where the queue is full. `settle` waits until all of it is
acknowledged. Every wait is bounded: a record that finds no broker within `producer_timeout_s` counts as undelivered,
and both raise `TarnError` then. Records the broker refuses for their size are counted apart (`refused`), since the next
one may well be accepted.
"""

from __future__ import annotations

import time
from typing import Any

from pydantic import Field

from lake.edges.kafka import broker
from lake.errors import TarnError
from lake.layout import RUN
from services.producer import metrics

SERVE_S = 0.1  # how often delivery reports are taken while records flow


class PublishSettings(broker.BrokerSettings):
    """How long one record may wait for the broker, in seconds, before the run is given up."""

    producer_timeout_s: float = Field(default=30.0, ge=1, le=600)


class Publisher:
    """One idempotent producer on one topic, which must exist. Not for sharing between threads, but for `waiting_s`."""

    def __init__(self, settings: PublishSettings, topic: str, run: str | None = None) -> None:
        """`run` is a name that each record carries in its header `tarn-run`."""
        broker.verify_topics(settings, topic)
        self._where = settings.kafka_bootstrap
        self._topic = topic
        self._headers: dict[str, str | bytes | None] | None = None if run is None else {RUN: run}
        self._undelivered = 0
        self._error = ""
        self._serve_at = 0.0
        self._unsettled_since: float | None = None
        self.refused = 0
        self._producer = broker.producer(
            settings,
            **{
                "message.timeout.ms": round(settings.producer_timeout_s * 1000),
                "delivery.report.only.error": True,  # a callback for each success costs a third of the throughput
                "linger.ms": 50,
                "log_level": 2,  # what matters of a failure comes back with the records, and is told in one line
            },
        )

    def put(self, key: bytes | None, value: bytes | None) -> None:
        """Queues one record. Raises TarnError once the broker failed an earlier one."""
        while True:
            try:
                self._producer.produce(self._topic, value, key, on_delivery=self._failed, headers=self._headers)
                break
            except BufferError:  # the queue is full: serving reports makes room
                self._serve(0.05)
            except broker.KafkaException as error:
                raise TarnError(f"Kafka at {self._where} does not take records: {error.args[0].str()}") from None
        now = time.monotonic()
        if now >= self._serve_at:
            self._unsettled_since = self._unsettled_since or now
            self._serve_at = now + SERVE_S
            self._serve(0)

    def settle(self) -> None:
        """Returns when the broker has every record. Raises TarnError where it has not."""
        while self._producer.flush(0.5):
            self._serve(0)
        self._serve(0)
        self._unsettled_since = None

    def waiting_s(self) -> float:
        """For how long some record has been waiting to be settled; 0 when none is."""
        since = self._unsettled_since
        return time.monotonic() - since if since is not None else 0.0

    def _serve(self, timeout: float) -> None:
        self._producer.poll(timeout)
        if self._undelivered:
            unsettled = self._undelivered + len(self._producer)
            metrics.UNDELIVERED.inc(unsettled)
            self._producer.purge()
            self._producer.flush(1)
            raise TarnError(f"Kafka at {self._where} did not acknowledge {unsettled:,} records: {self._error}")

    def _failed(self, error: broker.KafkaError | None, _message: Any) -> None:
        if error is None:
            return
        if error.code() == broker.KafkaError.MSG_SIZE_TOO_LARGE:
            self.refused += 1
        else:
            self._undelivered += 1
            self._error = self._error or error.str()
