"""The parser under fire: rows of the table of inputs, broken at random, are events with all their bytes or named bad.

Random bytes are hardly ever an event; a good one with a byte changed often still is, in some way nobody thought of.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lake.errors import BadRecord
from lake.event import MAX_LINE_BYTES, Event, Reason, parse, parse_all, parse_line
from lake.transform import fold, transform
from tests.inputs import PASSES, QUARANTINED

ROWS = [*PASSES.values(), *(raw for raw, _ in QUARANTINED.values() if raw is not None)]
SMALL = [raw for raw in ROWS if len(raw) < 1_000]
TOKENS = [bytes([byte]) for byte in b'{}[]":,\\ \t\r\n0e-+.\0\xff\xef\xed\xc3']
TOKENS += [b"\\u", b'"event_uuid":', b"null", b"NaN", b"1e999", b"\xed\xa0\x80"]
ADDED = ["created_datetime", "event_type", "event_subtype"]

_insert = st.sampled_from(TOKENS) | st.binary(max_size=3)
_edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), _insert | st.sampled_from(SMALL)), max_size=4)


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A row with up to four stretches of up to nine bytes replaced by other bytes, tokens, or whole rows."""
    raw = draw(st.sampled_from(SMALL))
    for place, length, put in draw(_edits):
        at = round(place * len(raw))
        raw = raw[:at] + put + raw[at + length :]
    return raw


def parsed(raw: bytes) -> Event | None:
    """The event, or None where it is refused, which must be with a reason of the list."""
    refusal = None
    try:
        return parse(raw)
    except BadRecord as refused:
        refusal = refused
    assert refusal.reason in set(Reason)
    assert refusal.detail
    return None


def members(text: bytes) -> list[tuple[str, Any]]:
    """The members of the outer object in order, equal names and all."""
    top: list[tuple[str, Any]] = json.loads(text, object_pairs_hook=list, parse_int=str)
    return top


def check(raw: bytes) -> None:
    """What holds for any bytes."""
    event = parsed(raw)
    if event is None:
        return
    out = transform(raw, event)
    assert out.startswith(raw.rstrip()[:-1])
    assert members(out)[:-3] == members(raw)
    assert [name for name, _ in members(out)[-3:]] == ADDED
    assert [value for _, value in members(out)[-2:]] == [event.event_type, event.event_subtype]
    assert len(out) <= MAX_LINE_BYTES
    assert parse_line(out) == event
    assert members(fold(out)) == members(out)
    assert msgspec.json.decode(out, type=dict[str, msgspec.Raw]).keys() == dict(members(out)).keys()


@settings(max_examples=600, deadline=None)
@given(spoiled())
def test_a_spoiled_row_is_an_event_with_all_its_bytes_or_is_named_bad(raw: bytes) -> None:
    check(raw)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
@example(b'{"event_uuid":"a","event_name":"a:b","created_at":1}')
def test_any_bytes_are_an_event_with_all_its_bytes_or_are_named_bad(raw: bytes) -> None:
    check(raw)


def test_every_row_of_the_table_holds_too() -> None:
    for raw in ROWS:
        check(raw)


EVENT = b'{"event_uuid":"a","event_name":"b:c","created_at":1}'
DEEP = EVENT[:-1] + b',"d":' + b"[" * 110 + b"]" * 110 + b',"pad":"%b"}' % (b"x" * 200)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.none() | st.sampled_from([*SMALL, EVENT, EVENT, EVENT, DEEP]) | spoiled(), max_size=70))
@example([EVENT + b" " + EVENT, b""])
@example([EVENT[:-1] + b',"a":[{"x":1}', b'{"y":2}]}', EVENT + b"," + EVENT])
@example([EVENT.replace(b'"a"', b'"%b"' % ("ü" * n).encode()) for n in (127, 128, 129)])
@example([EVENT.replace(b"c", b"\xc3"), EVENT.replace(b"b", b"\xbc")])
def test_many_at_once_are_what_each_is_alone(raws: list[bytes | None]) -> None:
    def alone(raw: bytes | None) -> tuple[object, ...]:
        try:
            return fields(parse(raw))
        except BadRecord as error:
            return fields(error)

    assert [fields(one) for one in parse_all(raws)] == [alone(raw) for raw in raws]


def fields(one: Event | BadRecord) -> tuple[object, ...]:
    if isinstance(one, BadRecord):
        return one.reason, one.detail
    return one.event_uuid, one.event_name, one.created_at, type(one.created_at)
