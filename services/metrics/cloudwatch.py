"""The table of CloudWatch's operations: each a function of its own module, on one transaction or one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aws.served import Function
from services.metrics import dashboards
from services.metrics.alarms import operations as alarms
from services.metrics.alarms import records
from services.metrics.alarms.actions import tell
from services.metrics.alarms.watch import Move, composites
from services.metrics.figures import put, series
from services.metrics.figures.data import metric_data
from services.metrics.figures.statistics_of import list_metrics, metric_statistics
from services.metrics.refusals import invalid
from services.metrics.store import Db, Store

Clock = Callable[[], float]


def operations(store: Store, region: str, clock: Clock) -> Mapping[str, Function]:
    """By operation name. Functions may be called from any thread."""

    def reads(function: Callable[[Db, Mapping[str, Any]], dict[str, Any]]) -> Function:
        def run(asked: dict[str, Any]) -> dict[str, Any]:
            with store.reading() as db:
                return function(db, asked)

        return run

    def writes(function: Callable[[Db, Mapping[str, Any]], dict[str, Any]]) -> Function:
        def run(asked: dict[str, Any]) -> dict[str, Any]:
            with store.transaction() as db:
                return function(db, asked)

        return run

    return {
        "PutMetricData": writes(lambda db, asked: _put_metric_data(db, asked, clock())),
        "GetMetricData": reads(lambda db, asked: metric_data(db, asked, clock())),
        "GetMetricStatistics": reads(metric_statistics),
        "ListMetrics": reads(lambda db, asked: list_metrics(db, asked, clock())),
        "PutMetricAlarm": writes(lambda db, asked: alarms.put_metric_alarm(db, asked, clock(), region)),
        "PutCompositeAlarm": writes(lambda db, asked: alarms.put_composite_alarm(db, asked, clock(), region)),
        "DescribeAlarms": reads(lambda db, asked: alarms.describe_alarms(db, asked, region)),
        "DescribeAlarmsForMetric": reads(lambda db, asked: alarms.describe_for_metric(db, asked, region)),
        "DescribeAlarmHistory": reads(alarms.history),
        "DeleteAlarms": writes(lambda db, asked: alarms.delete_alarms(db, asked, clock(), region)),
        "EnableAlarmActions": writes(lambda db, asked: alarms.enable(db, asked, on=True)),
        "DisableAlarmActions": writes(lambda db, asked: alarms.enable(db, asked, on=False)),
        "SetAlarmState": lambda asked: _set_alarm_state(store, asked, clock(), region),
        "PutDashboard": writes(lambda db, asked: dashboards.put_dashboard(db, asked, clock())),
        "GetDashboard": reads(dashboards.get_dashboard),
        "ListDashboards": reads(dashboards.list_dashboards),
        "DeleteDashboards": writes(dashboards.delete_dashboards),
        "TagResource": writes(dashboards.tag_resource),
        "UntagResource": writes(dashboards.untag_resource),
        "ListTagsForResource": reads(dashboards.list_tags),
    }


def _put_metric_data(db: Db, asked: Mapping[str, Any], now: float) -> dict[str, Any]:
    series.add(db, put.data(asked, now))
    return {}


def _set_alarm_state(store: Store, asked: Mapping[str, Any], now: float, region: str) -> dict[str, Any]:
    """SetAlarmState: until the next evaluation, with the actions of the new state."""
    with store.transaction() as db:
        alarm = alarms.find(db, asked["AlarmName"])
        data = asked.get("StateReasonData")
        if data is not None and not dashboards.is_json(data):
            raise invalid("The parameter StateReasonData must be valid JSON.")
        state, reason = asked["StateValue"], asked["StateReason"]
        records.set_state(db, alarm, state, reason, data, now)
        moves = [Move(alarm, state, reason, now)] if state != alarm.state else []
        moves += composites(db, now, region)
    tell(store, moves, region)
    return {}
