"""The parser's table: what passes byte for byte, what ends in quarantine and under which reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.errors import BadRecord
from lake.event import Reason, parse
from lake.transform import created_datetime, day_number, transform
from tests.inputs import GOOD, PASSES, QUARANTINED


@pytest.mark.parametrize("raw", PASSES.values(), ids=PASSES)
def test_good_events_pass_and_keep_their_bytes(raw: bytes) -> None:
    out = transform(raw, parse(raw))
    assert out.startswith(raw.rstrip()[:-1])
    added = json.loads(b"{" + out[len(raw.rstrip()) :])
    assert set(added) == {"created_datetime", "event_type", "event_subtype"}
    assert json.loads(out) == json.loads(raw) | added


@pytest.mark.parametrize(("raw", "reason"), QUARANTINED.values(), ids=QUARANTINED)
def test_bad_records_are_refused_with_their_own_reason(raw: bytes | None, reason: str) -> None:
    with pytest.raises(BadRecord) as refused:
        parse(raw)
    assert refused.value.reason == reason


def test_every_reason_has_a_case() -> None:
    assert {reason for _, reason in QUARANTINED.values()} == set(Reason) - {Reason.UNDECODABLE}, "which no bytes are"


def test_fields_that_the_event_has_already_are_overridden_by_the_last() -> None:
    raw = GOOD[:-1] + b',"event_type":"mine","created_datetime":"never"}'
    out = json.loads(transform(raw, parse(raw)))
    assert (out["event_type"], out["created_datetime"]) == ("click", "2023-11-14T22:13:20Z")


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
    made = {name: out[name] for name in ("created_datetime", "event_type", "event_subtype") if name in sent}
    assert {name: value for name, value in out.items() if name in sent} == sent | made


@given(st.integers(0, 253_402_300_799) | st.floats(0, 253_402_300_799))
def test_created_datetime_is_the_instant_rounded_to_microseconds(seconds: float) -> None:
    text = created_datetime(seconds).decode()
    there = datetime.fromisoformat(text)
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    assert abs((there - instant).total_seconds() - (seconds - int(seconds))) <= 0.0001
    assert day_number(seconds) == (there - datetime(1970, 1, 1, tzinfo=UTC)).days
