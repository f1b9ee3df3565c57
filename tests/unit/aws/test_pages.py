"""Pages of a listing, and tokens that were not given by it."""

from __future__ import annotations

from typing import Any

import pytest

from aws.pages import page, place_of, token_of
from aws.refusal import Refused

BAD = Refused("InvalidNextToken", "no")


def test_the_pages_of_a_list_are_the_list() -> None:
    rows, token, found = list(range(7)), None, list[int]()
    for _ in range(4):
        cut, token = page(rows, 2, token, BAD)
        found += cut
    assert (found, token) == (rows, None)


@pytest.mark.parametrize("place", ["ü/a", 5, [1, 2], {"a": [1, 2]}])
def test_a_token_is_its_place(place: Any) -> None:
    assert place_of(token_of(place), BAD, type(place)) == place
    assert place_of(None, BAD) is None


@pytest.mark.parametrize("token", ["?", "ü", "YQ", token_of([1]), token_of("7"), token_of(-1), "W1tb" * 100_000])
def test_what_is_no_token_of_a_list_is_refused(token: str) -> None:
    with pytest.raises(Refused):
        page([1, 2, 3], 2, token, BAD)
