"""The operations on alarms, each on one transaction of the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aws import pages
from aws.refusal import Refused
from services.metrics.alarms import records, requests, rule
from services.metrics.alarms.records import COMPOSITE, METRIC, Alarm
from services.metrics.dashboards import tag
from services.metrics.figures.series import dimensions
from services.metrics.figures.window import stamp
from services.metrics.refusals import invalid, refuse_members, validation
from services.metrics.store import Db

PAGE = 50
_BAD_TOKEN = Refused("InvalidNextToken", "The next token specified is invalid.")


def put_metric_alarm(db: Db, asked: Mapping[str, Any], now: float, region: str) -> dict[str, Any]:
    """PutMetricAlarm: creates an alarm or changes it."""
    _put(db, asked, METRIC, requests.metric_alarm(asked), now, region)
    return {}


def put_composite_alarm(db: Db, asked: Mapping[str, Any], now: float, region: str) -> dict[str, Any]:
    """PutCompositeAlarm."""
    body = requests.composite_alarm(asked, lambda name: records.get(db, name) is not None)
    if asked["AlarmName"] in _below(db, rule.names(rule.parse(asked["AlarmRule"]))):
        raise validation("An alarm's rule cannot refer to the alarm itself, by whatever way")
    _put(db, asked, COMPOSITE, body, now, region)
    return {}


def describe_alarms(db: Db, asked: Mapping[str, Any], region: str) -> dict[str, Any]:
    """DescribeAlarms, a page; metric alarms alone unless AlarmTypes says otherwise."""
    names, prefix = asked.get("AlarmNames") or [], asked.get("AlarmNamePrefix")
    if names and prefix:
        raise validation("AlarmNames and AlarmNamePrefix are mutually exclusive")
    kinds = asked.get("AlarmTypes") or [METRIC]
    if family := asked.get("ChildrenOfAlarmName") or asked.get("ParentsOfAlarmName"):
        names = _family(db, family, children=bool(asked.get("ChildrenOfAlarmName")))
        kinds = [METRIC, COMPOSITE]
        found = [alarm for alarm in records.every(db) if alarm.name in names]
    else:
        found = [alarm for alarm in records.every(db) if not names or alarm.name in names]
    chosen = [
        alarm
        for alarm in found
        if alarm.kind in kinds
        and alarm.name.startswith(prefix or "")
        and asked.get("StateValue") in (None, alarm.state)
        and _acts(alarm, asked.get("ActionPrefix"))
    ]
    rows, more = pages.page(chosen, asked.get("MaxRecords") or PAGE, asked.get("NextToken"), _BAD_TOKEN)
    return {
        "MetricAlarms": [alarm.shown(region) for alarm in rows if alarm.kind == METRIC],
        "CompositeAlarms": [alarm.shown(region) for alarm in rows if alarm.kind == COMPOSITE],
        "NextToken": more,
    }


def describe_for_metric(db: Db, asked: Mapping[str, Any], region: str) -> dict[str, Any]:
    """DescribeAlarmsForMetric: the alarms of one metric that are no expressions."""
    wanted = dimensions(asked.get("Dimensions") or [])
    given = {name: asked[name] for name in ("Statistic", "ExtendedStatistic", "Period", "Unit") if asked.get(name)}
    found = [
        alarm.shown(region)
        for alarm in records.every(db, METRIC)
        if (alarm.body.get("Namespace"), alarm.body.get("MetricName")) == (asked["Namespace"], asked["MetricName"])
        and dimensions(alarm.body.get("Dimensions") or []) == wanted
        and all(alarm.body.get(name) == value for name, value in given.items())
    ]
    return {"MetricAlarms": found}


def delete_alarms(db: Db, asked: Mapping[str, Any], now: float, region: str) -> dict[str, Any]:
    """DeleteAlarms: names that are unknown are passed over, an alarm that a composite needs is not deleted."""
    names = set(asked["AlarmNames"])
    for other in records.every(db, COMPOSITE):
        needed = names & set(rule.names(rule.parse(other.body["AlarmRule"])))
        if needed and other.name not in names:
            named = ", ".join(sorted(needed))
            raise validation(f"Cannot delete {named} as there are composite alarms depending on it: {other.name}")
    for name in sorted(names):
        if alarm := records.get(db, name):
            records.delete(db, alarm, now)
            db.execute("DELETE FROM tags WHERE arn=?", (records.arn(name, region),))
    return {}


def enable(db: Db, asked: Mapping[str, Any], *, on: bool) -> dict[str, Any]:
    """EnableAlarmActions and DisableAlarmActions."""
    for name in asked["AlarmNames"]:
        if alarm := records.get(db, name):
            body = json.dumps(alarm.body | {"ActionsEnabled": on})
            db.execute("UPDATE alarms SET body=? WHERE name=?", (body, name))
    return {}


def history(db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
    """DescribeAlarmHistory, a page, newest first unless asked otherwise."""
    refuse_members(dict(asked), "AlarmContributorId")
    start, end = (value.timestamp() if (value := asked.get(name)) else None for name in ("StartDate", "EndDate"))
    order = "ASC" if asked.get("ScanBy") == "TimestampAscending" else "DESC"
    most = asked.get("MaxRecords") or 100
    skip = pages.place_of(asked.get("NextToken"), _BAD_TOKEN, int) or 0
    kinds = asked.get("AlarmTypes") or [METRIC]
    rows = db.execute(
        "SELECT * FROM alarm_history WHERE (?1 IS NULL OR name=?1) AND (?2 IS NULL OR item=?2) AND "
        "(?3 IS NULL OR at>=?3) "
        f"AND (?4 IS NULL OR at<=?4) AND instr(?5, kind) ORDER BY at {order}, id {order} LIMIT ?6 OFFSET ?7",
        (asked.get("AlarmName"), asked.get("HistoryItemType"), start, end, " ".join(kinds), most + 1, skip),
    ).fetchall()
    items = [
        {
            "AlarmName": row["name"],
            "AlarmType": row["kind"],
            "Timestamp": stamp(row["at"]),
            "HistoryItemType": row["item"],
            "HistorySummary": row["summary"],
            "HistoryData": row["data"],
        }
        for row in rows[:most]
    ]
    return {"AlarmHistoryItems": items, "NextToken": pages.token_of(skip + most) if len(rows) > most else None}


def find(db: Db, name: str) -> Alarm:
    """An alarm by name. Raises Refused as SetAlarmState does: the message is empty."""
    alarm = records.get(db, name)
    if alarm is None:
        raise Refused("ResourceNotFound", "", 404)
    return alarm


def _put(db: Db, asked: Mapping[str, Any], kind: str, body: dict[str, Any], now: float, region: str) -> None:
    name = asked["AlarmName"]
    before = records.get(db, name)
    if before and before.kind != kind:
        raise invalid(f"An alarm of another type has the name {name}")
    records.put(db, name, kind, body, now)
    if asked.get("Tags") and before is None:  # on an update CloudWatch ignores them: API_PutMetricAlarm
        tag(db, records.arn(name, region), asked["Tags"])


def _below(db: Db, names: list[str]) -> set[str]:
    """All alarms that these rest on."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        alarm = records.get(db, name) if name not in found else None
        found.add(name)
        if alarm and alarm.kind == COMPOSITE:
            left += rule.names(rule.parse(alarm.body["AlarmRule"]))
    return found


def _family(db: Db, name: str, *, children: bool) -> list[str]:
    if children:
        alarm = records.get(db, name)
        return rule.names(rule.parse(alarm.body["AlarmRule"])) if alarm and alarm.kind == COMPOSITE else []
    every = records.every(db, COMPOSITE)
    return [one.name for one in every if name in rule.names(rule.parse(one.body["AlarmRule"]))]


def _acts(alarm: Alarm, prefix: str | None) -> bool:
    every = [one for state in ("OK", "ALARM", "INSUFFICIENT_DATA") for one in alarm.actions(state)]
    return prefix is None or any(one.startswith(prefix) for one in every)
