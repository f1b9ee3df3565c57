"""What a dry run and an outcome say."""

from __future__ import annotations

import pytest

from lake.accounts.replays import Choice, Planned, Run
from services.replay.tell import outcome, told

PLANNED = Planned(objects=3, events=200_000, bytes=1_000, unknown=0)


@pytest.mark.parametrize(
    ("planned", "rate", "speed", "filtered", "says"),
    [
        (PLANNED, 0, 0, False, "200,000 events, 1,000 bytes; about 5 s at full speed, taken to be 40,000 a second"),
        (PLANNED, 400, 0, True, "at most 200,000 events, 1,000 bytes; about 500 s at 400 a second"),
        (PLANNED, 0, 60, False, "; as long as the events took, 60 times as fast"),
        (Planned(2, 5, 9, 1), 0, 0, False, "5 events and what 1 objects hold whose names do not tell, 9 bytes"),
    ],
)
def test_a_dry_run(planned: Planned, rate: float, speed: float, filtered: bool, says: str) -> None:
    assert says in told(planned, rate, speed, filtered)


def test_an_outcome_tells_what_was_left_out_and_how_to_go_on() -> None:
    run = Run(
        "r", "me", "repair", "events", Choice(), 0, 1, 1, "paused", PLANNED, {}, objects=2, damaged=1, sent={0: 7}
    )
    assert outcome(run) == ("run r paused: 7 events sent of 2 objects, 1 damaged; ./tarn replay resume r goes on")
