"""A call of Kafka's client that does not come back is left behind; what one raises is heard by who waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from lake.edges.kafka.broker import KafkaError, KafkaException
from lake.errors import Transient
from services.dedup import commit
from services.dedup.commit import Commit
from services.dedup.decide import Batch, Outcome


class Producer:
    """A client whose calls do nothing, but for one."""

    def __init__(self, **acts: Callable[[], object]) -> None:
        self.called: list[str] = []
        self._acts = acts

    def __getattr__(self, name: str) -> Any:
        def call(*_arguments: Any) -> None:
            self.called.append(name)
            self._acts.get(name, lambda: None)()

        return call


def begun(producer: Producer) -> Commit:
    return Commit(producer, None, Batch("topic", [], [], [], {}), Outcome())  # type: ignore[arg-type]


def fail() -> None:
    raise KafkaException(KafkaError(KafkaError._FENCED, "fenced"))


def test_a_transaction_is_begun_given_its_offsets_and_committed() -> None:
    producer = Producer()
    begun(producer).wait()
    assert producer.called == ["begin_transaction", "send_offsets_to_transaction", "commit_transaction"]


@pytest.mark.parametrize("call", ["send_offsets_to_transaction", "commit_transaction"])
def test_what_the_client_raises_is_heard_by_who_waits(call: str) -> None:
    with pytest.raises(Transient, match="the transaction failed: fenced"):
        begun(Producer(**{call: fail})).wait()


def test_what_the_client_raises_at_once_is_raised_at_once() -> None:
    with pytest.raises(Transient, match="the transaction failed: fenced"):
        begun(Producer(begin_transaction=fail))


def test_a_call_that_waits_for_ever_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit, "_OFFSETS_S", -0.8)
    waits = Producer(send_offsets_to_transaction=threading.Event().wait)
    with pytest.raises(Transient, match="gave no answer"):
        begun(waits).wait()
