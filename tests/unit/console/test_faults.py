"""A fault takes two steps, one is on at a time, it ends by itself, and its figures stand beside it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from lake.accounts.ledger import Account
from lake.errors import TarnError, Transient
from services.console import strikes, switches
from services.console.edges import Edges
from services.console.strikes import Figures, Strikes
from services.console.switches import SWITCHES, Switch, chosen, seconds_of
from tests.polling import eventually

NO_EDGES = cast("Edges", None)  # what is switched on here reaches no part
BEFORE = Account(produced=10, in_=10, unique=9, duplicate=1, emitted=9, delivered=9)
WAITS = Account(produced=14, in_=12, unique=11, duplicate=1, emitted=11, delivered=9, in_flight=4)
DECIDED = Account(produced=15, in_=14, unique=12, duplicate=2, emitted=12, delivered=11, in_flight=2)
LANDED = Account(produced=15, in_=15, unique=13, duplicate=2, emitted=13, delivered=13)


class OnUntil:
    """A fault that is over when it is told so."""

    def __init__(self) -> None:
        self.told, self.ended = threading.Event(), threading.Event()

    def over(self) -> bool:
        return self.told.is_set()

    def end(self) -> str:
        self.ended.set()
        return "done"


def switch(fault: OnUntil, early: bool = True) -> Switch:
    return Switch("A fault", "", "", lambda *_: fault, early)


def ledger(*accounts: Account | Exception) -> Callable[[], Figures]:
    answers: Iterator[Account | Exception] = iter(accounts)

    def ask() -> Figures:
        found = next(answers)
        if isinstance(found, Exception):
            raise found
        return Figures(found, 1.0)

    return ask


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strikes, "_LOOK_S", 0.001)
    monkeypatch.setattr(strikes, "_ASK_S", 0.001)


def test_the_ledger_is_read_before_and_once_all_that_came_has_landed() -> None:
    fault = OnUntil()
    kept = Strikes(NO_EDGES, ledger(BEFORE, WAITS, Transient("away"), DECIDED, LANDED))
    strike = kept.begin(switch(fault), 10, "once")
    assert (strike.state, strike.rows) == ("on", [])
    fault.told.set()
    assert eventually(lambda: strike.state == "over")
    assert fault.ended.is_set()
    assert strike.said == "done"
    differences = {label: more for label, _, _, more in strike.rows}
    assert differences == {
        "produced": 5, "unique": 4, "duplicate": 1, "quarantined": 0, "delivered": 4, "bad records delivered": 0,
        "in flight": 0,
    }  # fmt: skip


def test_what_never_lands_is_told_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strikes, "SETTLE_S", 0.05)
    fault = OnUntil()
    fault.told.set()
    strike = Strikes(NO_EDGES, ledger(BEFORE, *[WAITS] * 1000)).begin(switch(fault), 10, "once")
    assert eventually(lambda: strike.state == "over")
    assert "not all that came was delivered" in strike.said
    assert strike.after == WAITS


def test_one_is_on_at_a_time_and_a_form_begins_one() -> None:
    fault = OnUntil()
    kept = Strikes(NO_EDGES, ledger(BEFORE, LANDED))
    kept.begin(switch(fault), 10, "once")
    for nonce, why in (("once", "already"), ("twice", "one at a time")):
        with pytest.raises(TarnError, match=why):
            kept.begin(switch(fault), 10, nonce)
    fault.told.set()
    assert eventually(lambda: kept.on is None)


def test_without_a_ledger_no_fault_begins() -> None:
    begun: list[int] = []
    kept = Strikes(NO_EDGES, ledger(Transient("Kafka is away")))
    with pytest.raises(Transient):
        kept.begin(Switch("A fault", "", "", lambda *_: begun.append(1) or OnUntil()), 10, "once")  # type: ignore[func-returns-value]
    assert (begun, kept.all()) == ([], [])


def test_one_is_ended_early_where_it_can_be() -> None:
    fault = OnUntil()
    kept = Strikes(NO_EDGES, ledger(BEFORE, LANDED, LANDED))
    with pytest.raises(TarnError, match="no fault is on"):
        kept.end()
    kept.begin(switch(fault), 10, "once")
    kept.end()
    assert eventually(lambda: kept.on is None)
    assert fault.ended.is_set()


def test_one_that_only_time_ends_is_not_ended_early() -> None:
    fault = OnUntil()
    kept = Strikes(NO_EDGES, ledger(BEFORE, LANDED))
    kept.begin(switch(fault, early=False), 10, "once")
    with pytest.raises(TarnError, match="by itself only"):
        kept.end()
    fault.told.set()


@pytest.mark.parametrize("text", ["", "9", "121", "-10", "1e1", "ten", "１５", "10.5"])
def test_a_length_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(TarnError, match="10 to 120 seconds"):
        seconds_of(text)


def test_no_other_fault_is_to_be_had() -> None:
    assert set(SWITCHES) == {"slow-store", "store-errors", "redis-pause", "broker-pause", "duplicate-storm",
                             "malformed-storm", "traffic", "late-events"}  # fmt: skip
    with pytest.raises(TarnError, match="no fault 'wipe'"):
        chosen("wipe")


def test_what_needs_a_shared_folder_is_refused_in_containers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen("slow-store") is SWITCHES["slow-store"]
    monkeypatch.setenv("TARN_IN_CONTAINER", "1")
    assert chosen("redis-pause") is SWITCHES["redis-pause"]
    with pytest.raises(TarnError, match="not in containers"):
        chosen("store-errors")


@pytest.mark.parametrize(
    ("name", "rate", "options"),
    [
        ("duplicate-storm", 1.0, {"--count": "2000", "--rate": "200", "--duplicates": "0.9", "--malformed": "0"}),
        ("malformed-storm", 1.0, {"--count": "2000", "--rate": "200", "--duplicates": "0", "--malformed": "0.5"}),
        ("traffic", 100.0, {"--count": "9000", "--rate": "900", "--malformed": "0"}),
        ("late-events", 1.0, {"--count": "2000", "--late": "1", "--out-of-order": "0"}),
    ],
)
def test_a_storm_is_a_bounded_run_of_the_generator(
    name: str, rate: float, options: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    class Ended:
        returncode = 0

        def __init__(self, command: list[str], **_: Any) -> None:
            commands.append(command)

        def poll(self) -> int:
            return 0

        def communicate(self, **_: Any) -> tuple[str, None]:
            return "tarn: waiting\nsent 2,000 records\n", None

    monkeypatch.setattr(subprocess, "Popen", Ended)
    fault = SWITCHES[name].begin(NO_EDGES, 10, rate)
    assert fault.over()
    assert fault.end() == "sent 2,000 records"
    (command,) = commands
    assert command[3:5] == ["services.producer", "generate"]
    given = dict(zip(command[5::2], command[6::2], strict=True))  # the last of two equal options counts
    assert options.items() <= given.items()


def test_a_storm_lasts_no_longer_than_what_it_sends() -> None:
    assert switches.tenfold(0.0) * switches.MOST_S < 10_000
    assert switches.tenfold(1e9) * switches.MOST_S <= 2_400_000
