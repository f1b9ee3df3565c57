"""Bookmarks move with a commit or by themselves, from the value that the job knows, or not at all."""

from __future__ import annotations

import pytest

from services.catalog.errors import ConcurrentModificationException
from tests.unit.catalog.conftest import EVENTS, Ask, consumed

FIRST = {"topic_id": "t", "offsets": {"0": 7}}
NEXT = {"topic_id": "t", "offsets": {"0": 9}}


def move(before: object, after: object) -> dict[str, object]:
    return {"Name": "announcements", "Before": before, "After": after}


def value(ask: Ask) -> object:
    return ask("Tarn.GetBookmark", Name="announcements", **EVENTS)["Value"]


def test_a_bookmark_moves_from_the_known_value_to_the_next(ask: Ask) -> None:
    assert value(ask) is None
    for before, after in ((None, FIRST), (FIRST, NEXT)):
        ask("Tarn.MoveBookmark", Bookmark=move(before, after), **EVENTS)
        assert value(ask) == after


def test_it_moves_with_the_commit_that_consumes_or_neither_happens(ask: Ask, run: str) -> None:
    commit = {"RunId": run, "Consumed": [consumed("r1", 0)], **EVENTS}
    with pytest.raises(ConcurrentModificationException):
        ask("Tarn.Commit", CommitId="c1", Bookmark=move(FIRST, NEXT), **commit)
    assert ask("Tarn.ConsumedObjects", Keys=["r1"], **EVENTS)["Consumed"] == []
    ask("Tarn.Commit", CommitId="c2", Bookmark=move(None, NEXT), **commit)
    assert value(ask) == NEXT


def test_a_reset_takes_it_away_and_a_run_of_before_cannot_bring_it_back(ask: Ask, run: str) -> None:
    ask("Tarn.Commit", CommitId="c1", RunId=run, Bookmark=move(None, FIRST), **EVENTS)
    ask("AWSGlue.ResetJobBookmark", JobName="etl")
    assert value(ask) is None
    with pytest.raises(ConcurrentModificationException):
        ask("Tarn.MoveBookmark", Bookmark=move(FIRST, NEXT), **EVENTS)


def test_consumed_keys_come_in_order_and_in_pages(ask: Ask, run: str) -> None:
    keys = ["a", "b", "ü", "b/c", "z"]
    ask("Tarn.Commit", CommitId="c1", RunId=run, Consumed=[consumed(key, 0) for key in keys], **EVENTS)
    whole = ask("Tarn.ConsumedRange", First="b", Last="ü", **EVENTS)
    assert [row[0] for row in whole["Consumed"]] == ["b", "b/c", "z", "ü"]
    assert whole["Consumed"][0] == ("b", 1, "e", False)
    first = ask("Tarn.ConsumedRange", First="b", Last="ü", MaxResults=2, **EVENTS)
    assert ([row[0] for row in first["Consumed"]], first["Last"]) == (["b", "b/c"], "b/c")
