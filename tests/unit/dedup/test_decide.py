"""Dedup's decision: every record ends in exactly one column of the ledger, and rewinding emits nothing twice."""

from __future__ import annotations

import base64
import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.dedup.decide import Batch, Counters, Outcome, Position, Record, decide, read

NOW = "2026-11-21T09:30:00.000Z"


def event(uuid: str) -> bytes:
    return f'{{"event_uuid":"{uuid}","event_name":"click:page","created_at":1700000000}}'.encode()


Table = dict[str, tuple[str, int]]


def claim(table: Table, batch: Batch) -> set[int]:
    """What Redis does: the first record to come owns the id."""
    records = [(where, first + n) for where, first, count in batch.runs for n in range(count)]
    return {n for n, (i, r) in enumerate(zip(batch.ids, records, strict=True)) if table.setdefault(i, r) != r}


def lines(outcome: Outcome) -> dict[tuple[int, int], bytes]:
    """What is emitted, by the partition and offset of its input."""
    return {(u.partition, n): line for u in outcome.unique for n, line in zip(u.offsets, u.lines, strict=True)}


def fresh(partitions: int = 1) -> dict[int, Position]:
    return {p: Position(0, Counters()) for p in range(partitions)}


def test_first_comes_through_duplicate_is_counted_bad_is_kept_whole() -> None:
    batch = read([(0, 0, event("a")), (0, 1, event("a")), (0, 2, b"bad"), (0, 3, None)], "topic")
    outcome = decide(batch, claim({}, batch), fresh(), NOW)
    assert lines(outcome).keys() == {(0, 0)}
    assert outcome.counters == {0: Counters(in_=4, unique=1, duplicate=1, quarantined=2, emitted=1)}
    kept = [json.loads(value) for _, value, _ in outcome.quarantine]
    assert [(row["reason"], row["source"], row["seen_at"]) for row in kept] == [
        ("not_json", "topic:0:2", NOW),
        ("null_value", "topic:0:3", NOW),
    ]
    assert base64.b64decode(kept[0]["raw_base64"]) == b"bad"
    assert kept[1]["raw_base64"] is None
    assert batch.next_offsets == {0: 4}


def test_our_own_claim_is_emitted_again_after_a_crash() -> None:
    table: Table = {}
    records: list[Record] = [(0, 0, event("a")), (0, 1, event("b"))]
    lost = read(records, "topic")
    claim(table, lost)  # and then the process dies
    again = read(records, "topic")
    assert len(lines(decide(again, claim(table, again), fresh(), NOW))) == 2


def test_a_rewound_group_counts_again_and_emits_nothing_twice() -> None:
    table: Table = {}
    records: list[Record] = [(0, 0, event("a")), (0, 1, b"bad"), (0, 2, event("b"))]
    first = read(records, "topic")
    claim(table, first)
    rewound = read([*records, (0, 3, event("c"))], "topic")
    outcome = decide(rewound, claim(table, rewound), {0: Position(0, Counters(), emitted_up_to=2)}, NOW)
    assert lines(outcome).keys() == {(0, 3)}
    assert outcome.quarantine == []
    assert outcome.counters[0] == Counters(in_=4, unique=3, duplicate=0, quarantined=1, emitted=3)


def test_policy_last_passes_duplicates_on_and_counts_them() -> None:
    batch = read([(0, 0, event("a")), (0, 1, event("a"))], "topic")
    outcome = decide(batch, claim({}, batch), fresh(), NOW, policy="last")
    assert len(lines(outcome)) == 2
    assert outcome.counters[0] == Counters(in_=2, unique=1, duplicate=1, quarantined=0, emitted=2)


def test_without_transform_the_bytes_are_the_senders() -> None:
    batch = read([(0, 0, event("a"))], "topic")
    assert lines(decide(batch, set(), fresh(), NOW, transformation="none")) == {(0, 0): event("a")}


def test_events_are_grouped_by_partition_and_folder_in_the_order_they_came() -> None:
    names = ["a:x", "b:y", "a:x", "a:x"]
    values = [event(str(n)).replace(b"click:page", name.encode()) for n, name in enumerate(names)]
    batch = read([(0, 4, values[0]), (0, 5, values[1]), (0, 9, values[2]), (1, 0, values[3])], "topic")
    assert batch.runs == [("topic:0", 4, 2), ("topic:0", 9, 1), ("topic:1", 0, 1)]
    outcome = decide(batch, set(), fresh(2), NOW)
    day = "year=2023/month=11/day=14/"
    assert [(u.partition, u.folder.decode(), u.offsets) for u in outcome.unique] == [
        (0, f"events/event_type=a/event_subtype=x/{day}", [4, 9]),
        (0, f"events/event_type=b/event_subtype=y/{day}", [5]),
        (1, f"events/event_type=a/event_subtype=x/{day}", [0]),
    ]
    assert (batch.source(0), batch.source(1)) == (b"topic:0:9", b"topic:1:0")


def test_a_pretty_printed_event_is_one_line_of_the_same_json() -> None:
    pretty = json.dumps({"event_uuid": "a\nb", "event_name": "a:b", "created_at": 1}, indent=2).encode()
    (line,) = lines(decide(read([(0, 0, pretty)], "topic"), set(), fresh(), NOW, transformation="none")).values()
    assert b"\n" not in line
    assert json.loads(line) == json.loads(pretty)


@given(
    ids=st.lists(st.one_of(st.sampled_from("abcdef"), st.none()), max_size=40),
    cuts=st.lists(st.integers(1, 7), max_size=40),
    crashes=st.lists(st.booleans(), max_size=40),
)
def test_however_batches_are_cut_and_crash_each_id_is_emitted_once(
    ids: list[str | None], cuts: list[int], crashes: list[bool]
) -> None:
    """Two partitions; a crash forgets the batch after its claims and reads it again later."""
    log: list[Record] = [(n % 2, n // 2, event(i) if i else b"bad") for n, i in enumerate(ids)]
    table: Table = {}
    positions, emitted, quarantined = fresh(2), [], 0
    waiting = log
    while waiting:
        size = cuts.pop() if cuts else 7
        batch = read(waiting[:size], "topic")
        taken = claim(table, batch)
        if crashes and crashes.pop():
            continue
        outcome = decide(batch, taken, positions, NOW)
        positions |= {p: Position(batch.next_offsets[p], counters) for p, counters in outcome.counters.items()}
        emitted += [json.loads(line)["event_uuid"] for line in lines(outcome).values()]
        quarantined += len(outcome.quarantine)
        waiting = waiting[size:]
    assert sorted(emitted) == sorted({i for i in ids if i})
    counted = [position.counters for position in positions.values()]
    assert sum(c.in_ for c in counted) == len(ids)
    assert all(c.in_ == c.unique + c.duplicate + c.quarantined for c in counted)
    assert (sum(c.unique for c in counted), sum(c.quarantined for c in counted)) == (len(emitted), quarantined)


def test_markers_of_transactions_and_aborted_records_are_passed_and_not_counted() -> None:
    batch = read([(0, 3, event("a"))], "topic", {0: 6, 1: 4})
    outcome = decide(batch, set(), {0: Position(3, Counters(in_=3, unique=3)), 1: Position(2, Counters())}, NOW)
    assert batch.next_offsets == {0: 6, 1: 4}
    assert batch.source(0) == b"topic:0:5"
    assert outcome.counters == {0: Counters(in_=4, unique=4, emitted=1), 1: Counters()}
    assert read([(0, 9, event("a"))], "topic", {0: 6}).next_offsets == {0: 10}, "what came after the end was reported"


def test_what_the_outputs_held_at_a_rewind_outlives_a_restart_in_the_middle() -> None:
    counters = Counters(emitted_up_to=99).plus(unique=1, duplicate=0, quarantined=0, emitted=0)
    assert msgspec.convert(msgspec.to_builtins(counters), Counters).emitted_up_to == 99
