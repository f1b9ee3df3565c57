"""What tarn asks of the id table. The same suite runs on Redis and on Valkey, for both ways in which ids lie there."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from lake.edges.ids.id_table import Run
from lake.edges.ids.seen import Seen, SeenSettings
from lake.errors import TarnError, Transient
from tests.inmemory_ids import Ids


@pytest.fixture
def ids() -> list[str]:
    return [f"contract-{uuid.uuid4()}" for _ in range(3)]


def at(*offsets: int) -> list[Run]:
    """Records of one partition, each for itself."""
    return [("t:0", offset, 1) for offset in offsets]


def held(seen: Seen, event_uuid: str) -> bytes | None:
    """Who holds an id."""
    owner = seen.owner(event_uuid)
    return owner and owner[1]


def test_the_first_source_owns_an_id(seen: Seen, ids: list[str]) -> None:
    assert seen.claim(ids, [("t:0", 0, 3)]) == set()
    assert seen.claim(ids, at(0, 9, 2)) == {1}, "our own claim is ours again, another's is taken"
    assert held(seen, ids[1]) == b"t:0:1"


def test_a_duplicate_inside_one_batch_loses_to_the_earlier(seen: Seen, ids: list[str]) -> None:
    assert seen.claim([ids[0], ids[0], ids[1]], [("t:0", 0, 2), ("t:1", 0, 1)]) == {1}
    assert [held(seen, event_uuid) for event_uuid in ids[:2]] == [b"t:0:0", b"t:1:0"]


def test_ids_are_bytes(seen: Seen, ids: list[str]) -> None:
    odd = [ids[0] + suffix for suffix in ("", "\0", " ", "ü", "A", "a")]
    assert seen.claim(odd, [("t:0", 0, len(odd))]) == set()


def test_an_id_is_held_for_one_ttl_at_least_and_two_at_most(seen_settings: SeenSettings, ids: list[str]) -> None:
    """By Redis's clock: to the end of the window after the one it was claimed in."""
    short = Seen(seen_settings.model_copy(update={"dedup_ttl_s": 1}))

    def now() -> int:
        return int(short._redis.time()[0])

    earliest = now() + 2
    assert short.claim(ids[:1], at(0)) == set()
    latest = now() + 2
    taken, before, after = True, 0, 0
    while taken:
        before, taken, after = now(), bool(short.claim(ids[:1], at(1))), now()
        assert not taken or before < latest, "it is held for too long"
    assert after >= earliest, "it was forgotten too soon"


def test_a_window_ends_with_the_time_in_which_a_claim_looks_there(seen: Seen, ids: list[str]) -> None:
    seen.claim(ids[:1], at(0))
    window, _ = seen.owner(ids[0]) or ("", b"")
    assert 0 < seen._redis.ttl(window) <= 120


def test_another_ttl_has_to_be_told_what_was_seen(seen_settings: SeenSettings, ids: list[str]) -> None:
    other = Seen(seen_settings.model_copy(update={"dedup_ttl_s": 61}))
    other._redis.delete(other._marks)
    with pytest.raises(Transient, match="EMPTIED"):
        other.claim(ids[:1], at(0), {"t:0": 1})


def test_a_large_batch_in_one_call(seen: Seen, ids: list[str]) -> None:
    many = [f"{ids[0]}-{n}" for n in range(20_000)]
    assert seen.claim(many, [("t:0", 0, 15_000), ("t:1", 7, 5_000)]) == set()
    assert held(seen, many[-1]) == b"t:1:5006"
    assert seen.claim(many[::-1], [("t:0", 0, 20_000)]) == set(range(20_000))


def test_no_claim_passes_a_table_that_was_emptied_until_it_is_restored(
    seen_settings: SeenSettings, ids: list[str]
) -> None:
    """On a database of its own: the stack's table is in use."""
    own = Seen(seen_settings.model_copy(update={"redis_url": seen_settings.redis_url.rpartition("/")[0] + "/9"}))
    own._redis.flushdb()
    a_table_that_was_emptied(own, ids)
    own._redis.flushdb()


def a_table_that_was_emptied(own: Seen, ids: list[str]) -> None:
    with pytest.raises(Transient, match="EMPTIED"):
        own.claim(ids, at(0, 1, 2), {"t:0": 3})
    assert not own.knows({}), "nothing was ever said about this table"
    own.claim(ids[:1], at(0))
    own.restored({"t:0": 1})
    assert own.claim(ids, at(7, 8, 9), {"t:0": 10}) == {0}
    assert own.knows({"t:0": 10}), "a claim moves the mark"
    assert not own.knows({"t:0": 11}), "the table was set back"
    assert not own.knows({"t:1": 1})
    own.claim(ids, at(7, 8, 9), {"t:0": 5})
    assert own.knows({"t:0": 10}), "a late claim does not move it back"
    assert own.count() == 3


def test_an_answer_belongs_to_the_oldest_question_until_all_are_forgotten(seen: Seen, ids: list[str]) -> None:
    seen.ask(ids[:1], at(0), {})
    seen.ask(ids[:2], at(1, 2), {})
    assert seen.answer() == set()
    assert seen.answer() == {0}
    seen.ask(ids[2:], at(3), {})
    seen.forget()
    with pytest.raises(Transient, match="forgotten"):
        seen.answer()


def test_nothing_to_claim(seen: Seen, ids: list[str]) -> None:
    assert seen.claim(ids[:0], []) == set()


@pytest.mark.parametrize(
    "test",
    [
        test_the_first_source_owns_an_id,
        test_a_duplicate_inside_one_batch_loses_to_the_earlier,
        test_ids_are_bytes,
        test_a_large_batch_in_one_call,
        a_table_that_was_emptied,
        test_an_answer_belongs_to_the_oldest_question_until_all_are_forgotten,
        test_nothing_to_claim,
    ],
)
def test_the_table_in_memory_does_the_same(test: Callable[[Seen, list[str]], None], ids: list[str]) -> None:
    test(Ids(), ids)


def test_the_stack_s_redis_is_fit_for_claims(seen: Seen) -> None:
    seen.verify()


def test_away_is_transient_to_a_claim_and_one_line_at_the_start() -> None:
    away = Seen(SeenSettings(redis_url="redis://127.0.0.1:9/0", redis_timeout_s=0.2))
    with pytest.raises(Transient, match="takes no claims"):
        away.claim(["x"], at(0))
    with pytest.raises(TarnError, match="Redis does not answer"):
        away.verify()
