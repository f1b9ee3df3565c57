"""The ledger's arithmetic: an honest pipeline balances at every moment, a lost or doubled record never does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lake.accounts.ledger import Account, Evidence, account, total
from lake.catalog_answers import SourceSums
from lake.edges.kafka.topics import GroupOffset
from lake.layout import EVENTS_TOPIC, QUARANTINE_TOPIC, UNIQUE_TOPIC

COUNTERS = {"in": 90, "unique": 70, "duplicate": 15, "quarantined": 5, "emitted": 70}

# 100 records sent, 90 decided, 60 + 4 delivered; the outputs hold transaction markers too.
MOVING = Evidence(
    partition=0,
    first=0,
    ends={EVENTS_TOPIC: 100, UNIQUE_TOPIC: 75, QUARANTINE_TOPIC: 8},
    dedup=GroupOffset(90, COUNTERS),
    sink={
        UNIQUE_TOPIC: GroupOffset(64, {"delivered": 60}),
        QUARANTINE_TOPIC: GroupOffset(6, {"delivered": 4}),
    },
    lake=SourceSums(objects=3, lines=50, rejected=1, superseded=0, rows=49, topic=UNIQUE_TOPIC, partition=0),
)


def test_a_moving_pipeline_balances() -> None:
    found = account(MOVING)
    assert found.balanced, found.faults
    assert (found.produced, found.in_, found.in_flight, found.pending) == (100, 90, 10 + 10 + 1, 10)


def test_nothing_has_happened_yet() -> None:
    idle = Evidence(0, 0, {EVENTS_TOPIC: 0, UNIQUE_TOPIC: 0, QUARANTINE_TOPIC: 0}, None, {}, None)
    assert account(idle) == Account()


def sink(delivered: int, offset: int) -> dict[str, GroupOffset]:
    return MOVING.sink | {UNIQUE_TOPIC: GroupOffset(offset, {"delivered": delivered})}


@pytest.mark.parametrize(
    ("fault", "evidence"),
    {
        "dedup ahead of its input": replace(MOVING, dedup=GroupOffset(101, COUNTERS)),
        "dedup lost a record": replace(MOVING, dedup=GroupOffset(90, COUNTERS | {"unique": 69, "emitted": 69})),
        "the sink lost a record": replace(MOVING, sink=sink(delivered=69, offset=75)),
        "the sink delivered one twice": replace(MOVING, sink=sink(delivered=71, offset=75)),
        "more was sent again than quarantine holds": replace(MOVING, redriven=5),
        "the lake holds a row too many": replace(
            MOVING, lake=SourceSums(objects=3, lines=61, rejected=0, superseded=0, rows=61, topic="", partition=0)
        ),
    }.items(),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_lost_or_doubled_record_is_a_fault(fault: str, evidence: Evidence) -> None:
    assert not account(evidence).balanced, fault


def test_what_was_sent_again_is_told() -> None:
    found = account(replace(MOVING, redriven=4))
    assert (found.redriven, found.quarantined, found.balanced) == (4, 5, True)


def test_what_was_replayed_is_input_as_any_other() -> None:
    found = account(replace(MOVING, replayed=9))
    assert found == replace(account(MOVING), replayed=9)
    assert found.balanced


def test_strays_are_told_apart() -> None:
    strays = MOVING.sink | {UNIQUE_TOPIC: GroupOffset(66, {"delivered": 62, "strays": 2})}
    found = account(replace(MOVING, ends=MOVING.ends | {UNIQUE_TOPIC: 77}, sink=strays))
    assert (found.delivered, found.strays, found.balanced) == (60, 2, True)


def test_the_sum_has_the_faults_of_all() -> None:
    bad = account(replace(MOVING, partition=1, dedup=GroupOffset(101, COUNTERS)))
    whole = total([account(MOVING), bad])
    assert whole.in_ == 180
    assert not whole.balanced
    assert whole.as_json()["in"] == 180
