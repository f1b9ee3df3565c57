"""Redrive: records of quarantine back to `events`, as they were or repaired, as SQS redrives a dead-letter queue.

1. Check every chosen record and every repair. One that cannot be sent refuses the lot, before anything is sent.
Then for a part of the chosen records after the other:
2. leave out those that the catalog has marked as sent again;
3. send the others to the partition they came from, with a header `redriven` that names their source;
4. mark those that Kafka has taken.

A crash between 3 and 4 sends a part again: an event among it is a duplicate then, and dropped; what is bad comes back
to quarantine under a new source. So nothing is lost and no event doubled, however often it is repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from lake.accounts.quarantine import Quarantined
from lake.edges.catalog import Catalog
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings, KafkaError, Producer
from lake.errors import BadRecord, TarnError
from lake.event import parse
from lake.failpoint import reach
from lake.layout import EVENTS_TOPIC

Noted = Callable[[KafkaError | None, Any], None]  # what librdkafka calls once a record is delivered, or failed

_PART_RECORDS = 500
_PART_BYTES = 16_000_000
_FLUSH_S = 60.0
_LARGEST = 2_097_152 - 1_024  # the topic's max.message.bytes, less what Kafka writes around one record
_REPAIRS = 256_000_000  # bytes of repairs, which are held in memory


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


@dataclass(frozen=True)
class Rules:
    """What a record must be to be sent: with its repair where there are any, to one of so many partitions."""

    partitions: int
    repairs: Mapping[str, bytes] | None = None

    def value(self, record: Quarantined) -> bytes | None:
        """What is sent in place of a record. Raises TarnError, which names it, where it cannot be sent."""
        value = (self.repairs or {}).get(record.source, record.raw)
        if record.truncated and record.source not in (self.repairs or {}):
            raise TarnError(
                f"quarantine keeps only {len(value or b''):,} of the {record.size:,} bytes of {record.source}: "
                "give it whole by --replace, or leave out all that are so by --skip-truncated"
            )
        if record.partition >= self.partitions:
            raise TarnError(f"{record.source} names a partition that `{EVENTS_TOPIC}` does not have")
        if len(value or b"") > _LARGEST:
            raise TarnError(f"{record.source} has {len(value or b''):,} bytes, Kafka takes {_LARGEST:,}")
        return value


def read_repairs(lines: Iterable[bytes]) -> dict[str, bytes]:
    """Repairs by source. Raises TarnError for a line that is none, is no event, or comes a second time."""
    repairs: dict[str, bytes] = {}
    size = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            repair = msgspec.json.decode(line, type=Repair)
            parse(bytes(repair.event))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise TarnError(f'line {number} is no repair {{"source": …, "event": {{…}}}}: {error}') from None
        except BadRecord as bad:
            raise TarnError(f"line {number} would go back to quarantine as {bad}; nothing was sent") from None
        if repair.source in repairs:
            raise TarnError(f"line {number} repairs {repair.source} a second time; nothing was sent")
        repairs[repair.source] = bytes(repair.event)
        size += len(line)
        if size > _REPAIRS:
            raise TarnError(f"these are over {_REPAIRS:,} bytes of repairs: split the file; nothing was sent")
    return repairs


def redrive(
    read: Callable[[], Iterable[Quarantined]],
    catalog: Catalog,
    rules: Rules,
    send: Callable[[list[Quarantined]], list[str | None]] | None,
    again: bool = False,
) -> Redriven:
    """Checks all that `read` gives, then sends and marks it, part by part; with `send` None it only checks and counts.

    `send` answers each record's failure, or None. Raises TarnError where something cannot be sent: nothing is, then.
    """
    counted = _checked(read(), catalog, rules, again)
    if send is None:
        return counted
    done = Redriven(before=counted.before)
    for part in _parts(read()):
        due, _ = _due(part, catalog, again)
        failures = send(due)
        taken = [record for record, failure in zip(due, failures, strict=True) if failure is None]
        done.sent.update(record.reason for record in taken)
        done.refused += len(due) - len(taken)
        done.why = next((failure for failure in failures if failure), done.why)
        if due and not taken:
            break  # Kafka is away: the rest would wait in vain too
        reach("redrive.before_mark")
        catalog.mark_redriven([record.source for record in taken])
    return done


def _checked(chosen: Iterable[Quarantined], catalog: Catalog, rules: Rules, again: bool) -> Redriven:
    found, unmet = Redriven(), set(rules.repairs or ())
    for part in _parts(chosen):
        unmet -= {record.source for record in part}
        due, before = _due(part, catalog, again)
        found.before += before
        for record in due:
            try:
                rules.value(record)
            except TarnError as error:
                raise TarnError(f"{error}; nothing was sent") from None
            found.sent[record.reason] += 1
    if unmet:
        raise TarnError(
            f"{len(unmet):,} repairs are of no chosen record of quarantine, {min(unmet)} among them; nothing was sent"
        )
    return found


def _due(part: list[Quarantined], catalog: Catalog, again: bool) -> tuple[list[Quarantined], int]:
    """What is to be sent of a part, and how many of it are marked already."""
    marked = catalog.redriven([record.source for record in part])
    return [record for record in part if again or record.source not in marked], len(marked)


class Sender:
    """Sends records to `events`, each to the partition it came from."""

    def __init__(self, settings: BrokerSettings, rules: Rules) -> None:
        broker.verify_topics(settings, EVENTS_TOPIC)
        self._producer: Producer = broker.producer(settings)
        self._rules = rules

    def __call__(self, records: list[Quarantined]) -> list[str | None]:
        """Returns when Kafka has answered for all: None for each record it took, else why it did not."""
        failures: list[str | None] = ["Kafka does not answer"] * len(records)
        for place, record in enumerate(records):
            self._produce(record, self._rules.value(record), _noting(failures, place))
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
