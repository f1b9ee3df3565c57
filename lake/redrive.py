"""Redrive: records of quarantine back to `events`, as they were or repaired, as SQS redrives a dead-letter queue.

For a part of the chosen records after the other:
1. leave out those that the catalog has marked as sent again;
2. send the others to the partition they came from, with a header `redriven` that names their source;
3. mark those that Kafka has taken.

A crash between 2 and 3 sends a part again: an event among it is a duplicate then, and dropped; what is bad comes back
to quarantine under a new source. So nothing is lost and no event doubled, however often it is repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from lake import broker
from lake.broker import BrokerSettings, KafkaError, Producer
from lake.catalog import Catalog
from lake.errors import TarnError
from lake.failpoint import reach
from lake.layout import EVENTS_TOPIC
from lake.quarantine import Quarantined

Noted = Callable[[KafkaError | None, Any], None]  # what librdkafka calls once a record is delivered, or failed

_PART_RECORDS = 500
_PART_BYTES = 16_000_000
_FLUSH_S = 60.0


class Repair(msgspec.Struct, frozen=True):
    """One line of a file of repairs: what to send in place of the record of a source, byte for byte."""

    source: str
    event: msgspec.Raw


@dataclass
class Redriven:
    """What became of the chosen records. `sent` by reason; `refused`: sent, and not taken by Kafka."""

    before: int = 0  # marked by an earlier redrive
    sent: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    why: str = ""


def read_repairs(lines: Iterable[bytes]) -> dict[str, bytes]:
    """Repairs by source. Raises TarnError for a line that is none."""
    repairs = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                repair = msgspec.json.decode(line, type=Repair)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise TarnError(f'line {number} is no repair {{"source": …, "event": {{…}}}}: {error}') from None
            repairs[repair.source] = bytes(repair.event)
    return repairs


def redrive(
    chosen: Iterable[Quarantined],
    catalog: Catalog,
    send: Callable[[list[Quarantined]], list[str | None]] | None,
    again: bool = False,
) -> Redriven:
    """Sends and marks, part by part; with `send` None it only counts. `send` answers each record's failure, or None."""
    done = Redriven()
    for part in _parts(chosen):
        marked = catalog.redriven([record.source for record in part])
        done.before += len(marked)
        due = [record for record in part if again or record.source not in marked]
        failures = send(due) if send else [None] * len(due)
        taken = [record for record, failure in zip(due, failures, strict=True) if failure is None]
        done.sent.update(record.reason for record in taken)
        done.refused += len(due) - len(taken)
        done.why = next((failure for failure in failures if failure), done.why)
        if due and not taken:
            break  # Kafka is away: the rest would wait in vain too
        reach("redrive.before_mark")
        if send:
            catalog.mark_redriven([record.source for record in taken])
    return done


class Sender:
    """Sends records to `events`, each to the partition it came from."""

    def __init__(self, settings: BrokerSettings, repairs: Mapping[str, bytes]) -> None:
        broker.verify_topics(settings, EVENTS_TOPIC)
        self._producer: Producer = broker.producer(settings)
        self._repairs = repairs

    def __call__(self, records: list[Quarantined]) -> list[str | None]:
        """Returns when Kafka has answered for all: None for each record it took, else why it did not."""
        failures: list[str | None] = ["Kafka does not answer"] * len(records)
        for place, record in enumerate(records):
            value = self._repairs.get(record.source, record.raw)
            self._produce(record, value, _noting(failures, place))
        self._producer.flush(_FLUSH_S)
        return failures

    def _produce(self, record: Quarantined, value: bytes | None, noted: Noted) -> None:
        source: list[tuple[str, str | bytes | None]] = [("redriven", record.source.encode())]
        where = record.partition
        while True:
            try:
                self._producer.produce(EVENTS_TOPIC, value, partition=where, headers=source, on_delivery=noted)
                return
            except BufferError:  # librdkafka's queue is full: serving reports makes room
                self._producer.poll(0.1)
            except broker.KafkaException as error:  # larger than any record that Kafka takes
                noted(error.args[0], None)
                return


def _noting(failures: list[str | None], place: int) -> Noted:
    def note(error: KafkaError | None, _message: Any) -> None:
        failures[place] = None if error is None else error.str()

    return note


def _parts(records: Iterable[Quarantined]) -> Iterator[list[Quarantined]]:
    part: list[Quarantined] = []
    size = 0
    for record in records:
        part.append(record)
        size += len(record.raw or b"")
        if len(part) == _PART_RECORDS or size >= _PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part
