"""What is sent is what was sent: dedup makes of it, byte for byte, the line that it came from."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st

from lake.event import parse
from lake.gzip_lines import LongLine
from lake.layout import RawKey, event_folder, object_name, parse_raw_key
from lake.transform import day_number, fold, transform
from services.replay.originals import Addition, originals


def key_of(event_name: str, day: int) -> RawKey:
    raw = parse_raw_key(event_folder(event_name, day) + object_name("events.unique", 0, 7, 1))
    assert raw is not None
    return raw


NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=6
)
TIMES = st.integers(0, 4_000_000_000) | st.floats(0, 4e9)


@example("a", "b", 86_399.9999999, None)  # is of the next day
@example("a", "b", 0.5, None)
@given(NAMES.filter(lambda name: ":" not in name), NAMES, TIMES, st.sampled_from([None, 2]))
def test_dedup_makes_the_very_line_of_it(kind: str, subtype: str, at: float, indent: int | None) -> None:
    event = {"event_uuid": "u", "event_name": f"{kind}:{subtype}", "created_at": at, "event_type": "mine"}
    sent = json.dumps(event, indent=indent).encode()
    line = fold(transform(sent, parse(sent)))
    raw = key_of(f"{kind}:{subtype}", day_number(at))
    found = originals([line], Addition(raw, True), None)
    assert found == ([fold(sent)], 0, 0)
    assert fold(transform(found.events[0], parse(found.events[0]))) == line


AT = 1_767_225_600  # 2026-01-01
RAW = key_of("a:b", AT // 86_400)
PLAIN = b'{"event_uuid":"u","event_name":"a:b","created_at":1767225600}'
LINE = transform(PLAIN, parse(PLAIN))


def test_nothing_is_taken_off_that_dedup_would_not_add() -> None:
    other_time = LINE.replace(b"T00:00:00Z", b"T00:00:01Z")
    assert originals([other_time], Addition(RAW, True), None).events == [other_time]
    assert originals([LINE], Addition(RAW, False), None).events == [LINE]
    assert originals([PLAIN], Addition(RAW, True), None).events == [PLAIN]
    assert originals([LINE], Addition(key_of("a:c", AT // 86_400), True), None).events == [LINE]


def test_what_is_no_event_or_not_chosen_is_counted() -> None:
    lines: list[bytes | LongLine] = [
        LINE,
        b"no event",
        LongLine(b"{", 2_000_000, "0"),
        LINE.replace(b'"u"', b'"v"'),
        b"",
    ]
    found = originals(lines, Addition(RAW, True), lambda event: event.event_uuid == "v")
    assert found == ([PLAIN.replace(b'"u"', b'"v"')], 1, 3)
