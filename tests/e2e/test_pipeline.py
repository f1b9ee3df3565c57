"""The whole chain as a stranger sees it: what went in at Kafka is in both buckets, once, byte for byte."""

from __future__ import annotations

import base64
import json
import random
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import Lake, Ledger
from tests.polling import eventually

NOW = 1_795_000_000
NAMES = ["account:login", "lesson:started", "payment:order:completed", "click:page", "odd/name:%2F..", "żółw:🐢"]
BAD: list[bytes | None] = [None, b"", b"not json", b"[1]", b'{"event_uuid":"x"}', b'{"a":"\xff"}', b"[" * 10_000]
ADDED = {"created_datetime", "event_type", "event_subtype"}


def event(event_uuid: str, name: str, created_at: float, **more: Any) -> bytes:
    fields = {"event_uuid": event_uuid, "event_name": name, "created_at": created_at, **more}
    return json.dumps(fields, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def mark() -> str:
    """What every event_uuid of this run begins with."""
    return f"e2e-{uuid.uuid4().hex[:8]}-"


@pytest.fixture(scope="module")
def originals(mark: str) -> dict[str, bytes]:
    """3,000 different events by id: over days, names and forms."""
    dice = random.Random(7)
    events = {}
    for n in range(3_000):
        event_uuid = f"{mark}{n:05d}"
        created_at = NOW - dice.randrange(3 * 86_400) + dice.choice([0, 0.25])
        events[event_uuid] = event(
            event_uuid, dice.choice(NAMES), created_at, n=n, text="ü\n\\", big=2**64, deep=[[{}]]
        )
    return events


def growth(before: dict[str, Any], after: dict[str, Any]) -> dict[str, int]:
    return {name: after[name] - before[name] for name in before if type(before[name]) is int}


def test_events_duplicates_and_bad_records_end_where_they_belong(
    mark: str,
    originals: dict[str, bytes],
    lake: Lake,
    ledger: Ledger,
    produce: Callable[[list[tuple[int, bytes | None]]], None],
    tarn: Callable[..., Any],
) -> None:
    dice = random.Random(8)
    records: list[tuple[int, bytes | None]] = [(dice.randrange(4), value) for value in originals.values()]
    duplicates = [(dice.randrange(4), dice.choice(list(originals.values()))) for _ in range(400)]
    bad = [(dice.randrange(4), value) for value in BAD for _ in range(3)]
    everything = records + duplicates + bad
    dice.shuffle(everything)
    before, old_bad = ledger(), len(lake.quarantined())

    produce(everything)
    tarn("drain", "--timeout", "240")

    after = ledger()
    assert after["balanced"], after["faults"]
    assert growth(before, after) | {"in_flight": after["in_flight"], "pending": after["pending"]} == {
        **dict.fromkeys(growth(before, after), 0),
        **{"produced": len(everything), "in": len(everything)},
        **{"unique": 3_000, "emitted": 3_000, "delivered": 3_000, "rows": 3_000},
        **{"duplicate": 400, "quarantined": len(bad), "quarantine_delivered": len(bad)},
        **{"in_flight": 0, "pending": 0},
    }

    lines = lake.raw(mark)
    assert set(lines.values()) == {1}, "a line stands twice in the raw bucket"
    kept = {json.loads(line)["event_uuid"]: line for line in lines}
    assert {i: line[: len(originals[i]) - 1] for i, line in kept.items()} == {i: v[:-1] for i, v in originals.items()}
    assert all(set(json.loads(line)) - set(json.loads(originals[i])) == ADDED for i, line in kept.items())

    rows = lake.rows(mark)
    assert len(rows) == 3_000
    assert {row["event_uuid"]: row["body"].encode() for row in rows} == kept

    found = lake.quarantined()
    assert len(found) - old_bad == len(bad)
    assert {None if row["raw_base64"] is None else base64.b64decode(row["raw_base64"]) for row in found} >= set(BAD)


def test_raw_objects_lie_in_the_folder_of_their_type_subtype_and_day(lake: Lake) -> None:
    folders = {key.rpartition("/")[0] for key in lake.keys("raw", "events/event_type=odd%2Fname/")}
    assert folders
    assert {folder.split("/")[2] for folder in folders} == {"event_subtype=%252F.."}
    assert {folder.split("/")[3:5] == ["year=2026", "month=11"] for folder in folders} == {True}


def test_nothing_else_is_in_the_buckets(lake: Lake) -> None:
    strange = {key for key in lake.keys("raw") if not re.fullmatch(r"(events|quarantine)/.*\.json\.gz", key, re.DOTALL)}
    assert not strange
    allowed = re.compile(r"events/(.*\.parquet)?", re.DOTALL)  # S3A marks the folder it writes to

    def strays() -> set[str]:
        return {key for key in lake.keys("processed") if not allowed.fullmatch(key)}

    assert eventually(lambda: not strays(), 60), strays()  # a run under way has more, until it commits


def test_a_partition_is_compacted_to_one_small_file(lake: Lake) -> None:
    folders = [key.rpartition("/")[0] for key in lake.keys("processed", "events/")]
    assert len(folders) == len(set(folders))


def test_an_etl_run_with_nothing_new_changes_nothing(lake: Lake, tarn: Callable[..., Any]) -> None:
    before = lake.keys("processed"), lake.keys("raw")
    assert "nothing new" in tarn("etl", "run").stdout
    assert (lake.keys("processed"), lake.keys("raw")) == before


def test_the_same_events_again_are_all_duplicates(
    originals: dict[str, bytes],
    mark: str,
    lake: Lake,
    ledger: Ledger,
    produce: Callable[[list[tuple[int, bytes | None]]], None],
    tarn: Callable[..., Any],
) -> None:
    before = ledger()
    produce([(n % 4, value) for n, value in enumerate(originals.values())])
    tarn("drain", "--timeout", "240")
    after = ledger()
    assert growth(before, after)["duplicate"] == 3_000
    assert growth(before, after)["rows"] == 0
    assert after["balanced"], after["faults"]
    assert len(lake.rows(mark)) == 3_000
