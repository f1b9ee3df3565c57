"""Alarms as records: what is stored of one, its state, its history, and how CloudWatch shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws.account import ACCOUNT
from services.metrics.figures.window import stamp
from services.metrics.store import Db

METRIC, COMPOSITE = "MetricAlarm", "CompositeAlarm"
UNCHECKED = "Unchecked: Initial alarm creation"


@dataclass(frozen=True)
class Alarm:
    """One alarm. `body` has the members of its request; times are seconds."""

    name: str
    kind: str
    body: dict[str, Any]
    state: str
    reason: str
    reason_data: str | None
    configured_at: float
    updated_at: float
    moved_at: float

    def shown(self, region: str) -> dict[str, Any]:
        """As DescribeAlarms answers it."""
        return self.body | {
            "AlarmArn": arn(self.name, region),
            "AlarmConfigurationUpdatedTimestamp": stamp(self.configured_at),
            "StateValue": self.state,
            "StateReason": self.reason,
            "StateReasonData": self.reason_data,
            "StateUpdatedTimestamp": stamp(self.updated_at),
            "StateTransitionedTimestamp": stamp(self.moved_at),
        }

    def actions(self, state: str) -> list[str]:
        """Whom to tell of a state."""
        member = {"OK": "OKActions", "ALARM": "AlarmActions"}.get(state, "InsufficientDataActions")
        return list(self.body.get(member) or []) if self.body.get("ActionsEnabled", True) else []


def arn(name: str, region: str) -> str:
    """An alarm's ARN."""
    return f"arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:{name}"


def get(db: Db, name: str) -> Alarm | None:
    """One alarm by name."""
    row = db.execute("SELECT * FROM alarms WHERE name=?", (name,)).fetchone()
    return _alarm(row) if row else None


def every(db: Db, kind: str | None = None) -> list[Alarm]:
    """All alarms, of one kind where given, by name."""
    rows = db.execute("SELECT * FROM alarms WHERE ? IS NULL OR kind=? ORDER BY name", (kind, kind))
    return [_alarm(row) for row in rows]


def put(db: Db, name: str, kind: str, body: Mapping[str, Any], now: float) -> None:
    """Creates an alarm, or changes its configuration and leaves its state."""
    before = get(db, name)
    state = (before.state, before.reason, before.reason_data) if before else ("INSUFFICIENT_DATA", UNCHECKED, None)
    times = (before.updated_at, before.moved_at) if before else (now, now)
    row = (name, kind, json.dumps(body), *state, now, *times)
    db.execute("INSERT OR REPLACE INTO alarms VALUES (?,?,?,?,?,?,?,?,?)", row)
    data = {"type": "Update" if before else "Create", "version": "1.0", "createdAlarm": dict(body)}
    summary = f'Alarm "{name}" {"updated" if before else "created"}'
    remember(db, name, kind, now, "ConfigurationUpdate", summary, data)


def delete(db: Db, alarm: Alarm, now: float) -> None:
    """Deletes an alarm; its history stays until it is old."""
    db.execute("DELETE FROM alarms WHERE name=?", (alarm.name,))
    data = {"type": "Delete", "version": "1.0", "deletedAlarm": alarm.body}
    remember(db, alarm.name, alarm.kind, now, "ConfigurationUpdate", f'Alarm "{alarm.name}" deleted', data)


def set_state(db: Db, alarm: Alarm, state: str, reason: str, reason_data: str | None, now: float) -> None:
    """Moves an alarm to a state, and remembers it where that is another."""
    moved = now if state != alarm.state else alarm.moved_at
    db.execute(
        "UPDATE alarms SET state=?, reason=?, reason_data=?, updated_at=?, moved_at=? WHERE name=?",
        (state, reason, reason_data, now, moved, alarm.name),
    )
    if state == alarm.state:
        return
    data = {
        "version": "1.0",
        "oldState": {"stateValue": alarm.state, "stateReason": alarm.reason},
        "newState": {
            "stateValue": state,
            "stateReason": reason,
            "stateReasonData": json.loads(reason_data) if reason_data else None,
        },
    }
    summary = f"Alarm updated from {alarm.state} to {state}"
    remember(db, alarm.name, alarm.kind, now, "StateUpdate", summary, data)


def remember(db: Db, name: str, kind: str, now: float, item: str, summary: str, data: Mapping[str, Any]) -> None:
    """Writes a line of the history."""
    db.execute(
        "INSERT INTO alarm_history (name, kind, at, item, summary, data) VALUES (?,?,?,?,?,?)",
        (name, kind, now, item, summary, json.dumps(data)),
    )


def instant(at: float) -> str:
    """A time as reasons have it, with milliseconds."""
    return stamp(at).strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(at * 1000) % 1000:03d}+0000"


def short(at: datetime) -> str:
    """A time as it stands in a datapoint of a reason."""
    return at.strftime("%d/%m/%y %H:%M:%S")


def _alarm(row: Mapping[str, Any]) -> Alarm:
    return Alarm(
        row["name"], row["kind"], json.loads(row["body"]), row["state"], row["reason"], row["reason_data"],
        row["configured_at"], row["updated_at"], row["moved_at"],
    )  # fmt: skip
