"""Something else doing a stage's work, as `bench/peers` configures it: the same events, broker, Redis and store.

1. Its topic is filled: events for dedup, and for the sink what dedup makes of them, one event a record.
2. It is started and timed until its consumer group has committed everything.
3. It is stopped, and what it has left behind is compared with what it was to do (`proof.py`).
4. Its ids and objects are taken away: Redis and the store are for tarn's stages again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import redis

from bench import proof
from bench.load import fill, made
from bench.program import running
from bench.stages import Figures, Plan, emptied, lag
from lake.config import load
from lake.edges.ids.seen import SeenSettings
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError

_FOLDER = Path(__file__).resolve().parent / "peers"
_OUTPUT_TOPIC = "bench.unique"
_LARGEST = 2_097_152  # bytes of a record


@dataclass(frozen=True)
class Peer:
    """How it is started for a stage (words after the binary), and the consumer group by which it is seen to work."""

    arguments: tuple[str, ...]
    group: str
    lacks: str  # what it does not do of what tarn does
    in_folders: bool = False  # whether its objects lie by type, subtype and day


PEERS: dict[str, dict[str, Peer]] = {
    "bento": {
        "dedup": Peer(
            ("-c", "dedup.yaml"),
            "bench-bento-dedup",
            "loses the event where it dies between claim and write; no transaction, no ledger, no quarantine",
        ),
        "sink": Peer(
            ("-c", "sink.yaml"),
            "bench-bento-sink",
            "at least once: after a crash the same lines lie under other names",
            in_folders=True,
        ),
    },
    "kafka-connect": {
        "sink": Peer(
            ("worker.properties", "sink.properties"),
            "connect-tarn-peer",
            "no folders by an event's fields, no ledger",
        )
    },
}


@dataclass(frozen=True)
class Installed:
    """A peer and its binary, from `NAME=BINARY`."""

    name: str
    binary: Path

    @classmethod
    def of(cls, text: str) -> Installed:
        """Raises TarnError where there is no such peer or no such file."""
        name, _, binary = text.partition("=")
        if name not in PEERS:
            raise TarnError(f"no peer {name!r}: there are {', '.join(PEERS)}")
        if not Path(binary).is_file():
            raise TarnError(f"--peer {text}: {binary or 'nothing'} is no program")
        return cls(name, Path(binary).resolve())

    def does(self, stage: str) -> bool:
        """Whether there is a configuration of it for a stage."""
        return stage in PEERS[self.name]

    def measured(self, stage: str, plan: Plan, seed: int) -> Figures:
        """One repetition of a stage, done by it. Raises TarnError where it did not do all of it."""
        peer, name = PEERS[self.name][stage], f"{stage} by {self.name}"
        topic = f"bench.{self.name}.{stage}"  # its own: a group reads all of a topic that it meets for the first time
        events = made(plan.shape, plan.events, seed)
        wanted = proof.expected(events)
        store = ObjectStore(load(StoreSettings))
        with Topics(load(TopicSettings)) as topics, _ids() as redis_url:
            topics.ensure(dict.fromkeys((topic, _OUTPUT_TOPIC), _LARGEST))
            # A sink of others wants one event a record.
            fill(topic, events if stage == "dedup" else [*wanted.values()], plan.shape.partitions)
            starts = topics.end_offsets(_OUTPUT_TOPIC)
            told = _told(peer, topic, plan) | {"TARN_REDIS_URL": redis_url}
            with running([str(self.binary), *peer.arguments], _FOLDER / self.name, told) as program:

                def waiting() -> int:
                    program.verify()
                    return lag(topics, peer.group, topic)

                figures = emptied(self.name, waiting, nullcontext([program.process.pid]))
            if stage == "dedup":
                left = proof.records(_OUTPUT_TOPIC, starts, topics.end_offsets(_OUTPUT_TOPIC))
            else:
                left = proof.lines(name, store, peer.in_folders)
            proof.compare(name, left, wanted)
            proof.clear(store)
        return figures


def _told(peer: Peer, topic: str, plan: Plan) -> dict[str, str]:
    store = load(StoreSettings)
    return {
        "TARN_PEER_TOPIC": topic,
        "TARN_PEER_GROUP": peer.group,
        "TARN_PEER_OUTPUT": _OUTPUT_TOPIC,
        "TARN_PEER_BUFFER_BYTES": f"{plan.buffer_mb * 1_000_000:.0f}",
        "TARN_KAFKA_BOOTSTRAP": load(TopicSettings).kafka_bootstrap,
        "TARN_S3_ENDPOINT": store.s3_endpoint,
        "TARN_S3_ACCESS_KEY": store.s3_access_key,
        "TARN_S3_SECRET_KEY": store.s3_secret_key.get_secret_value(),
    }


@contextmanager
def _ids() -> Iterator[str]:
    """The address of a Redis database beside tarn's, which is emptied after the block."""
    url = urlsplit(load(SeenSettings).redis_url)._replace(path="/1").geturl()
    try:
        yield url
    finally:
        with redis.Redis.from_url(url) as database:
            database.flushdb()
