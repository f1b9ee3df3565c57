"""The generator: repeatable, never colliding, and true to its shares."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lake.errors import TarnError
from lake.event import parse
from lake.transform import created_datetime
from services.producer import events
from services.producer.generate import (
    SEED_BITS,
    Record,
    Shares,
    What,
    event_uuid,
    records,
    steady_clock,
)

START = 1_795_000_000.25
SEEDS = st.integers(0, (1 << SEED_BITS) - 1)
CLEAN = Shares(duplicates=0, late=0, out_of_order=0, malformed=0)


def made(count: int, seed: int = 7, shares: Shares | None = None, rate: float = 1000) -> list[Record]:
    return list(islice(records(seed, shares or Shares(), steady_clock(START, rate)), count))


def value(record: Record) -> bytes:
    assert record.value is not None
    return record.value


@settings(max_examples=20)
@given(seed=SEEDS, share=st.floats(0, 0.4), rate=st.floats(0.1, 1e6))
def test_the_same_seed_shares_and_clock_give_the_same_bytes(seed: int, share: float, rate: float) -> None:
    shares = Shares(duplicates=share, late=share, out_of_order=share, malformed=share)
    assert made(60, seed, shares, rate) == made(60, seed, shares, rate)


@given(first=SEEDS, second=SEEDS, numbers=st.lists(st.integers(0, (1 << 62) - 1), unique=True, min_size=1))
def test_no_two_events_share_an_id_whatever_their_seeds(first: int, second: int, numbers: list[int]) -> None:
    ids = {event_uuid(seed, number) for seed in {first, second} for number in numbers}
    assert len(ids) == len({first, second}) * len(numbers)


@given(seed=SEEDS, number=st.integers(0, (1 << 62) - 1))
def test_an_id_is_a_version_8_uuid(seed: int, number: int) -> None:
    text = event_uuid(seed, number).decode()
    uuid = UUID(text)
    assert (str(uuid), uuid.version, uuid.variant) == (text, 8, "specified in RFC 4122")


def test_new_events_are_of_every_kind_and_hold_what_their_truth_says() -> None:
    seen: Counter[str] = Counter()
    for record in made(3000, shares=CLEAN):
        event = parse(record.value)
        day = created_datetime(event.created_at)[:10].decode()
        assert record.truth == (What.UNIQUE, event.event_type, event.event_subtype, day, "")
        seen[event.event_name] += 1
    assert seen.keys() == {kind.name for kind in events.KINDS}


def test_clicks_carry_what_the_catalog_promotes_and_purchases_exact_money() -> None:
    clicks = [json.loads(value(record)) for record in made(3000, shares=CLEAN) if record.truth.event_type == "click"]
    for click in clicks:
        assert {"user_id", "session_id", "action", "page_url", "user_agent", "ip", "attributes"} <= click.keys()
        if click["event_name"] == "click:purchase":
            assert isinstance(click["attributes"]["quantity"], int)
            assert click["attributes"]["price"] == f"{float(click['attributes']['price']):.2f}"


def test_events_that_are_no_clicks_have_about_200_to_300_bytes() -> None:
    sizes = [len(value(record)) for record in made(2000, shares=CLEAN) if record.truth.event_type != "click"]
    assert 200 <= sum(sizes) / len(sizes) <= 300


def test_shares_are_kept() -> None:
    run = made(40_000, shares=Shares(duplicates=0.2, malformed=0.01))
    by_what = Counter(record.truth.what for record in run)
    assert by_what[What.DUPLICATE] == pytest.approx(8000, rel=0.05)
    assert by_what[What.MALFORMED] == pytest.approx(400, rel=0.2)


def test_a_duplicate_is_an_earlier_event_byte_for_byte_near_and_far_under_this_key_and_others() -> None:
    place: dict[bytes, int] = {}
    key: dict[bytes, bytes | None] = {}
    ages, other_keys = [], 0
    for number, record in enumerate(made(5000)):
        if record.truth.what is What.UNIQUE:
            place[value(record)], key[value(record)] = number, record.key
        elif record.truth.what is What.DUPLICATE:
            ages.append(number - place[value(record)])
            other_keys += record.key != key[value(record)]
    assert min(ages) < 5
    assert max(ages) > 2000
    assert 0.3 < other_keys / len(ages) < 0.7


def test_created_at_is_now_or_minutes_or_at_most_three_days_before() -> None:
    shares = Shares(duplicates=0, malformed=0, late=0.1, out_of_order=0.2)
    before: Counter[str] = Counter()
    for number, record in enumerate(made(10_000, shares=shares)):
        age = START + number / 1000 - parse(record.value).created_at
        assert age + 0.001 >= 0
        assert age <= 3 * 86_400 + 1
        before["now" if age < 1.1 else "out of order" if age <= 301 else "late"] += 1
    assert before["late"] == pytest.approx(1000, rel=0.15)
    assert before["out of order"] == pytest.approx(2000, rel=0.15)


def test_a_run_over_midnight_counts_each_event_on_its_own_day() -> None:
    midnight = 20_776 * 86_400.0
    run = islice(records(1, CLEAN, steady_clock(midnight - 5, 10)), 100)
    assert len({record.truth.day for record in run}) == 2


@pytest.mark.parametrize(
    "shares",
    [
        {"duplicates": -0.1},
        {"malformed": 1.5},
        {"duplicates": 0.6, "malformed": 0.6},
        {"late": 0.6, "out_of_order": 0.6},
    ],
)
def test_shares_that_cannot_be_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(TarnError, match="share"):
        Shares(**shares)


@pytest.mark.parametrize("seed", [-1, 1 << SEED_BITS])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(TarnError, match="seed"):
        made(1, seed)


@pytest.mark.parametrize("shares", [Shares(duplicates=1, malformed=0), Shares(duplicates=0, malformed=1)])
def test_extreme_shares_still_generate(shares: Shares) -> None:
    assert len(made(500, shares=shares)) == 500
