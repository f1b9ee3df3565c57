"""A part that does not answer, or fails, holds up no page; nobody looking, nothing is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lake.errors import NotYet
from services.console.kept import Kept


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as made:
        yield made


class Clock:
    """Time that is told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_an_answer_is_kept_for_a_while_and_asked_anew_when_it_is_old(pool: ThreadPoolExecutor) -> None:
    clock, answers = Clock(), iter([1, 2])
    kept = Kept(lambda: next(answers), pool, 5.0, clock)
    assert kept.look(30).value == 1
    clock.now += 4
    assert (kept.look(30).value, kept.look(30).age_s) == (1, 4)
    clock.now += 2
    assert kept.look(30).value == 2


def test_a_failure_is_told_and_the_last_value_stays(pool: ThreadPoolExecutor) -> None:
    clock, fails = Clock(), [False]

    def ask() -> int:
        if fails[0]:
            raise NotYet("Redis does not answer at redis://:hidden@here:1/0")
        return 1

    kept = Kept(ask, pool, 1.0, clock)
    kept.look(30)
    fails[0] = True
    clock.now += 10
    told = kept.look(30)
    assert (told.value, told.age_s) == (1, 10)
    assert told.error
    assert "hidden" not in told.error
    fails[0] = False
    clock.now += 10
    assert kept.look(30).error is None


def test_an_open_question_is_asked_once_and_its_wait_told(pool: ThreadPoolExecutor) -> None:
    clock, answer, asked = Clock(), threading.Event(), []

    def ask() -> int:
        asked.append(1)
        answer.wait(30)
        return 1

    kept = Kept(ask, pool, 1.0, clock)
    kept.look()
    clock.now += 7
    told = kept.look()
    assert (told.value, told.waits_s) == (None, 7)
    answer.set()
    assert kept.look(30).value == 1
    assert len(asked) == 1
