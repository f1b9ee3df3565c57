"""A watch over a consumer: whether it gives nothing although Kafka has something.

A client may lose its place without a word, and answer "nothing new" to every poll. The process is then better ended:
the supervisor starts a fresh one, and it goes on from what is committed.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from lake import broker
from lake.broker import Consumer, Message
from lake.errors import TarnError

QUIET_S = 10.0  # without any message, not even the end of a partition, before Kafka is asked


class StallWatch:
    """Told of every poll; asks Kafka only when all has been quiet for a while."""

    def __init__(self, reader: Consumer, clock: Callable[[], float] = time.monotonic) -> None:
        self._reader = reader
        self._clock = clock
        self._since = self._polled = clock()
        self._ends: dict[tuple[str, int], int] = {}  # where the client said that a partition ends

    def at_end(self, message: Message) -> None:
        """The client says that a partition has no more: markers of transactions may stand before that end."""
        self._ends[message.topic(), message.partition()] = message.offset()

    def polled(self, anything: bool) -> None:
        """After each poll. Raises TarnError where the client is stuck, Transient where Kafka does not answer."""
        now, before = self._clock(), self._polled
        self._polled = now
        if anything or now - before > 1:  # while nobody polled, nothing could come
            self._since = now
        elif now - self._since >= QUIET_S:
            self._since = now
            for place in self._reader.position(self._reader.assignment()):
                read = max(place.offset, self._ends.get((place.topic, place.partition), 0))
                _, end = broker.kept(self._reader, place.topic, place.partition)
                if end > read:
                    raise TarnError(
                        f"Kafka holds {place.topic} {place.partition} up to offset {end}, and its client has given "
                        f"nothing after {read} for {QUIET_S:.0f} s: it is stuck, and a fresh process goes on"
                    )
