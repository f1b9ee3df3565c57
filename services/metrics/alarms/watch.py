"""The watch over alarms: evaluates them as time goes on, moves their states, and tells whom they name.

1. Metric alarms: the datapoints of the evaluation range, up to the last whole minute (of periods below a minute: the
   last whole period), go through `evaluate.py`. A period above a minute slides by the minute, as CloudWatch's does.
2. Composite alarms: their rules by the states of the others, until none moves any more.
3. Who moved tells its actions (`actions.py`), after the transaction.

An alarm is looked at when a boundary of its time passes, so a quiet watch costs little. One that cannot be evaluated
says why in its reason, and stops no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aws.refusal import Refused
from services.metrics.alarms import records, requests, rule
from services.metrics.alarms.evaluate import COMPARISONS, MORE, Rule, State, Verdict, evaluate
from services.metrics.alarms.records import COMPOSITE, METRIC, Alarm
from services.metrics.figures.data import watched
from services.metrics.figures.window import stamp
from services.metrics.store import Db, Store

LATE_S = 2.0  # how long after a boundary: figures on their way come in


@dataclass(frozen=True)
class Move:
    """An alarm that is in another state than before."""

    alarm: Alarm  # as it was
    state: str
    reason: str
    at: float


class Watch:
    """Evaluates alarms. `clock` gives seconds."""

    def __init__(self, store: Store, region: str, clock: Callable[[], float], log: Any) -> None:
        self._store = store
        self._region = region
        self._clock = clock
        self._log = log
        self._seen: dict[str, tuple[int, float]] = {}  # by alarm: the boundary and the configuration looked at

    def look(self) -> list[Move]:
        """Evaluates what is due; returns who moved."""
        now = self._clock()
        with self._store.reading() as db:
            due = [alarm for alarm in records.every(db, METRIC) if self._is_due(alarm, now)]
            verdicts = [(alarm, *self._verdict(db, alarm, now)) for alarm in due]
            any_composite = db.execute("SELECT 1 FROM alarms WHERE kind=?", (COMPOSITE,)).fetchone() is not None
        changed = [one for one in verdicts if (one[1], one[2]) != (one[0].state, one[0].reason)]
        if not changed and not any_composite:
            return []
        with self._store.transaction() as db:
            moves = [move for one in changed if (move := self._write(db, *one, now))]
            return moves + composites(db, now, self._region)

    def _is_due(self, alarm: Alarm, now: float) -> bool:
        boundary = (end_of(alarm, now), alarm.configured_at)
        if self._seen.get(alarm.name) == boundary:
            return False
        self._seen[alarm.name] = boundary
        return True

    def _verdict(self, db: Db, alarm: Alarm, now: float) -> tuple[State, str, str | None]:
        try:
            found = requests.rule_of(alarm.body)
            length, end = requests.period_of(alarm.body), end_of(alarm, now)
            start = end - length * (found.periods + MORE)
            points = watched(db, requests.queries_of(alarm.body), start, end)
            row = [points.get(at) for at in range(start, end, length)]
            verdict = evaluate(found, row, _state(alarm))
        except Refused as error:
            return "INSUFFICIENT_DATA", f"The alarm cannot be evaluated: {error.message}", None
        if verdict.state == alarm.state:
            return verdict.state, alarm.reason, alarm.reason_data
        stamps = {age: end - age * length for age in range(1, len(row) + 1)}
        return verdict.state, reason(found, verdict, stamps, _state(alarm)), data(alarm, found, verdict, stamps, now)

    def _write(self, db: Db, alarm: Alarm, state: State, why: str, reason_data: str | None, now: float) -> Move | None:
        current = records.get(db, alarm.name)
        if current is None or (current.configured_at, current.updated_at) != (alarm.configured_at, alarm.updated_at):
            return None  # it was changed or set meanwhile
        records.set_state(db, alarm, state, why, reason_data, now)
        return Move(alarm, state, why, now) if state != alarm.state else None


def composites(db: Db, now: float, region: str) -> list[Move]:
    """Moves composite alarms until all rules agree with the states."""
    states = {alarm.name: alarm.state for alarm in records.every(db)}
    moves: list[Move] = []
    for _ in range(len(states) + 1):
        moved = False
        for alarm in records.every(db, COMPOSITE):
            tree = rule.parse(alarm.body["AlarmRule"])
            state = "ALARM" if rule.holds(tree, states.get) else "OK"
            if state == alarm.state:
                continue
            children = [records.get(db, name) for name in rule.names(tree)]
            triggers = [
                {
                    "arn": records.arn(c.name, region),
                    "state": {"value": c.state, "timestamp": records.instant(c.moved_at)},
                }
                for c in children
                if c is not None
            ]
            why = f"{records.arn(alarm.name, region)} transitioned to {state} by its rule {alarm.body['AlarmRule']}"
            records.set_state(db, alarm, state, why, json.dumps({"triggeringAlarms": triggers}), now)
            moves.append(Move(alarm, state, why, now))
            states[alarm.name], moved = state, True
        if not moved:
            break
    return moves


def end_of(alarm: Alarm, now: float) -> int:
    """Where the newest whole datapoint of an alarm ends."""
    length = min(requests.period_of(alarm.body), 60)
    return int((now - LATE_S) // length) * length


def reason(found: Rule, verdict: Verdict, stamps: dict[int, int], before: State) -> str:
    """The sentence that CloudWatch says of a new state."""
    if verdict.state == "INSUFFICIENT_DATA":
        count = f"{found.periods} datapoint{'s were' if found.periods > 1 else ' was'}"
        return f"Insufficient Data: {count} unknown."
    breaching = [pair for pair in verdict.used if found.breaches(pair[1])]
    in_alarm = verdict.state == "ALARM"
    named = breaching if in_alarm else [pair for pair in verdict.used if pair not in breaching]
    shown = ", ".join(f"{value} ({records.short(stamp(stamps[age]))})" for age, value in named)
    filled = f", and {verdict.absent} missing treated as {found.missing}" if verdict.absent else ""
    sense = "" if in_alarm else "not "
    return (
        f"Threshold Crossed: {len(named)} out of the last {found.periods} datapoints [{shown}]{filled} "
        f"{'was' if len(named) == 1 else 'were'} {sense}{COMPARISONS[found.comparison][1]} the threshold "
        f"({found.threshold}) (minimum {found.needed if in_alarm else found.periods - found.needed + 1} "
        f"datapoint{'s' if found.needed > 1 else ''} for {before} -> {verdict.state} transition)."
    )


def data(alarm: Alarm, found: Rule, verdict: Verdict, stamps: dict[int, int], now: float) -> str:
    """StateReasonData."""
    newest = [{"timestamp": records.instant(stamps[age]), "value": value} for age, value in verdict.used]
    told = {
        "version": "1.0",
        "queryDate": records.instant(now),
        "statistic": alarm.body.get("Statistic") or alarm.body.get("ExtendedStatistic"),
        "period": requests.period_of(alarm.body),
        "recentDatapoints": [point["value"] for point in reversed(newest)],
        "threshold": found.threshold,
        "evaluatedDatapoints": newest,
    }
    return json.dumps({key: value for key, value in told.items() if value is not None})


def _state(alarm: Alarm) -> State:
    return "OK" if alarm.state == "OK" else "ALARM" if alarm.state == "ALARM" else "INSUFFICIENT_DATA"
