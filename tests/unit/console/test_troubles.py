"""What the Flow page says is wrong, and what it tells to type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lake.accounts.ledger import Account
from lake.catalog_answers import JobRun
from services.console.facts import Facts, History, Ids, Stream
from services.console.flow import picture
from services.console.kept import Reading
from services.console.troubles import troubles

PARTS = ("kafka", "redis", "object-store", "catalog", "dedup", "sink", "etl", "gateway", "query", "crawler", "metrics")
WELL = Reading("", 0.1)
ACCOUNT = Account(produced=110, in_=100, unique=80, duplicate=15, quarantined=5, emitted=80, in_flight=10,
                  delivered=80, quarantine_delivered=5, rows=70, pending=10)  # fmt: skip


def stream(**changed: Any) -> Stream:
    made = Stream(ACCOUNT, True, 3, 1000, 60, {"events": 990.0}, {}, {"dedup": 1, "sink": 1}, 1000.0)
    return replace(made, **changed)


def facts(**changed: Any) -> Facts:
    made = Facts(Reading(stream(), 0.1), Reading(Ids(1, 1, 100), 0.1), Reading([], 0.1), dict.fromkeys(PARTS, WELL),
                 {}, {}, 60.0, 1000.0)  # fmt: skip
    return replace(made, **changed)


def run(state: str, ended: float | None = 990.0) -> JobRun:
    return JobRun("jr_1", "etl", state, 900.0, ended, error_message="no space left")


def without(part: str, reading: Reading[str]) -> dict[str, Reading[str]]:
    return dict.fromkeys(PARTS, WELL) | {part: reading}


AWAY: Reading[str] = Reading(error="refused")
SILENT = Reading("", 9.0, None, 9.0)
LATE = {"oldest": {"dedup": 900.0}}
CASES = [
    ("nothing", facts(), None),
    *((f"{part} away", facts(parts=without(part, AWAY)), ("bad", part, f"./tarn restart {part}")) for part in PARTS),
    *((f"{one} silent", facts(parts=without(one, SILENT)), ("bad", one, f"./tarn restart {one}")) for one in PARTS),
    ("sink complains", facts(parts=without("sink", Reading("it is full", 0.1))), ("bad", "sink", "./tarn logs sink")),
    ("dedup stands", facts(stream=Reading(stream(**LATE), 0.1), standing={"dedup": 20.0}),
     ("bad", "dedup", "./tarn restart dedup")),
    ("dedup is behind", facts(stream=Reading(stream(**LATE), 0.1), standing={"dedup": None}),
     ("warn", "dedup", "./tarn logs dedup")),
    ("the sink fills its buffer", facts(stream=Reading(stream(oldest={"sink": 940.0}), 0.1), standing={"sink": 50.0}),
     None),
    ("the sink stands", facts(stream=Reading(stream(oldest={"sink": 900.0}), 0.1), standing={"sink": 90.0}),
     ("bad", "sink", "./tarn restart sink")),
    ("unequal", facts(stream=Reading(stream(account=replace(ACCOUNT, faults=("partition 1: off",))), 0.1)),
     ("bad", "ledger", "./tarn ledger")),
    ("one is slow", facts(parts=without("object-store", Reading("", 1.0, None, 0.0, 4.0))),
     ("warn", "object-store", "./tarn logs object-store")),
    ("readers held back", facts(holding={"events": 3.0}), ("warn", "kafka", "./tarn logs kafka")),
    ("expired", facts(stream=Reading(stream(account=replace(ACCOUNT, expired=3)), 0.1)),
     ("bad", "kafka", "./tarn logs dedup sink")),
    ("unread", facts(stream=Reading(stream(), 30.0, "it takes no questions")), ("bad", "kafka", "./tarn logs kafka")),
    ("run failed", facts(runs=Reading([run("RUNNING", None), run("FAILED")], 0.1)), ("bad", "etl", "./tarn etl runs")),
    ("run failed, then well", facts(runs=Reading([run("SUCCEEDED"), run("FAILED")], 0.1)), None),
    ("ids nearly full", facts(ids=Reading(Ids(9, 95, 100), 0.1)), ("warn", "redis", "./tarn doctor")),
]  # fmt: skip


@pytest.mark.parametrize(("given", "first"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_fault_is_named_with_what_to_type(given: Facts, first: tuple[str, str, str] | None) -> None:
    found = [(trouble.level, trouble.part, trouble.command) for trouble in troubles(given)]
    assert found == ([first] if first else [])


def test_a_stack_that_is_down_is_one_sentence() -> None:
    down = facts(parts=dict.fromkeys(PARTS, Reading(error="refused")))
    assert [trouble.command for trouble in troubles(down)] == ["./tarn up"]


def test_the_picture_marks_the_stage_that_stands() -> None:
    given = facts(parts=without("redis", Reading(error="refused")))
    drawn = picture(given, troubles(given), [])
    assert {stage.name for stage in drawn.stages if stage.state == "bad"} == {"Dedup"}
    assert drawn.parts[1] == ("redis", "bad", "refused")


def test_the_equations_hold_and_those_of_the_lake_are_left_out_where_it_is_away() -> None:
    drawn = picture(facts(), [], [])
    assert [equation.equal for equation in drawn.equations] == [True] * 4
    away = facts(stream=Reading(stream(lake=False), 0.1))
    assert len(picture(away, [], []).equations) == 3
    assert picture(away, [], []).stages[-1].figures[0] == ("rows", "–")


def test_rates_are_of_what_was_seen_and_nothing_is_said_before() -> None:
    history = History()
    assert history.rates() == dict.fromkeys(history.rates()) == history.rates()
    history.add(stream(at=1000.0))
    assert history.rates()["produced"] is None
    history.add(stream(at=1002.0, account=replace(ACCOUNT, produced=120), passed={"dedup": 5, "sink": 1}))
    history.add(stream(at=1004.0, account=replace(ACCOUNT, produced=130), passed={"dedup": 5, "sink": 1}))
    assert history.rates()["produced"] == 5.0
    assert history.standing() == {"dedup": 2.0, "sink": 4.0}
    assert history.arrivals() == [5.0, 5.0]
    history.add(stream(at=1005.0, held={("events", 0): 7, ("events", 1): 3}))
    history.add(stream(at=1008.0, held={("events", 0): 7, ("events", 1): 4}))
    assert history.holding() == {"events": 3.0}
    history.add(stream(at=1100.0))  # nobody looked in between
    assert history.rates()["produced"] is None
