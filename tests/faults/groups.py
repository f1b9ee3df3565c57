"""Kafka's consumer groups and topics by its admin API: set back, widened, and whether they have read all there is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from kafka import IsolationLevel, KafkaAdminClient, OffsetAndMetadata, OffsetSpec, TopicPartition
from kafka.errors import KafkaError

from tests.polling import eventually

GROUPS = {"dedup": ("events",), "sink": ("events.unique", "events.quarantine")}


def rewind(bootstrap: str, group: str, dice: random.Random, at_most: int) -> None:
    """Offsets back by up to `at_most` records each, once the group's last member is gone; their metadata is lost."""
    with _admin(bootstrap) as admin:
        committed = admin.list_group_offsets(group)[group]
        back = {
            where: OffsetAndMetadata(row.offset - dice.randint(0, min(row.offset, at_most)), "", -1)
            for where, row in committed.items()
        }

        said: set[str] = set()

        def taken() -> bool:
            said.clear()
            said.update(error.__name__ for error in admin.alter_group_offsets(group, back).values())
            return said == {"NoError"}

        assert eventually(taken), f"Kafka does not let {group} be rewound: {said}"


def add_partitions(bootstrap: str, topic: str, more: int) -> int:
    """Answers how many there are now."""
    with _admin(bootstrap) as admin:
        count = len(admin.describe_topics([topic])[0]["partitions"]) + more
        admin.create_partitions({topic: count})
        return count


def read_up(bootstrap: str) -> bool:
    """Whether dedup and the sink have committed all that their topics hold; False too while Kafka is away."""
    with suppress(KafkaError), _admin(bootstrap) as admin:
        return all(_behind(admin, group) == 0 for group in GROUPS)
    return False


def _behind(admin: KafkaAdminClient, group: str) -> int:
    committed = admin.list_group_offsets(group)[group]
    behind = 0
    for topic in GROUPS[group]:
        count = len(admin.describe_topics([topic])[0]["partitions"])
        wanted = {TopicPartition(topic, p): OffsetSpec.LATEST for p in range(count)}
        ends = admin.list_partition_offsets(wanted, isolation_level=IsolationLevel.READ_COMMITTED)
        behind += sum(row.offset - (committed[w].offset if w in committed else 0) for w, row in ends.items())
    return behind


@contextmanager
def _admin(bootstrap: str) -> Iterator[KafkaAdminClient]:
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        yield admin
    finally:
        admin.close()
