"""How old the oldest record is that the sink holds."""

from __future__ import annotations

from services.sink.batch import Buffer, Incoming
from services.sink.figures import Held


def buffer(came: float) -> Buffer:
    made = Buffer("t", 0, lambda record: ("folder/", record.value or b"", 1), 0)  # type: ignore[arg-type, return-value]
    made.add(0, Incoming(None, b"{}", [], 0), came)
    return made


def test_freshness_is_the_age_of_the_oldest_that_is_held_or_on_its_way() -> None:
    held = Held(lambda: 100.0)
    assert held.seconds() == 0
    held.step([buffer(95.0), buffer(90.0)])
    assert held.seconds() == 10
    held.begun([buffer(80.0)])
    held.step([buffer(99.0)])
    assert held.seconds() == 20
    held.ended()
    assert held.seconds() == 1
    held.step([])
    assert held.seconds() == 0
