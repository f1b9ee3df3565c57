"""`python -m stack.liveness`: starts Kafka anew where it answers, but for half a minute not about a group's offsets.

Kafka's group coordinator may come up half, and stays so until the next start (docs/faults.md, *What it found*). Kafka
itself answers all the while, so nothing else would end it.
"""

from __future__ import annotations

import time

from lake.config import load
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings
from lake.errors import TarnError, Transient, run
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC, QUARANTINE_TOPIC, SINK_GROUP, UNIQUE_TOPIC
from lake.runtime import log
from stack.places import places
from stack.processes import Supervisor
from stack.programs import KAFKA

PATIENCE_S = 30.0  # an open transaction of a dead dedup holds its offsets for ten
EVERY_S = 5.0
GROUPS = {DEDUP_GROUP: (EVENTS_TOPIC,), SINK_GROUP: (UNIQUE_TOPIC, QUARANTINE_TOPIC)}


class Group:
    """A consumer group, asked for its offsets by a client that never joins it."""

    def __init__(self, settings: BrokerSettings, name: str, topics: tuple[str, ...]) -> None:
        self._reader = broker.consumer(settings, name)
        self._name = name
        self._topics = topics

    def trouble(self) -> str | None:
        """Why the group's offsets are not told, by a Kafka that does answer; None where all is well, or Kafka away."""
        try:
            counts = {topic: broker.partition_count(self._reader, topic) for topic in self._topics}
        except Transient:
            return None
        partitions = [broker.TopicPartition(topic, n) for topic, count in counts.items() for n in range(count)]
        try:
            if partitions:
                broker.committed(self._reader, partitions)
        except Transient as trouble:
            return f"group {self._name}: {trouble}"
        return None


class Patience:
    """Says when trouble has lasted too long without a break; after a new start that did not help, twice as long."""

    def __init__(self, limit_s: float = PATIENCE_S) -> None:
        self._first = self._limit = limit_s
        self._since: float | None = None

    def over(self, trouble: bool, now: float) -> bool:
        """`now` in seconds; True once for each time that it is over, and it begins anew."""
        if not trouble:
            self._since, self._limit = None, self._first
        elif self._since is None:
            self._since = now
        elif now - self._since >= self._limit:
            self._since, self._limit = None, 2 * self._limit
            return True
        return False


def main() -> None:
    """Looks every five seconds until it is ended."""
    logger = log.configure("liveness")
    supervisor, settings, patience = Supervisor(places()), load(BrokerSettings), Patience()
    groups = [Group(settings, name, topics) for name, topics in GROUPS.items()]
    while True:
        time.sleep(EVERY_S)
        trouble = next(filter(None, (group.trouble() for group in groups)), None)
        if patience.over(trouble is not None, time.monotonic()):
            logger.warning("kafka is started anew: it answers, but tells no offsets", trouble=trouble)
            try:
                supervisor.stop(KAFKA)
                supervisor.start(KAFKA)
            except TarnError as error:  # the whole stack is being stopped
                logger.warning("kafka is not started anew", why=str(error))


if __name__ == "__main__":
    run(main)
