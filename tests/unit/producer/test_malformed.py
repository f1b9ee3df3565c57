"""Each kind of malformed record ends under its reason, and every reason has a kind."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lake.errors import BadRecord
from lake.event import MAX_BYTES, Reason, parse
from services.producer import malformed
from services.producer.generate import Shares, records, wall_clock

GOOD = [record.value for record in islice(records(1, Shares(duplicates=0, malformed=0), wall_clock), 200)]


@pytest.mark.parametrize("kind", malformed.KINDS, ids=lambda kind: kind.name)
@settings(max_examples=30)
@given(good=st.sampled_from(GOOD), seed=st.integers(0, 1 << 32))
def test_each_kind_ends_under_its_reason(kind: malformed.Kind, good: bytes, seed: int) -> None:
    with pytest.raises(BadRecord) as caught:
        parse(kind.spoil(good, Random(seed).random))
    assert caught.value.reason == kind.reason


def test_every_reason_has_a_kind() -> None:
    assert {kind.reason for kind in malformed.KINDS} == set(Reason) - {Reason.UNDECODABLE}, "which no bytes are"


def test_a_run_shows_every_kind_and_few_large_records() -> None:
    kinds = list(islice(malformed.endless(), 100 * len(malformed.KINDS)))
    assert set(kinds[: len(malformed.KINDS)]) == set(malformed.KINDS)
    assert sum(kind.reason is Reason.TOO_LARGE for kind in kinds) == malformed.LARGE_RECORDS


def test_the_large_record_is_one_byte_over_the_limit_and_would_be_fine_below_it() -> None:
    good = GOOD[0]
    assert good is not None
    (kind,) = (kind for kind in malformed.KINDS if kind.reason is Reason.TOO_LARGE)
    large = kind.spoil(good, Random(1).random)
    assert large is not None
    assert len(large) == MAX_BYTES + 1
    assert parse(large.replace(b"xx", b"x", 1)) == parse(good)
