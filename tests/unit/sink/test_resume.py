"""Where the sink goes on when its group has lost its place: what the newest object says, and what Kafka keeps."""

from __future__ import annotations

import pytest

from lake.errors import TarnError
from services.sink.plan import ABOUT, Flush, Progress, about, read_about
from services.sink.resume import Start, after_rewind, newest_objects

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
