"""Where the sink goes on when its group has lost its place: what the newest object says, and what Kafka keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from lake.edges.kafka.broker import TopicPartition
from lake.edges.objects import ObjectInfo
from lake.errors import TarnError
from services.sink.plan import ABOUT, Flush, Progress, about, encode, read_about
from services.sink.resume import Start, after_rewind, newest_objects, resume

BEFORE, AFTER = Progress(delivered=90, strays=1), Progress(delivered=95, strays=2)
FLUSH = Flush("events.unique", 0, 100, 110, BEFORE, AFTER)


def test_the_newest_object_of_each_partition_wherever_it_lies() -> None:
    keys = [
        "events/event_type=a/event_subtype=x/year=2026/month=01/day=01/events.unique-0-00000000000000000100-12.json.gz",
        "events/event_type=z/event_subtype=x/year=2026/month=01/day=01/events.unique-0-00000000000000000099.json.gz",
        "quarantine/reason=stray/year=2026/month=01/day=01/events.unique-1-00000000000000000007-1.json.gz",
        "quarantine/reason=empty/year=2026/month=01/day=01/events.quarantine-0-00000000000000000500.json.gz",
        "events/event_type=a/event_subtype=x/year=2026/month=01/day=01/by-hand.txt",
    ]
    wanted = [("events.unique", 0), ("events.unique", 1), ("events.unique", 2)]
    assert newest_objects(keys, wanted) == {("events.unique", 0): keys[0], ("events.unique", 1): keys[2]}


@pytest.mark.parametrize(
    ("set_to", "low", "start"),
    [
        (0, 0, Start(100, BEFORE.planned(110))),  # set back: its last flush once more, then on from its end
        (None, 0, Start(100, BEFORE.planned(110))),  # the group was deleted
        (500, 100, Start(100, BEFORE.planned(110))),  # set forward over records that are still there: none is skipped
        (105, 101, Start(110, AFTER)),  # the flush has expired in Kafka
        (700, 700, Start(700, AFTER)),  # so have records that were never read, and the operator goes on without them
    ],
)
def test_after_a_rewind(set_to: int | None, low: int, start: Start) -> None:
    assert after_rewind(FLUSH, set_to, low, high=1000) == start


def test_a_topic_that_was_made_anew_writes_over_nothing() -> None:
    with pytest.raises(TarnError, match="made anew"):
        after_rewind(FLUSH, None, low=0, high=109)


def test_an_object_tells_its_flush_in_ascii_or_the_sink_stops() -> None:
    assert read_about("key", about(FLUSH)) == FLUSH
    assert about(FLUSH)[ABOUT].isascii()
    with pytest.raises(TarnError, match="set by hand, and key does not say"):
        read_about("key", {})


class Reader:
    """A consumer that was asked nothing but what its group committed and what Kafka keeps."""

    def __init__(self, high: int, metadata: str | None) -> None:
        self.high = high
        self.metadata = metadata

    def committed(self, partitions: list[TopicPartition], timeout: float) -> list[TopicPartition]:
        assert timeout
        known = -1001 if self.metadata is None else 0
        return [TopicPartition(p.topic, p.partition, known, metadata=self.metadata or "") for p in partitions]

    def get_watermark_offsets(self, _where: TopicPartition, timeout: float) -> tuple[int, int]:
        assert timeout
        return 0, self.high


class Bucket:
    """Remembers under which prefixes it was listed."""

    def __init__(self) -> None:
        self.listed: list[str] = []

    def list(self, _bucket: str, prefix: str) -> Iterator[ObjectInfo]:
        self.listed.append(prefix)
        return (ObjectInfo(f"{prefix}by-hand/{n}", 1, "", datetime.now(UTC)) for n in range(2_500))


@pytest.mark.parametrize(
    ("topic", "high", "metadata", "listed"),
    [
        ("events.quarantine", 0, None, []),  # it never held a record
        ("events.unique", 7, encode(Progress()), []),  # nothing delivered by now, and told so
        ("events.quarantine", 7, None, ["quarantine/"]),
        ("events.unique", 7, None, ["events/", "quarantine/"]),
        ("events.unique", 7, "", ["events/", "quarantine/"]),  # set by hand
    ],
)
def test_the_bucket_is_listed_only_where_it_can_hold_the_answer(
    topic: str, high: int, metadata: str | None, listed: list[str]
) -> None:
    bucket, beats = Bucket(), [0]

    def beat() -> None:
        beats[0] += 1

    starts = resume(bucket, None, beat, Reader(high, metadata), [TopicPartition(topic, 0)])  # type: ignore[arg-type]
    assert starts == {(topic, 0): Start(0, Progress())}
    assert bucket.listed == listed
    assert beats[0] == 3 * len(listed), "the watchdog hears of a long listing"
