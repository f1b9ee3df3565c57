"""A choice: what is listed, which objects it takes, which events, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lake.accounts.replays import Choice, verify_topic
from lake.edges.objects import ObjectInfo
from lake.errors import TarnError
from lake.event import Event
from lake.layout import parse_raw_key
from services.replay import choose

DAY = datetime(2026, 1, 2, tzinfo=UTC).timestamp()
FOLDER = "events/event_type=order/event_subtype=paid/year=2026/month=01/day=02/"
KEY = f"{FOLDER}events.unique-1-00000000000000000007-3.json.gz"
WRITTEN = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("choice", "listed"),
    [
        (Choice(), "events/"),
        (Choice("order"), "events/event_type=order/"),
        (Choice("a/b"), "events/event_type=a%2Fb/"),
        (Choice("order", "paid"), "events/event_type=order/event_subtype=paid/"),
        (Choice("order", "paid", DAY, DAY + 86_400), FOLDER),
        (Choice("order", "paid", DAY, DAY + 90_000), FOLDER[: -len("day=02/")]),
        (Choice("order", "paid", DAY, DAY + 86_400 * 40), FOLDER[: -len("month=01/day=02/")]),
        (Choice("order", "paid", DAY, DAY + 86_400 * 400), "events/event_type=order/event_subtype=paid/"),
        (Choice("order", "paid", DAY), "events/event_type=order/event_subtype=paid/"),
        (Choice(since=DAY, until=DAY + 1), "events/"),
    ],
)
def test_as_little_is_listed_as_the_keys_allow(choice: Choice, listed: str) -> None:
    assert choose.prefixes(choice) == [listed]


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        (Choice(), True),
        (Choice("order"), True),
        (Choice("ord"), False),
        (Choice("order", "paid"), True),
        (Choice("order", "pai"), False),
        (Choice(since=DAY + 86_399), True),
        (Choice(since=DAY + 86_400), False),
        (Choice(until=DAY + 1), True),
        (Choice(until=DAY), False),
        (Choice(delivered_since=WRITTEN.timestamp()), True),
        (Choice(delivered_since=WRITTEN.timestamp() + 1), False),
        (Choice(delivered_until=WRITTEN.timestamp()), False),
        (Choice(delivered_until=WRITTEN.timestamp() + 1), True),
        (Choice(objects=(KEY,)), True),
        (Choice(objects=(f"{FOLDER}events.unique-1-00000000000000000008-3.json.gz",)), False),
    ],
)
def test_an_object_is_chosen_by_its_key_and_when_it_was_written(choice: Choice, taken: bool) -> None:
    raw = parse_raw_key(KEY)
    assert raw is not None
    assert choose.takes_object(choice, ObjectInfo(KEY, 1, "e", WRITTEN), raw) is taken


def test_an_event_is_chosen_by_its_time_and_its_id() -> None:
    event = Event("u-1", "order:paid", DAY + 10)
    assert choose.takes_event(Choice("order"), None) is None
    for choice, ids, taken in (
        (Choice(since=DAY + 10), None, True),
        (Choice(since=DAY + 11), None, False),
        (Choice(until=DAY + 10), None, False),
        (Choice(until=DAY + 11), {"u-1"}, True),
        (Choice(), {"u-2"}, False),
    ):
        takes = choose.takes_event(choice, ids)
        assert takes is not None
        assert takes(event) is taken


def test_ids_are_those_of_the_file_that_the_run_began_with(tmp_path: Path) -> None:
    file = tmp_path / "ids"
    file.write_text("a\n\nb\r\n")
    ids, digest = choose.read_ids(Choice(ids=str(file)))
    assert ids == frozenset("ab")
    assert choose.read_ids(Choice(ids=str(file), ids_sha256=digest))[0] == ids
    file.write_text("a\n")
    with pytest.raises(TarnError, match="is not the file that this run began with"):
        choose.read_ids(Choice(ids=str(file), ids_sha256=digest))


@pytest.mark.parametrize(("content", "says"), [(None, "cannot read"), (b"\n", "holds no ids"), (b"\xff", "not UTF-8")])
def test_a_file_of_ids_that_is_none_is_named(tmp_path: Path, content: bytes | None, says: str) -> None:
    file = tmp_path / "ids"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(TarnError, match=says):
        choose.read_ids(Choice(ids=str(file)))


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (Choice(since=2, until=2), "--since is not before its --until"),
        (Choice(delivered_since=2, delivered_until=1), "--delivered-since is not before its --delivered-until"),
        (Choice(objects=("quarantine/x",)), "is no raw object of events"),
        (Choice(objects=("events/x",) * 101), "101 objects are named"),
    ],
)
def test_a_choice_that_can_name_nothing_is_refused(choice: Choice, says: str) -> None:
    with pytest.raises(TarnError, match=says):
        choose.verify(choice)


@pytest.mark.parametrize(
    ("topic", "says"),
    [
        ("events", "around it is not served yet"),
        ("events.unique", "one writer"),
        ("events.quarantine", "one writer"),
        ("objects", "one writer"),
        ("replays", "one writer"),
        ("__consumer_offsets", "one writer"),
        ("a b", "is no topic's name"),
        ("..", "is no topic's name"),
        ("", "is no topic's name"),
    ],
)
def test_a_topic_that_has_another_writer_is_refused_by_name(topic: str, says: str) -> None:
    with pytest.raises(TarnError, match=says):
        verify_topic(topic)


def test_any_other_topic_is_served() -> None:
    verify_topic("training.set-1")
