"""The plan: what is new, what is misnamed, what comes in this batch, what is rewritten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lake.catalog_answers import Consumed, LakeFile
from lake.edges.objects import ObjectInfo
from lake.layout import EVENTS, event_folder, object_name
from services.etl.plan import (
    Damaged,
    Limits,
    RawObject,
    as_request,
    counted_batches,
    find_news,
    plan_work,
    take_batches,
)
from services.etl.settings import MB

DAY = 20_778  # 2026-11-21
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def key(name: str = "click:page", offset: int = 0, day: int = DAY) -> str:
    return event_folder(name, day) + object_name("events.unique", 2, offset, 5)


def listed(name: str, size: int = 10) -> ObjectInfo:
    return ObjectInfo(name, size, "etag", NOON)


def raw(name: str, size: int = 10) -> RawObject:
    return find_news([listed(name, size)], {}).objects[0]


def test_what_is_consumed_is_not_new() -> None:
    news = find_news([listed(key(offset=1)), listed(key(offset=2))], {key(offset=1): Consumed(10, "etag")})
    assert [found.key for found in news.objects] == [key(offset=2)]
    assert news
    assert not find_news([listed(key())], {key(): Consumed(10, "etag")})


def test_a_consumed_object_of_another_size_is_told_and_left() -> None:
    news = find_news([listed(key(), size=11)], {key(): Consumed(10, "etag")})
    assert (news.objects, news.changed) == ((), (key(),))


def test_a_damaged_object_is_new_again_once_it_was_replaced() -> None:
    same = find_news([listed(key())], {key(): Consumed(10, "etag", damaged=True)})
    assert (same.objects, same.changed) == ((), ())
    for before in (Consumed(9, "etag", damaged=True), Consumed(10, "other", damaged=True)):
        news = find_news([listed(key())], {key(): before})
        assert ([found.key for found in news.objects], news.changed) == ([key()], ())


def test_a_raw_key_says_what_the_lake_needs() -> None:
    found = raw(key("payment:order:completed"))
    assert found.partition.values == ("payment", "order:completed", "2026", "11", "21")
    assert (found.topic, found.source_partition, found.records) == ("events.unique", 2, 5)


@pytest.mark.parametrize(
    "name",
    [
        f"{EVENTS}stray.json.gz",
        key().replace(".json.gz", ".json"),
        key().replace("month=11", "month=13"),
        key().replace("event_type=click", "event_type=a b"),  # the sink would have encoded the space
        key().replace("event_type=click", "event_type=%63lick"),  # … and not the c
        key().replace("day=21", "day=21/again"),
    ],
)
def test_a_name_the_sink_does_not_give_is_rejected(name: str) -> None:
    news = find_news([listed(name)], {})
    assert news.misnamed == (Damaged(name, 10, "etag", "its name is not one the sink gives"),)


def test_a_folder_marker_is_no_object() -> None:
    assert not find_news([listed(f"{EVENTS}event_type=click/", 0)], {})


def test_batches_keep_to_their_limits_and_each_takes_at_least_one() -> None:
    objects = [raw(key(offset=n), size=4 * MB) for n in (3, 1, 2)]  # of five lines each, as their names say

    def offsets(limits: Limits) -> list[list[str]]:
        return [[found.key for found in batch] for batch in take_batches(objects, limits)]

    first_two_then_one = [[key(offset=1), key(offset=2)], [key(offset=3)]]
    one_each = [[key(offset=1)], [key(offset=2)], [key(offset=3)]]
    assert offsets(Limits(9 * MB)) == first_two_then_one
    assert offsets(Limits(99 * MB, objects=2)) == first_two_then_one
    assert offsets(Limits(99 * MB, lines=10)) == first_two_then_one
    assert offsets(Limits(1)) == one_each
    assert offsets(Limits(99 * MB, lines=1)) == one_each


def test_lines_that_no_name_tells_bound_a_batch_once_they_are_counted() -> None:
    objects = [raw(key(offset=n)) for n in (1, 2, 3)]
    lines = {key(offset=1): 6, key(offset=2): 4, key(offset=3): 99}
    batches = [[found.key for found in batch] for batch in counted_batches(objects, lines, 10)]
    assert batches == [[key(offset=1), key(offset=2)], [key(offset=3)]]
    assert list(counted_batches([], {}, 10)) == [()]


def file(name: str, partition: str, size: int) -> LakeFile:
    return LakeFile(f"events/{partition}/{name}", partition, size, size // 100)


def test_only_partitions_with_news_are_touched() -> None:
    found = raw(key())
    here = found.partition.folder
    elsewhere = raw(key(day=DAY - 1)).partition.folder
    live = [file("small", here, 1 * MB), file("other", elsewhere, 1 * MB)]
    work = plan_work([found], {found.key: 5}, live, "first")
    assert [f.key.rpartition("/")[2] for f in work.rewritten] == ["small"]
    assert work.respected == ()
    last = plan_work([found], {found.key: 5}, live, "last")
    assert [f.key.rpartition("/")[2] for f in last.respected] == ["other"]
    beside = plan_work([found], {found.key: 5}, [*live, file("large", here, 300 * MB)], "first")
    assert [f.key.rpartition("/")[2] for f in beside.respected] == ["small", "large"]
    assert as_request(beside, "jr_1-000", strict=False)["beside"] == [f"events/{here}"]


def test_the_request_numbers_partitions_and_sums_lines() -> None:
    objects = [raw(key("b:x", 1)), raw(key("a:x", 2), size=30)]
    live = [file("old", objects[1].partition.folder, 12)]
    request = as_request(
        plan_work(objects, {found.key: 7 for found in objects}, live, "first"), "jr_1-000", strict=True
    )
    assert [partition["values"][0] for partition in request["partitions"]] == ["a", "b"]
    assert [partition["bytes"] for partition in request["partitions"]] == [42, 10]
    assert [row[1:] for row in request["objects"]] == [[1, 10], [0, 30]]
    assert (request["lines"], request["name"]) == (14, "jr_1-000-strict")
