"""The parser's table: what passes byte for byte, what ends in quarantine and under which reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lake.errors import BadRecord
from lake.event import MAX_BYTES, Reason, created_datetime, day_number, parse, transform

GOOD = b'{"event_uuid":"a","event_name":"click:page","created_at":1700000000}'


def with_field(text: str) -> bytes:
    """A good event with one more field."""
    return GOOD[:-1] + f',"z":{text}}}'.encode()


def event(uuid: str = '"a"', name: str = '"click:page"', created_at: str = "1700000000") -> bytes:
    """An event of three JSON texts."""
    return f'{{"event_uuid":{uuid},"event_name":{name},"created_at":{created_at}}}'.encode()


PASSES = {
    "three fields": GOOD,
    "white space around": b" \r\n\t" + GOOD + b" \n",
    "pretty-printed": json.dumps(json.loads(GOOD), indent=2).encode(),
    "2^63": with_field(str(2**63)),
    "2^64 and more": with_field(str(2**64 + 1)),
    "1e999 in a field that is not read": with_field("1e999"),
    "99 arrays deep": with_field("[" * 99 + "]" * 99),
    "1000 brackets in a string": with_field('"' + "[{" * 500 + '"'),
    "1000 objects side by side": with_field("[" + ",".join(["{}"] * 1000) + "]"),
    "unicode": with_field('"żółw 🐢"'),
    "surrogate pair": with_field('"\\ud83d\\udc22"'),
    "three-part name": event(name='"payment:order:completed"'),
    "name with a slash and dots": event(name='"../..:a/b%2F"'),
    "uuid of 128 characters": event(uuid='"' + "ü" * 128 + '"'),
    "created_at 1970": event(created_at="0"),
    "created_at 9999": event(created_at="253402300799"),
    "created_at with a fraction": event(created_at="1700000000.25"),
    "duplicate keys, the last one good": GOOD[:-1] + b',"event_uuid":"b"}',
    "escaped field name": GOOD.replace(b"event_uuid", b"event\\u005fuuid"),
    "exactly 1 MiB": with_field('"' + "x" * (MAX_BYTES - len(with_field('""'))) + '"'),
}

QUARANTINED = {
    "tombstone": (None, Reason.NULL_VALUE),
    "empty": (b"", Reason.EMPTY),
    "white space": (b" \n\t", Reason.EMPTY),
    "1 MiB and one byte": (b" " * (MAX_BYTES + 1), Reason.TOO_LARGE),
    "invalid UTF-8 in a field that is not read": (with_field('"x"').replace(b"x", b"\xff"), Reason.NOT_UTF8),
    "invalid UTF-8 in a field name": (GOOD[:-1] + b',"\xc3":1}', Reason.NOT_UTF8),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD, Reason.BYTE_ORDER_MARK),
    "not JSON": (b"hello", Reason.NOT_JSON),
    "truncated": (GOOD[:-5], Reason.NOT_JSON),
    "two objects": (GOOD + GOOD, Reason.NOT_JSON),
    "NaN": (with_field("NaN"), Reason.NOT_JSON),
    "leading zero": (with_field("01"), Reason.NOT_JSON),
    "control character in a string": (with_field('"a\tb"'), Reason.NOT_JSON),
    "array": (b"[1]", Reason.NOT_OBJECT),
    "number": (b"7", Reason.NOT_OBJECT),
    "null": (b"null", Reason.NOT_OBJECT),
    "string": (b'"x"', Reason.NOT_OBJECT),
    "lone surrogate in a field that is not read": (with_field('"\\ud800"'), Reason.LONE_SURROGATE),
    "lone surrogate in event_uuid": (event(uuid='"\\udc00"'), Reason.LONE_SURROGATE),
    "101 arrays deep": (with_field("[" * 101 + "]" * 101), Reason.TOO_DEEP),
    "10,000 arrays deep": (with_field("[" * 10_000 + "]" * 10_000), Reason.TOO_DEEP),
    "missing event_uuid": (b'{"event_name":"a:b","created_at":1}', Reason.MISSING_FIELD),
    "missing event_name": (b'{"event_uuid":"a","created_at":1}', Reason.MISSING_FIELD),
    "missing created_at": (b'{"event_uuid":"a","event_name":"a:b"}', Reason.MISSING_FIELD),
    "event_uuid is a number": (event(uuid="7"), Reason.MISTYPED_FIELD),
    "event_uuid is null": (event(uuid="null"), Reason.MISTYPED_FIELD),
    "created_at is text": (event(created_at='"1700000000"'), Reason.MISTYPED_FIELD),
    "created_at is true": (event(created_at="true"), Reason.MISTYPED_FIELD),
    "empty event_uuid": (event(uuid='""'), Reason.EVENT_UUID_LENGTH),
    "event_uuid of 129 characters": (event(uuid='"' + "u" * 129 + '"'), Reason.EVENT_UUID_LENGTH),
    "event_name without colon": (event(name='"click"'), Reason.EVENT_NAME_FORM),
    "empty type": (event(name='":page"'), Reason.EVENT_NAME_FORM),
    "empty subtype": (event(name='"click:"'), Reason.EVENT_NAME_FORM),
    "event_name of 201 bytes": (event(name='"a:' + "b" * 201 + '"'), Reason.EVENT_NAME_LENGTH),
    "event_name of 201 bytes when encoded": (event(name='"a:' + "/" * 67 + '"'), Reason.EVENT_NAME_LENGTH),
    "created_at negative": (event(created_at="-1"), Reason.CREATED_AT_RANGE),
    "created_at in milliseconds": (event(created_at="1700000000000"), Reason.CREATED_AT_RANGE),
    "created_at 2^64": (event(created_at=str(2**64)), Reason.CREATED_AT_RANGE),
    "created_at 1e999": (event(created_at="1e999"), Reason.CREATED_AT_RANGE),
}


@pytest.mark.parametrize("raw", PASSES.values(), ids=PASSES)
def test_good_events_pass_and_keep_their_bytes(raw: bytes) -> None:
    out = transform(raw, parse(raw))
    assert out.startswith(raw.rstrip()[:-1])
    added = json.loads(b"{" + out[len(raw.rstrip()) :])
    assert set(added) == {"created_datetime", "event_type", "event_subtype"}
    assert json.loads(out) == json.loads(raw) | added


@pytest.mark.parametrize(("raw", "reason"), QUARANTINED.values(), ids=QUARANTINED)
def test_bad_records_are_refused_with_their_own_reason(raw: bytes | None, reason: Reason) -> None:
    with pytest.raises(BadRecord) as refused:
        parse(raw)
    assert refused.value.reason == reason


def test_every_reason_has_a_case() -> None:
    assert {reason for _, reason in QUARANTINED.values()} == set(Reason)


def test_fields_that_the_event_has_already_are_overridden_by_the_last() -> None:
    raw = GOOD[:-1] + b',"event_type":"mine","created_datetime":"never"}'
    out = json.loads(transform(raw, parse(raw)))
    assert (out["event_type"], out["created_datetime"]) == ("click", "2023-11-14T22:13:20Z")


@given(st.binary(max_size=300))
@example(b'{"event_uuid":"a","event_name":"a:b","created_at":1}')
def test_any_bytes_are_an_event_or_a_bad_record(raw: bytes) -> None:
    assert outcome(raw) in {"event", *Reason}


def outcome(raw: bytes) -> str:
    """`event`, or the reason of the refusal."""
    try:
        parse(raw)
    except BadRecord as refused:
        return refused.reason
    return "event"


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    fields=st.dictionaries(st.text(st.characters(codec="utf-8")), _json, max_size=5),
    uuid=st.text(st.characters(codec="utf-8"), min_size=1, max_size=128),
    seconds=st.integers(0, 253_402_300_799),
    indent=st.sampled_from([None, 1]),
)
def test_whatever_else_an_event_holds_comes_out_as_it_went_in(
    fields: dict[str, object], uuid: str, seconds: int, indent: int | None
) -> None:
    sent = fields | {"event_uuid": uuid, "event_name": "account:login", "created_at": seconds}
    raw = json.dumps(sent, indent=indent, ensure_ascii=False).encode()
    out = json.loads(transform(raw, parse(raw)))
    assert {name: value for name, value in out.items() if name in sent} == {
        **sent,
        **{name: out[name] for name in ("created_datetime", "event_type", "event_subtype") if name in sent},
    }


@given(st.integers(0, 253_402_300_799) | st.floats(0, 253_402_300_799))
def test_created_datetime_is_the_instant_rounded_to_microseconds(seconds: float) -> None:
    text = created_datetime(seconds).decode()
    there = datetime.fromisoformat(text)
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    assert abs((there - instant).total_seconds() - (seconds - int(seconds))) <= 0.0001
    assert day_number(seconds) == (there - datetime(1970, 1, 1, tzinfo=UTC)).days
