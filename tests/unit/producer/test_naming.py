"""A user's own names: what is added, what stays, and what cannot be read as the field that was named."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.errors import BadRecord, TarnError
from lake.event import parse
from services.producer.naming import Naming, TimeUnit, unix_seconds

OWN = b'{ "id":7, "ts":"1767225600250", "kind":"buy","x" : 1e3 }'
ALL = Naming(id_field="id", time_field="ts", time_unit=TimeUnit.MS, name="click", name_field="kind")


def test_the_three_fields_are_added_and_every_byte_stays() -> None:
    made = ALL.event(OWN)
    assert made.startswith(OWN[:-1])
    assert made.endswith(b',"event_uuid":"7","event_name":"click:buy","created_at":1767225600.25}')
    event = parse(made)
    assert (event.event_uuid, event.event_name, event.created_at) == ("7", "click:buy", 1767225600.25)


@pytest.mark.parametrize(
    ("naming", "raw", "made"),
    {
        "one name for all": (Naming(name="a:b:c"), b'{"x":1}', b'{"x":1,"event_name":"a:b:c"}'),
        "a name field alone": (Naming(name_field="n"), b'{"n":"a:b"}\n', b'{"n":"a:b","event_name":"a:b"}'),
        "an empty object": (Naming(name="a:b"), b"{ }", b'{"event_name":"a:b"}'),
        "ISO in created_at takes its place": (
            Naming(time_unit=TimeUnit.ISO),
            b'{"created_at":"2026-01-01T00:00:00Z","z": [1, 2]}',
            b'{"z":[1, 2],"created_at":1767225600}',
        ),
        "a number in event_uuid": (Naming(id_field="event_uuid"), b'{"event_uuid":12.50}', b'{"event_uuid":"12.50"}'),
        "escapes in names": (Naming(id_field="caf\u00e9"), b'{"caf\\u00e9":"\\u0061"}', None),
    }.values(),
)
def test_what_is_made(naming: Naming, raw: bytes, made: bytes | None) -> None:
    if made is None:
        assert json.loads(naming.event(raw))["event_uuid"] == "a"
    else:
        assert naming.event(raw) == made


@pytest.mark.parametrize(
    ("value", "unit", "seconds"),
    [
        (b"1767225600", TimeUnit.S, b"1767225600"),
        (b"1767225600.5", TimeUnit.S, b"1767225600.5"),
        (b'"1767225600"', TimeUnit.S, b"1767225600"),
        (b"1.7672256e9", TimeUnit.S, b"1767225600"),
        (b"1767225600001", TimeUnit.MS, b"1767225600.001"),
        (b"1767225600000001", TimeUnit.US, b"1767225600.000001"),
        (b"1767225600000000001", TimeUnit.NS, b"1767225600.000000001"),
        (b"0", TimeUnit.NS, b"0"),
        (b"-5", TimeUnit.MS, b"-0.005"),
        (b'"2026-01-01T00:00:00Z"', TimeUnit.ISO, b"1767225600"),
        (b'"2026-01-01 00:00:00.250"', TimeUnit.ISO, b"1767225600.25"),
        (b'"2026-01-01"', TimeUnit.ISO, b"1767225600"),
        (b'"20260101T000000+0100"', TimeUnit.ISO, b"1767222000"),
        (b'"1969-12-31T23:59:59Z"', TimeUnit.ISO, b"-1"),
    ],
)
def test_a_time_is_exact_in_every_unit(value: bytes, unit: TimeUnit, seconds: bytes) -> None:
    assert unix_seconds(value, unit, "t") == seconds


@given(st.integers(0, 253_402_300_799_999_999_999), st.sampled_from([TimeUnit.MS, TimeUnit.US, TimeUnit.NS]))
def test_no_digit_is_lost(value: int, unit: TimeUnit) -> None:
    power = {TimeUnit.MS: 3, TimeUnit.US: 6, TimeUnit.NS: 9}[unit]
    whole, _, part = unix_seconds(str(value).encode(), unit, "t").decode().partition(".")
    assert int(whole + part.ljust(power, "0")) == value


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not_json"),
        (b"[1]", "not_json"),
        (b'{"a":' + b"[" * 100_000, "not_json"),
        (b'{"a":"\xff"}', "missing_field"),
        (b'{"id":{},"ts":1,"kind":"x"}', "mistyped_field"),
        (b'{"id":1,"kind":"x"}', "missing_field"),
        (b'{"id":1,"ts":"soon","kind":"x"}', "mistyped_field"),
        (b'{"id":1,"ts":true,"kind":"x"}', "mistyped_field"),
        (b'{"id":1,"ts":1e9999999,"kind":"x"}', "mistyped_field"),
        (b'{"id":1,"ts":' + b"9" * 100_000 + b',"kind":"x"}', "mistyped_field"),
    ],
)
def test_what_has_no_such_field_is_a_bad_record(raw: bytes, reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        ALL.event(raw)
    assert caught.value.reason == reason


@pytest.mark.parametrize("name", ["lesson", ":x", "x:", ""])
def test_a_name_for_all_has_two_parts(name: str) -> None:
    with pytest.raises(TarnError, match="is not TYPE:SUBTYPE"):
        Naming(name=name)
