"""A page becomes batches, and its bookmark moves with the last one, unless an object changes under the reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.etl.batches import Batch, batches
from services.etl.examine import Examined
from services.etl.news import Page
from services.etl.partition import Partition
from services.etl.plan import Damaged, Limits, RawObject

MOVE = {"Name": "announcements", "Before": None, "After": {"offsets": {"0": 7}}}
DAY = Partition(("click", "page", "2026", "11", "21"))
MISNAMED = Damaged("events/x", 1, "e", "its name is not one the sink gives")


def raw(key: str, size: int = 10) -> RawObject:
    return RawObject(key, size, "e", DAY, "events.unique", 0, records=1)


def whole(objects: Sequence[RawObject]) -> Examined:
    return Examined({found.key: 1 for found in objects}, ())


def nothing(_left: Iterable[RawObject]) -> tuple[RawObject, ...]:
    return ()


def keys(batch: Batch) -> list[str]:
    return [found.key for found in batch.objects]


def test_only_the_last_batch_moves_the_bookmark() -> None:
    page = Page(tuple(map(raw, "abc")), (MISNAMED,), MOVE)
    found = list(batches(page, Limits(99, objects=2), whole, nothing))
    assert [(keys(batch), batch.damaged, batch.move) for batch in found] == [
        ([], (MISNAMED,), None),
        (["a", "b"], (), None),
        (["c"], (), MOVE),
    ]


def test_a_page_without_news_moves_the_bookmark_all_the_same() -> None:
    (batch,) = batches(Page((), (), MOVE), Limits(99), whole, nothing)
    assert (batch.consumes, batch.move) == (False, MOVE)


def test_an_object_that_is_gone_is_passed_over() -> None:
    (batch,) = batches(Page((raw("a"), raw("b")), (), MOVE), Limits(99), lambda o: whole(o[1:]), nothing)
    assert (keys(batch), batch.move) == (["b"], MOVE)


def test_an_object_that_was_replaced_is_read_as_it_is_now() -> None:
    def as_it_is(objects: Sequence[RawObject]) -> Examined:
        return whole([found for found in objects if found.size == 11])

    (batch,) = batches(Page((raw("a"),), (), MOVE), Limits(99), as_it_is, lambda _: (raw("a", 11),))
    assert ([found.size for found in batch.objects], batch.move) == ([11], MOVE)


def test_while_an_object_changes_the_bookmark_stays() -> None:
    def never(_objects: Sequence[RawObject]) -> Examined:
        return Examined({}, ())

    (batch,) = batches(Page((raw("a"),), (), MOVE), Limits(99), never, tuple)
    assert (batch.consumes, batch.move) == (False, None)
