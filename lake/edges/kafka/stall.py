"""A watch over a consumer: whether it gives nothing although Kafka has something.

A client may lose its place without a word, and answer "nothing new" to every poll. The process is then better ended:
the supervisor starts a fresh one, and it goes on from what is committed.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from lake.edges.kafka import broker
from lake.edges.kafka.broker import Consumer, Message
from lake.errors import TarnError

QUIET_S = 7.0  # without any message, not even the end of a partition, before Kafka is asked
LATER_S = 3.0  # and asked again: what it has only just shown (a transaction ended) may be on its way


class StallWatch:
    """Told of every poll; asks Kafka only when all has been quiet for a while."""

    def __init__(self, reader: Consumer, clock: Callable[[], float] = time.monotonic) -> None:
        self._reader = reader
        self._clock = clock
        self._since = self._polled = clock()
        self._held: dict[tuple[str, int], int] = {}  # what Kafka held when it was asked first, where that was more
        self._ends: dict[tuple[str, int], int] = {}  # where the client said that a partition ends

    def at_end(self, message: Message) -> None:
        """The client says that a partition has no more: markers of transactions may stand before that end."""
        self._ends[message.topic(), message.partition()] = message.offset()

    def polled(self, anything: bool) -> None:
        """After each poll. Raises TarnError where the client is stuck, Transient where Kafka does not answer."""
        now, before = self._clock(), self._polled
        self._polled = now
        if anything or now - before > 1:  # while nobody polled, nothing could come
            self._since, self._held = now, {}
        elif now - self._since >= QUIET_S + (LATER_S if self._held else 0):
            self._check()
            if not self._held:
                self._since = now

    def _check(self) -> None:
        held, self._held = self._held, {}
        for place in self._reader.position(self._reader.assignment()):
            where = place.topic, place.partition
            read = max(place.offset, self._ends.get(where, 0))
            if read < held.get(where, 0):
                raise TarnError(
                    f"Kafka holds {place.topic} {place.partition} up to offset {held[where]}, and its client has given "
                    f"nothing after {read} for {QUIET_S + LATER_S:.0f} s: it is stuck, and a fresh process goes on"
                )
            _, end = broker.kept(self._reader, place.topic, place.partition)
            if end > read:
                self._held[where] = end
