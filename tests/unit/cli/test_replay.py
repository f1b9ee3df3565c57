"""What `replay` makes of what was typed, and how it shows a run."""

from __future__ import annotations

import msgspec
import pytest

from lake.accounts.replay_words import chosen, state, times, what
from lake.accounts.replays import Choice, Planned, Run
from lake.errors import TarnError

RUN = Run("r", "me", "repair", "events", Choice(), 0, 1, 100, "running", Planned(), {})


def test_times_are_utc_where_they_do_not_say() -> None:
    made = chosen("a", None, ("1970-01-01", "1970-01-02T01:00+01:00"), (None, "1970-01-01T00:00:05"), ["k"], None)
    assert made == Choice("a", None, 0, 86_400, None, 5, ("k",))


def test_a_subtype_alone_and_a_time_that_is_none_are_refused() -> None:
    with pytest.raises(TarnError, match="--subtype needs --type"):
        chosen(None, "b", (None, None), (None, None), None, None)
    with pytest.raises(TarnError, match="is no time"):
        chosen("a", None, ("soon", None), (None, None), None, None)


@pytest.mark.parametrize("speed", ["fast", "0", "-1", "1e9", "nan", ""])
def test_a_speed_that_is_none_is_refused(speed: str) -> None:
    with pytest.raises(TarnError, match="is not usable"):
        times(speed)


def test_speeds() -> None:
    assert [times(text) for text in ("max", "1", "60x", "1×")] == [0, 1, 60, 1]


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice(), "repair everything"),
        (Choice("a", "b", since=0), "repair type a, subtype b, since 1970-01-01T00:00:00Z"),
        (Choice(objects=("x", "y"), ids="f", ids_sha256="0"), "repair ids f, 2 objects by name"),
    ],
)
def test_a_choice_in_a_few_words(choice: Choice, told: str) -> None:
    assert what(msgspec.structs.replace(RUN, choice=choice)) == told


def test_a_run_that_is_silent_is_told_as_such() -> None:
    assert state(RUN, 110) == "running"
    assert state(RUN, 1_100) == "silent for 1,000 s"
    ended = msgspec.structs.replace(RUN, state="done", damaged=2, unreadable=3)
    assert state(ended, 1_100) == "done, 2 damaged objects, 3 lines no events"
