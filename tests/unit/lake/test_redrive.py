"""Redrive: nothing is sent twice unasked, nothing marked that was not sent, an end in the middle can be repeated."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.accounts.quarantine import Quarantined
from lake.accounts.redrive import Redriven, Rules, read_repairs
from lake.accounts.redrive import redrive as redrive_all
from lake.edges.catalog import Catalog
from lake.errors import TarnError

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
RECORDS = [Quarantined("not_json", "", f"t:{n % 4}:{n}", NOON, b"bad") for n in range(1_200)]


EVENT = b'{"event_uuid":"u","event_name":"a:b","created_at":1}'
RULES = Rules(partitions=4)


def redrive(
    chosen: list[Quarantined], marks: Marks, kafka: Kafka | None, again: bool = False, rules: Rules = RULES
) -> Redriven:
    return redrive_all(lambda: chosen, marks, rules, kafka, again)


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
    event = b'{"event_uuid" : "u","event_name":"a:b", "created_at":1e3,"b":"\xc3\xbc"}'
    repairs = read_repairs(
        [b'{"source": "t:0:1", "event": ' + event + b"}", b"", b'{"event":' + EVENT + b',"source":"x"}']
    )
    assert repairs == {"t:0:1": event, "x": EVENT}


@pytest.mark.parametrize(
    ("line", "says"),
    {
        "text": (b"oops", "line 2 is no repair"),
        "no source": (b"{}", "line 2 is no repair"),
        "no event": (b'{"source":"t:0:2"}', "line 2 is no repair"),
        "a number as source": (b'{"source":1,"event":{}}', "line 2 is no repair"),
        "not UTF-8": (b'{"source":"\xff"}', "line 2 is no repair"),
        "deep": (b'{"source":"t:0:2","event":' + b"[" * 100_000, "line 2 is no repair"),
        "still bad": (b'{"source":"t:0:2","event":{"a":1}}', "line 2 would go back to quarantine as missing_field"),
        "not UTF-8 within": (
            b'{"source":"t:0:2","event":{"a":"\xff"}}',
            "line 2 would go back to quarantine as not_utf8",
        ),
        "a second time": (b'{"source":"t:0:1","event":' + EVENT + b"}", "line 2 repairs t:0:1 a second time"),
    }.values(),
)
def test_a_line_that_is_no_repair_is_told_with_its_number(line: bytes, says: str) -> None:
    with pytest.raises(TarnError, match=says):
        read_repairs([b'{"source":"t:0:1","event":' + EVENT + b"}", line])


def cut(source: str) -> Quarantined:
    return Quarantined("too_large", "", source, NOON, b"{}", length=5_000_000, truncated=True)


@pytest.mark.parametrize(
    ("bad", "rules", "says"),
    {
        "kept cut": (cut("t:1:9"), RULES, "only 2 of the 5,000,000 bytes of t:1:9"),
        "another partition": (Quarantined("empty", "", "t:4:9", NOON, b""), RULES, "t:4:9 names a partition"),
        "larger than Kafka takes": (
            Quarantined("x", "", "t:1:9", NOON, b"x" * 2_097_152),
            RULES,
            "t:1:9 has 2,097,152",
        ),
        "a repair of nothing": (RECORDS[0], Rules(4, {"t:9:9": EVENT}), "of no chosen record of quarantine, t:9:9"),
    }.values(),
)
def test_one_that_cannot_be_sent_refuses_the_lot_by_name(bad: Quarantined, rules: Rules, says: str) -> None:
    marks, kafka = Marks(), Kafka()
    for sender in (kafka, None):
        with pytest.raises(TarnError, match=says) as caught:
            redrive([*RECORDS, bad], marks, sender, rules=rules)
        assert str(caught.value).endswith("nothing was sent")
    assert kafka.got.total() == 0


def test_what_was_sent_again_before_is_not_checked_once_more() -> None:
    marks, kafka = Marks(), Kafka()
    marks.mark_redriven(["t:1:9"])
    assert redrive([cut("t:1:9"), RECORDS[0]], marks, kafka).sent.total() == 1


def test_a_record_that_is_kept_cut_is_sent_whole_by_its_repair() -> None:
    assert Rules(4, {"t:1:9": EVENT}).value(cut("t:1:9")) == EVENT
