"""What one stage takes, the next can hold: the sums of the table of limits."""

from __future__ import annotations

import base64
import json

import pytest

from lake import limits
from lake.edges.kafka.topics import TOPICS
from lake.quarantined import quarantined
from lake.transform import added
from services.dedup.decide import Counters, Position, decide, read
from tests.inputs import PASSES

AROUND = 65_536  # key, headers and what Kafka writes around one record
SEEN_AT = "2026-11-21T12:00:00.000Z"


def test_the_largest_event_fits_every_stage() -> None:
    longest = added("\N{TURTLE}" * 16 + ":" + "\N{TURTLE}" * 16, 0)
    assert sum(map(len, longest)) + len(b"00:00:00.000000") < limits.ADDED
    largest = PASSES["exactly 1 MiB"]
    assert len(largest) == limits.EVENT
    assert limits.EVENT + AROUND < limits.INPUT_RECORD == TOPICS["events"]
    (new,) = decide(read([(0, 0, largest)], "t"), set(), {0: Position(0, Counters())}, SEEN_AT).unique
    assert len(new.value) <= limits.LINE
    assert len(new.value) + AROUND < limits.OUTPUT_RECORD == TOPICS["events.unique"]


@pytest.mark.parametrize("size", [0, 1, limits.KEPT, limits.KEPT + 1, 16 * limits.MIB])
def test_a_bad_record_of_any_size_fits_the_quarantine(size: int) -> None:
    raw = b"\xff" * size
    written = quarantined("too_large", "\x00" * 10_000, "t:0:1", SEEN_AT, raw)
    assert len(written) <= limits.QUARANTINE_LINE
    assert len(written) + AROUND < limits.OUTPUT_RECORD == TOPICS["events.quarantine"]
    kept = json.loads(written)
    assert base64.b64decode(kept["raw_base64"]) == raw[: limits.KEPT]
    assert (kept["length"], kept["truncated"]) == (size, size > limits.KEPT)
