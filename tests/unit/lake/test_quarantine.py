"""Which records of quarantine are meant by a reason, a source or a time."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.accounts.quarantine import Choice, Quarantined, moment, newest, records
from lake.edges.objects import ObjectInfo, ObjectStore
from lake.errors import TarnError
from lake.layout import object_name, quarantine_folder
from services.dedup.decide import quarantine_record

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def record(reason: str = "not_json", offset: int = 7, seen_at: datetime = NOON) -> Quarantined:
    return Quarantined(reason, "a sentence", f"topic:2:{offset}", seen_at, b"bad")


CASES = [
    ("all", Choice(), True),
    ("its reason", Choice("not_json"), True),
    ("another reason", Choice("empty"), False),
    ("its source", Choice("topic:2:7"), True),
    ("another source", Choice("topic:2:8"), False),
    ("since then", Choice(since=NOON), True),
    ("since later", Choice(since=datetime(2026, 11, 21, 12, 0, 1, tzinfo=UTC)), False),
    ("until then", Choice(until=NOON), False),
    ("within that day", Choice("not_json", moment("2026-11-21"), moment("2026-11-22")), True),
    ("of another zone", Choice(since=moment("2026-11-21T13:00:00+01:00")), True),
]


@pytest.mark.parametrize(("choice", "taken"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_what_is_meant(choice: Choice, taken: bool) -> None:
    assert choice.takes(record()) == taken


_times = st.datetimes(datetime(2026, 11, 20), datetime(2026, 11, 24), timezones=st.just(UTC))


@given(seen=_times, since=st.none() | _times, until=st.none() | _times)
def test_no_object_is_left_out_that_holds_a_record_that_is_meant(
    seen: datetime, since: datetime | None, until: datetime | None
) -> None:
    choice = Choice("not_json", since, until)
    key = quarantine_folder("not_json", (seen - datetime(1970, 1, 1, tzinfo=UTC)).days) + object_name("t", 0, 1, 1)
    assert key.startswith(choice.prefix)
    if choice.takes(record(seen_at=seen)):
        assert choice.takes_object(key)


def test_a_record_reads_back_as_dedup_wrote_it() -> None:
    written = quarantine_record(((2, 7, b"caf\xe9"), b"topic:2:7", "not_utf8", "byte 3"), "2026-11-21T12:00:00.000Z")
    found = msgspec.json.decode(written, type=Quarantined)
    assert (found.raw, found.partition, found.seen_at, found.text) == (b"caf\xe9", 2, NOON, "caf\\xe9")


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01", "12:00"])
def test_a_time_that_is_none_is_told(text: str) -> None:
    with pytest.raises(TarnError, match="is no time"):
        moment(text)


class Objects(ObjectStore):
    """Objects in memory, read by ranges."""

    def __init__(self, **held: bytes) -> None:
        self.held = held

    def get_range(self, _bucket: str, key: str, offset: int, length: int) -> bytes:
        return self.held[key][offset : offset + length]

    def entries(self) -> list[ObjectInfo]:
        return [ObjectInfo(key, len(data), "", NOON) for key, data in self.held.items()]


def line(offset: int = 7) -> bytes:
    return quarantine_record(((2, offset, b"bad"), b"topic:2:%d" % offset, "not_json", "why"), "2026-11-21T12:00:00Z")


def bomb(of: bytes, megabytes: int) -> bytes:
    """Gzip of `of`, repeated, without ever holding it."""
    packer = zlib.compressobj(1, wbits=31)
    piece = of * (1_000_000 // len(of))
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


GOOD = gzip.compress(line(1) + b"\n" + line(2) + b"\n")
DAMAGED = {
    "no gzip": (b"plain text", 0, "damaged and left out after line 0: it is not gzip"),
    "cut": (GOOD[:-8], 2, "its gzip is cut short"),
    "a second member that is none": (GOOD + b"tail", 2, "damaged and left out after line 2"),
    "one endless line": (bomb(b"\0", 200), 0, "line 1: it has 200,000,000 bytes"),
    "two hundred million empty lines": (bomb(b"\n", 200), 0, "1,000 of its lines are no record"),
    "a line of another": (gzip.compress(line(1) + b"\nnot json\n" + line(2)), 2, "has 1 lines that are no record"),
    "nested too deep": (gzip.compress(b'{"a":' + b"[" * 200_000), 0, "has 1 lines that are no record"),
    "a reason of a megabyte": (gzip.compress(line().replace(b"not_json", b"x" * 1_000_000)), 0, "`$.reason`"),
    "an offset of 5,000 digits": (gzip.compress(line().replace(b":7", b":" + b"7" * 5_000)), 0, "`$.source`"),
}


@pytest.mark.parametrize(("data", "kept", "says"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_object_is_named_once_and_the_others_are_read(data: bytes, kept: int, says: str) -> None:
    store, told = Objects(before=GOOD, odd=data, after=GOOD), list[str]()
    tracemalloc.start()
    found = sum(1 for _ in records(store, store.entries(), Choice(), told.append))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == 4 + kept
    assert len(told) == 1
    assert told[0].startswith("odd ")
    assert says in told[0]
    assert peak < 100_000_000


def test_an_object_that_went_meanwhile_is_named() -> None:
    store, told = Objects(), list[str]()
    assert not list(records(store, [ObjectInfo("gone", 5, "", NOON)], Choice(), told.append))
    assert "gone is damaged and left out after line 0: it is not there any more" in told[0]


def test_many_members_are_one_object() -> None:
    store = Objects(many=GOOD + GOOD)
    assert len(list(records(store, store.entries(), Choice(), pytest.fail))) == 4


def test_the_newest_come_first_and_no_more_are_held_than_memory_has_room_for() -> None:
    found = [record(offset=n, seen_at=NOON + timedelta(seconds=n % 50)) for n in range(100)]
    assert [r.partition for r in newest(found, 3)] == [2, 2, 2]
    assert [r.source for r in newest(found, 3)] == ["topic:2:49", "topic:2:99", "topic:2:48"]
    assert len(newest(found, 3, most=9)) == 3
    with pytest.raises(TarnError, match="ask for fewer"):
        newest(found, 4, most=9)
