"""A call of Kafka's client that does not come back is left behind; one that does is as it was."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from lake import broker


class Writer:
    """A producer whose send_offsets_to_transaction does as it is told."""

    def __init__(self, act: Any) -> None:
        self.send_offsets_to_transaction = lambda *_: act()


def fail() -> None:
    raise broker.KafkaException("fenced")


def test_what_the_call_does_is_done_and_what_it_raises_is_raised() -> None:
    broker.send_offsets(Writer(lambda: None), [], None)  # type: ignore[arg-type]
    with pytest.raises(broker.KafkaException, match="fenced"):
        broker.send_offsets(Writer(fail), [], None)  # type: ignore[arg-type]


def test_a_call_that_waits_for_ever_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "_OFFSETS_S", -0.8)
    with pytest.raises(broker.KafkaException, match="took no offsets"):
        broker.send_offsets(Writer(threading.Event().wait), [], None)  # type: ignore[arg-type]
