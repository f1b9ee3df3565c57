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

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lake.edges.ids.seen import Seen
from lake.edges.kafka import broker
from lake.edges.kafka.broker import Consumer, Producer, TopicPartition
from lake.edges.kafka.fetch import Where
from lake.errors import Transient
from lake.failpoint import reach
from lake.layout import EVENTS_TOPIC
from lake.runtime.member import Member
from services.dedup.ceiling import Ceiling, CeilingReached
from services.dedup.commit import Commit
from services.dedup.decide import Batch, Position, Record, decide, read
from services.dedup.figures import AGE, PARTITIONS, RECORDS, TRANSACTIONS, committed
from services.dedup.resume import marks
from services.dedup.settings import DedupSettings

_CHUNK = 500  # records a poll; a batch is many chunks, so its bytes can be bounded
_HOLD_S = 1.0  # how long a held process may take to hear that it is to stop
_NOTHING_WAITS = 20  # empty polls after trouble; fewer may be a fetch that is on its way


@dataclass(frozen=True)
class Edges:
    """What dedup touches: a consumer of the group, how to get a fresh producer, the id table, and where to go on."""

    consumer: Consumer
    connect_producer: Callable[[], Producer]
    seen: Seen
    resume: Callable[[Consumer, list[int]], dict[int, Position]]


class Dedup(Member):
    """One member of the consumer group: its partitions, its claims and its transactions."""

    def __init__(
        self,
        settings: DedupSettings,
        edges: Edges,
        topic_id: str,
        clock: Callable[[], datetime],
        log: Any,
    ) -> None:
        super().__init__([EVENTS_TOPIC], edges.consumer, log)
        self._settings = settings
        self._edges = edges
        self._producer: Producer | None = None
        self._topic_id = topic_id
        self._clock = clock
        self._membership: object = None  # which generation of the group assigned them
        self._positions: dict[int, Position] = {}  # of the assigned partitions, once their state is known
        self._ceiling = Ceiling(settings.dedup_ceiling, settings.dedup_ceiling_records)
        self._polled: list[Record] = []
        self._ends: dict[int, int] = {}  # where partitions end by now, past the markers of transactions
        self._claimed: Batch | None = None  # Redis is asked about it, Kafka has not heard of it
        self._under_way: Commit | None = None  # of the batch before that
        self._idle = 0  # steps in a row in which nothing came

    def _hold(self, why: str) -> None:
        """Takes nothing more until it is stopped; ending by itself, it would only be started anew."""
        self.trouble = why
        self._forget()
        self._log.error("held", why=why)
        while not self._stop.is_set():
            self._beat()
            self._consumer.pause(self._consumer.assignment())
            broker.consume(self._consumer, _CHUNK, _HOLD_S)

    def _step(self) -> None:
        try:
            self._take_turn()
        except CeilingReached as reached:
            self._hold(str(reached))

    def _take_turn(self) -> None:
        producer = self._connected()
        self._poll(0 if self._claimed else self._settings.dedup_poll_s)
        before, self._claimed = self._claimed, self._claim()
        committed = self._finish(producer, before) if before else self._settle()
        if self._claimed and len(self._polled) < _CHUNK:  # little comes: rather soon than many at once
            claimed, self._claimed = self._claimed, None
            committed = self._finish(producer, claimed) or committed
        self._idle = 0 if self._claimed or self._under_way else self._idle + 1
        if committed or self._idle >= (_NOTHING_WAITS if self._failures else 1):  # a claim alone proves nothing
            self._well_if_the_group_answers()

    def _connected(self) -> Producer:
        if self._producer is None:
            self._producer = self._edges.connect_producer()
        return self._producer

    def _poll(self, timeout: float) -> None:
        """Up to a batch of records; what is there at once after the first chunk."""
        self._polled, size = [], 0
        if (with_care := self._read_with_care()) is not None:
            self._polled = [(record.of[1], record.at, record.held) for record in with_care]
            return
        while len(self._polled) < self._settings.dedup_batch_records and size < self._settings.dedup_batch_bytes:
            messages = self._consume(_CHUNK, timeout)
            AGE.polled(messages, _CHUNK)
            records = [(m.partition(), m.offset(), m.value()) for m in messages if m.error() is None]
            if len(records) < len(messages):
                for message in messages:
                    if (error := message.error()) is not None:
                        self._hear(message, error)
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

    def _at_end(self, _topic: str, partition: int, offset: int) -> None:
        self._ends[partition] = offset

    def _on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        super()._on_assign(consumer, partitions)
        self._producer = None  # after Kafka was away it may wait for ever for the group's old place: librdkafka#5511
        self._membership = self._consumer.consumer_group_metadata()  # of now: a later one would not be fenced (KIP-447)
        PARTITIONS.set(len(partitions))

    def _on_lost(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """What is claimed and not committed is for the next owner, who claims it by the same sources."""
        super()._on_lost(consumer, partitions)
        PARTITIONS.set(0)
        self._log.info("revoked", partitions=[p.partition for p in partitions])

    def _drop(self) -> None:
        """A transaction under way ends first, one way or the other."""
        with suppress(Transient):
            self._settle()
        self._polled, self._ends, self._claimed, self._positions, self._idle = [], {}, None, {}, 0
        self._edges.seen.forget()

    def _resume(self, partitions: list[TopicPartition]) -> Mapping[Where, int]:
        self._connected()  # which ends what the producer before left open
        self._positions = self._edges.resume(self._consumer, [p.partition for p in partitions])
        return {(EVENTS_TOPIC, p): position.next_offset for p, position in self._positions.items()}
