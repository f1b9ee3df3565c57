"""Redrive: nothing is sent twice unasked, nothing marked that was not sent, an end in the middle can be repeated."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.catalog import Catalog
from lake.errors import TarnError
from lake.quarantine import Quarantined
from lake.redrive import read_repairs, redrive

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RECORDS = [Quarantined("not_json", "", f"t:{n % 4}:{n}", NOON, b"bad") for n in range(1_200)]


class Marks(Catalog):
    """The marks alone."""

    def __init__(self) -> None:
        self.marked: set[str] = set()

    def redriven(self, sources: list[str]) -> set[str]:
        return self.marked & set(sources)

    def mark_redriven(self, sources: list[str]) -> None:
        self.marked |= set(sources)


class Kafka:
    """Takes what it is sent, but for the sources in `refuses`; dies before the record number `dies_at`."""

    def __init__(self, refuses: frozenset[str] = frozenset(), dies_at: int | None = None) -> None:
        self.got: Counter[str] = Counter()
        self._refuses = refuses
        self._left = dies_at

    def __call__(self, records: list[Quarantined]) -> list[str | None]:
        for record in records:
            if self._left is not None:
                self._left -= 1
                if self._left < 0:
                    raise KeyboardInterrupt
            if record.source not in self._refuses:
                self.got[record.source] += 1
        return ["too large" if record.source in self._refuses else None for record in records]


def test_each_is_sent_once_and_only_asked_again() -> None:
    marks, kafka = Marks(), Kafka()
    assert redrive(RECORDS, marks, kafka).sent == {"not_json": 1_200}
    second = redrive(RECORDS, marks, kafka)
    assert (second.before, second.sent.total()) == (1_200, 0)
    assert redrive(RECORDS, marks, kafka, again=True).sent.total() == 1_200
    assert set(kafka.got.values()) == {2}


def test_a_dry_run_counts_and_marks_nothing() -> None:
    marks = Marks()
    assert redrive(RECORDS, marks, None).sent == {"not_json": 1_200}
    assert marks.marked == set()


def test_what_kafka_refuses_is_told_and_tried_again() -> None:
    marks = Marks()
    done = redrive(RECORDS, marks, Kafka(refuses=frozenset({"t:1:5"})))
    assert (done.refused, done.why, done.sent.total()) == (1, "too large", 1_199)
    assert redrive(RECORDS, marks, Kafka()).sent.total() == 1


def test_where_kafka_takes_nothing_the_rest_is_not_tried() -> None:
    done = redrive(RECORDS, Marks(), Kafka(refuses=frozenset(record.source for record in RECORDS)))
    assert (done.refused, done.sent.total()) == (500, 0)


@given(st.integers(0, 1_300))
def test_an_end_in_the_middle_loses_nothing(dies_at: int) -> None:
    marks, first, second = Marks(), Kafka(dies_at=dies_at), Kafka()
    try:
        redrive(RECORDS, marks, first)
    except KeyboardInterrupt:
        redrive(RECORDS, marks, second)
    got = first.got + second.got
    assert got.keys() == {record.source for record in RECORDS}
    assert sum(times > 1 for times in got.values()) <= 500, "no more than the part that it died in"


def test_repairs_keep_their_bytes() -> None:
    repairs = read_repairs(
        [b'{"source": "t:0:1", "event": {"a" : 1e3,"b":"\xc3\xbc"}}', b"", b'{"event":[],"source":"x"}']
    )
    assert repairs == {"t:0:1": b'{"a" : 1e3,"b":"\xc3\xbc"}', "x": b"[]"}


@pytest.mark.parametrize(
    "line", [b"oops", b"{}", b'{"source":"t:0:1"}', b'{"source":1,"event":{}}', b'{"source":"\xff"}']
)
def test_a_line_that_is_no_repair_is_told_with_its_number(line: bytes) -> None:
    with pytest.raises(TarnError, match="line 2 is no repair"):
        read_repairs([b'{"source":"t:0:1","event":{}}', line])
