"""The loop of dedup: poll, claim, one transaction, again.

1. Poll a batch of committed records.
2. Parse it and ask Redis for its ids (`decide.read`, `lake.edges.ids.seen`).
3. While Redis works on that, take the batch before: hear its answer, decide, and in one Kafka transaction write
   unique records, quarantined records, input offsets with the counters as their metadata (`commit.py`).

Kafka commits one batch while the next is polled and asked about. A crash between 2 and 3 leaves claims in our own name:
the records come again and are emitted then. A crash inside 3 is rolled back by Kafka. Whatever a neighbour fails at,
the loop goes back to what is committed and tries again; it never skips and never passes an unclaimed record.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lake.edges.ids.seen import Seen
from lake.edges.kafka import broker
from lake.edges.kafka.broker import Consumer, KafkaError, Message, Producer, TopicPartition
from lake.edges.kafka.careful import Careful
from lake.edges.kafka.stall import StallWatch
from lake.errors import Transient
from lake.failpoint import reach
from lake.layout import EVENTS_TOPIC
from services.dedup.ceiling import Ceiling, CeilingReached
from services.dedup.commit import Commit
from services.dedup.decide import Batch, Position, Record, decide, read
from services.dedup.figures import AGE, PARTITIONS, RECORDS, TRANSACTIONS, committed
from services.dedup.resume import marks
from services.dedup.settings import DedupSettings

_CHUNK = 500  # records a poll; a batch is many chunks, so its bytes can be bounded
_HOLD_S = 1.0  # how long a held process may take to hear that it is to stop
_NOTHING_WAITS = 20  # empty polls after trouble; fewer may be a fetch that is on its way
_TROUBLE_IN_A_ROW = 20  # then crash: the supervisor starts a fresh process


@dataclass(frozen=True)
class Edges:
    """What dedup touches: a consumer of the group, how to get a fresh producer, the id table, and where to go on."""

    consumer: Consumer
    connect_producer: Callable[[], Producer]
    seen: Seen
    resume: Callable[[Consumer, list[int]], dict[int, Position]]


class Dedup:
    """One member of the consumer group."""

    def __init__(
        self,
        settings: DedupSettings,
        edges: Edges,
        topic_id: str,
        clock: Callable[[], datetime],
        log: Any,
    ) -> None:
        self._settings = settings
        self._edges = edges
        self._consumer = edges.consumer
        self._watch = StallWatch(edges.consumer)
        self._careful = Careful(edges.consumer, log)
        self._producer: Producer | None = None
        self._topic_id = topic_id
        self._clock = clock
        self._log = log
        self._assigned: list[int] = []
        self._membership: object = None  # which generation of the group assigned them
        self._positions: dict[int, Position] = {}  # of the assigned partitions, once their state is known
        self._ceiling = Ceiling(settings.dedup_ceiling, settings.dedup_ceiling_records)
        self._polled: list[Record] = []
        self._ends: dict[int, int] = {}  # where partitions end by now, past the markers of transactions
        self._claimed: Batch | None = None  # Redis is asked about it, Kafka has not heard of it
        self._under_way: Commit | None = None  # of the batch before that
        self._failures = self._idle = 0
        self.trouble: str | None = "starting"  # what /health says; None is well

    def run(self, stop: threading.Event, beat: Callable[[], None]) -> None:
        """Works until `stop` is set; calls `beat` as it goes on."""
        self._careful.beat = beat
        self._consumer.subscribe([EVENTS_TOPIC], on_assign=self._on_assign, on_revoke=self._on_revoke)
        while not stop.is_set():
            beat()
            try:
                self._step()
            except CeilingReached as reached:
                self._hold(str(reached), stop, beat)
            except Transient as error:
                self._failures, self._idle = self._failures + 1, 0
                if self._failures > _TROUBLE_IN_A_ROW:
                    raise
                self.trouble = str(error)
                self._forget()  # the broker alone knows the outcome of a failed commit: ask it before going on
                if self._failures in (1, 10):  # and once more where it lasts: it may be something else by then
                    self._log.warning("paused", why=self.trouble)
                broker.serve(self._consumer)  # a rebalance must not wait for us
                stop.wait(min(3.0, 0.05 * 2**self._failures) * random.uniform(0.5, 1.0))
        self._consumer.close()

    def _hold(self, why: str, stop: threading.Event, beat: Callable[[], None]) -> None:
        """Takes nothing more until it is stopped; ending by itself, it would only be started anew."""
        self.trouble = why
        self._forget()
        self._log.error("held", why=why)
        while not stop.is_set():
            beat()
            self._consumer.pause(self._consumer.assignment())
            broker.consume(self._consumer, _CHUNK, _HOLD_S)

    def _step(self) -> None:
        if self._producer is None:
            self._producer = self._edges.connect_producer()
        if len(self._positions) < len(self._assigned):
            self._go_on()
        self._poll(0 if self._claimed else self._settings.dedup_poll_s)
        before, self._claimed = self._claimed, self._claim()
        committed = self._finish(self._producer, before) if before else self._settle()
        if self._claimed and len(self._polled) < _CHUNK:  # little comes: rather soon than many at once
            claimed, self._claimed = self._claimed, None
            committed = self._finish(self._producer, claimed) or committed
        self._idle = 0 if self._claimed or self._under_way else self._idle + 1
        if committed or self._idle >= (_NOTHING_WAITS if self._failures else 1):  # a claim alone proves nothing
            if self._failures:
                broker.verify_group(self._consumer, EVENTS_TOPIC)  # without partitions nothing else shows it is back
                self._log.info("goes on", failures=self._failures)
            self._failures, self.trouble = 0, None

    def _poll(self, timeout: float) -> None:
        """Up to a batch of records; what is there at once after the first chunk."""
        self._polled, size = [], 0
        if (with_care := self._careful.read()) is not None:
            self._polled = [(record.of[1], record.at, record.held) for record in with_care]
            if not with_care:
                starts = {(EVENTS_TOPIC, p): self._claimed_up_to(p) for p in self._positions}
                self._careful.read_on({**starts, **self._careful.ends})
            return
        while len(self._polled) < self._settings.dedup_batch_records and size < self._settings.dedup_batch_bytes:
            messages = broker.consume(self._consumer, _CHUNK, timeout)
            self._watch.polled(bool(messages))
            AGE.polled(messages, _CHUNK)
            records = [(m.partition(), m.offset(), m.value()) for m in messages if m.error() is None]
            if len(records) < len(messages):
                for message in messages:
                    if (error := message.error()) is not None:
                        self._check(message, error)
            self._polled += records
            size += sum(map(len, messages))
            if len(messages) < _CHUNK:
                break
            timeout = 0

    def _claim(self) -> Batch | None:
        """Asks for the ids of what was polled. A batch of none moves on past markers and aborted records."""
        records = [record for record in self._polled if record[0] in self._positions]
        known = {p: end for p, end in self._ends.items() if p in self._positions}
        ends, self._ends = {p: end for p, end in known.items() if end > self._claimed_up_to(p)}, {}
        if self._claimed is None:
            ends |= {p: max(at.next_offset, ends.get(p, 0)) for p, at in self._positions.items() if at.due}
        if not records and not ends:
            return None
        batch = read(records, self._topic_id, ends)
        self._edges.seen.ask(batch.ids, batch.runs, marks(self._topic_id, batch.next_offsets))
        return batch

    def _claimed_up_to(self, partition: int) -> int:
        claimed = self._claimed.next_offsets.get(partition, 0) if self._claimed else 0
        return max(claimed, self._positions[partition].next_offset)

    def _finish(self, producer: Producer, batch: Batch) -> bool:
        """Decides a batch and starts its transaction; whether the one before that was committed by then."""
        taken = self._edges.seen.answer()
        reach("dedup.after_claim")
        outcome = decide(
            batch,
            taken,
            self._positions,
            self._clock().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            self._settings.dedup_policy,
            self._settings.transform,
        )
        committed = self._settle()
        self._ceiling.make_room(len(batch.good) + len(batch.bad), len(batch.bad))
        try:
            self._under_way = Commit(producer, self._membership, batch, outcome)
        except Transient:
            self._failed()
            raise
        for p, offset in batch.next_offsets.items():
            self._positions[p] = Position(offset, outcome.counters[p], self._positions[p].emitted_up_to)
        return committed

    def _settle(self) -> bool:
        """Waits for the transaction under way; whether there was one. Raises Transient where it failed."""
        if self._under_way is None:
            return False
        commit, self._under_way = self._under_way, None
        try:
            commit.wait()
        except Transient:
            self._failed()
            raise
        TRANSACTIONS.labels("committed").inc()
        committed(time.monotonic() - commit.began)
        self._ceiling.count(commit.records, commit.bad)
        for outcome, records in commit.outcomes.items():
            RECORDS.labels(outcome).inc(records)
        return True

    def _failed(self) -> None:
        TRANSACTIONS.labels("failed").inc()
        self._producer = None  # its state is unknown: the next one fences it

    def _check(self, message: Message, error: KafkaError) -> None:
        if error.code() == KafkaError._PARTITION_EOF:
            self._watch.at_end(message)
            self._ends[message.partition()] = message.offset()
        elif error.code() not in (KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT):
            raise broker.trouble(error)

    def _on_assign(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._forget()
        self._producer = None  # after Kafka was away it may wait for ever for the group's old place: librdkafka#5511
        self._assigned = [p.partition for p in partitions]
        self._membership = self._consumer.consumer_group_metadata()  # of now: a later one would not be fenced (KIP-447)
        PARTITIONS.set(len(partitions))
        self._consumer.assign([])  # `_go_on` does it, in a step, where it may fail

    def _on_revoke(self, _consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """What is claimed and not committed is for the next owner, who claims it by the same sources."""
        self._forget()
        self._assigned = []
        PARTITIONS.set(0)
        self._log.info("revoked", partitions=[p.partition for p in partitions])

    def _forget(self) -> None:
        """Drops whatever is not committed; a transaction under way ends first, one way or the other."""
        with suppress(Transient):
            self._settle()
        self._polled, self._ends, self._claimed, self._positions = [], {}, None, {}
        self._careful.forget()
        self._edges.seen.forget()

    def _go_on(self) -> None:
        """Reads on from what is committed."""
        positions = self._edges.resume(self._consumer, self._assigned)
        starts = {p: position.next_offset for p, position in positions.items()}
        self._careful.read_on({(EVENTS_TOPIC, p): offset for p, offset in starts.items()})
        self._positions = positions
        if not self._failures:
            self._log.info("assigned", offsets=starts)
