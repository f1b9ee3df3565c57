"""Something else doing a stage's work, as `bench/peers` configures it: the same events, broker, Redis and store."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.load import fill, made
from bench.stages import Figures, Plan, emptied, lag
from lake.config import load
from lake.errors import TarnError
from lake.event import parse
from lake.layout import EVENTS_TOPIC
from lake.objects import StoreSettings
from lake.seen import SeenSettings
from lake.topics import Topics, TopicSettings
from lake.transform import transform

_FOLDER = Path(__file__).resolve().parent / "peers"
_LINES_TOPIC = "bench.lines"  # one event a record, as a sink of others wants it
_OUTPUT_TOPIC = "bench.unique"


@dataclass(frozen=True)
class Peer:
    """How it is started for a stage (words after the binary), and the consumer group by which it is seen to work."""

    arguments: tuple[str, ...]
    group: str


PEERS: dict[str, dict[str, Peer]] = {
    "redpanda-connect": {
        "dedup": Peer(("run", "dedup.yaml"), "bench-redpanda-connect"),
        "sink": Peer(("run", "sink.yaml"), "bench-redpanda-connect"),
    },
    "kafka-connect": {"sink": Peer(("worker.properties", "sink.properties"), "connect-tarn-peer")},
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
        """One repetition of a stage, done by it."""
        peer, topic = PEERS[self.name][stage], EVENTS_TOPIC
        events = made(plan.shape, plan.events, seed)
        with Topics(load(TopicSettings)) as topics:
            topics.ensure({_OUTPUT_TOPIC: 2_097_152, _LINES_TOPIC: 2_097_152})
            if stage == "sink":
                topic = _LINES_TOPIC
                events = [transform(event, parse(event)) for event in dict.fromkeys(events)]
            fill(topic, events, plan.shape.partitions)
            return emptied(self.name, lambda: lag(topics, peer.group, topic), self._at_work(peer, topic))

    @contextmanager
    def _at_work(self, peer: Peer, topic: str) -> Iterator[list[int]]:
        store = load(StoreSettings)
        told = {
            "TARN_PEER_TOPIC": topic,
            "TARN_PEER_GROUP": peer.group,
            "TARN_PEER_OUTPUT": _OUTPUT_TOPIC,
            "TARN_KAFKA_BOOTSTRAP": load(TopicSettings).kafka_bootstrap,
            "TARN_REDIS_URL": load(SeenSettings).redis_url,
            "TARN_S3_ENDPOINT": store.s3_endpoint,
            "TARN_S3_ACCESS_KEY": store.s3_access_key,
            "TARN_S3_SECRET_KEY": store.s3_secret_key.get_secret_value(),
        }
        command = [str(self.binary), *peer.arguments]
        process = subprocess.Popen(
            command, cwd=_FOLDER / self.name, env=os.environ | told, stdout=subprocess.DEVNULL, start_new_session=True
        )
        try:
            with suppress(subprocess.TimeoutExpired):
                status = process.wait(1)  # a bad configuration ends it at once
                raise TarnError(f"{self.name} ended with status {status}: {' '.join(command)}")
            yield [process.pid]
        finally:
            process.terminate()
            process.wait(30)
