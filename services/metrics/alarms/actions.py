"""Whom an alarm tells: an `http://` or `https://` address gets a POST of the JSON that SNS would carry.

Other actions (ARNs of SNS, Lambda, …) have no service here yet: each is written to the alarm's history as failed, as
CloudWatch writes an action that it could not execute. One that fails stops no other.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

from aws.account import ACCOUNT
from lake.mask import masked
from services.metrics.alarms import records
from services.metrics.alarms.records import METRIC
from services.metrics.alarms.watch import Move
from services.metrics.store import Store

_TIMEOUT_S = 5.0
_KEPT = ("MetricName", "Namespace", "Unit", "Period", "EvaluationPeriods", "DatapointsToAlarm", "ComparisonOperator",
         "Threshold", "TreatMissingData")  # fmt: skip


def tell(store: Store, moves: Sequence[Move], region: str) -> None:
    """Executes the actions of alarms that moved, and writes how that went."""
    for move in moves:
        for action in move.alarm.actions(move.state):
            failed = _post(action, message(move, region)) if action.startswith(("http://", "https://")) else _NOBODY
            data: dict[str, Any] = {
                "actionState": "Failed" if failed else "Succeeded",
                "notificationResource": masked(action),
            }
            data |= {"stateUpdateTimestamp": int(move.at * 1000)} | ({"error": failed} if failed else {})
            verb = "Failed to execute" if failed else "Successfully executed"
            with store.transaction() as db:
                summary = f"{verb} action {masked(action)}"
                records.remember(db, move.alarm.name, move.alarm.kind, move.at, "Action", summary, data)


_NOBODY = "tarn executes actions of http:// and https:// addresses alone"


def message(move: Move, region: str) -> dict[str, Any]:
    """The notification, as SNS carries it."""
    alarm = move.alarm
    told: dict[str, Any] = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.body.get("AlarmDescription"),
        "AWSAccountId": ACCOUNT,
        "AlarmConfigurationUpdatedTimestamp": records.instant(alarm.configured_at),
        "NewStateValue": move.state,
        "NewStateReason": move.reason,
        "StateChangeTime": records.instant(move.at),
        "Region": region,
        "AlarmArn": records.arn(alarm.name, region),
        "OldStateValue": alarm.state,
        "OKActions": alarm.body.get("OKActions", []),
        "AlarmActions": alarm.body.get("AlarmActions", []),
        "InsufficientDataActions": alarm.body.get("InsufficientDataActions", []),
    }
    if alarm.kind != METRIC:
        return told | {"AlarmRule": alarm.body["AlarmRule"]}
    trigger = {name: alarm.body[name] for name in _KEPT if name in alarm.body}
    trigger["Dimensions"] = [{"value": d["Value"], "name": d["Name"]} for d in alarm.body.get("Dimensions") or []]
    if alarm.body.get("Statistic"):
        trigger |= {"StatisticType": "Statistic", "Statistic": alarm.body["Statistic"].upper()}
    if alarm.body.get("Metrics"):
        trigger["Metrics"] = alarm.body["Metrics"]
    return told | {"Trigger": trigger}


def _post(address: str, told: dict[str, Any]) -> str | None:
    """Why it failed; None where it did not."""
    request = urllib.request.Request(address, json.dumps(told).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S):
            return None
    except urllib.error.HTTPError as error:
        return f"it answered {error.code}"
    except (urllib.error.URLError, OSError, ValueError) as error:
        return f"it cannot be reached: {getattr(error, 'reason', error)}"[:200]
