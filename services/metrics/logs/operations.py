"""The table of CloudWatch Logs' operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aws.served import Function
from services.metrics.logs import events, metric_filters, records
from services.metrics.logs.groups import Groups
from services.metrics.logs.queries import Queries
from services.metrics.store import Db, Store

Clock = Callable[[], float]
Asked = Mapping[str, Any]
Reading = Callable[[Callable[[Db, Asked], dict[str, Any]]], Function]
Writing = Callable[[Callable[[Db, Asked, float], dict[str, Any]]], Function]


def operations(store: Store, groups: Groups, queries: Queries, clock: Clock) -> Mapping[str, Function]:
    """By operation name. Functions may be called from any thread."""

    def reads(function: Callable[[Db, Asked], dict[str, Any]]) -> Function:
        def run(asked: dict[str, Any]) -> dict[str, Any]:
            with store.reading() as db:
                return function(db, asked)

        return run

    def writes(function: Callable[[Db, Asked, float], dict[str, Any]]) -> Function:
        def run(asked: dict[str, Any]) -> dict[str, Any]:
            with store.transaction() as db:
                return function(db, asked, clock())

        return run

    def nothing(function: Callable[[Db, Asked], Any]) -> Function:
        return writes(lambda db, asked, _now: function(db, asked) and {} or {})

    return (
        _of_events(groups, reads, writes, clock)
        | _of_queries(queries)
        | {
            "CreateLogGroup": writes(groups.create),
            "DeleteLogGroup": nothing(groups.delete),
            "DescribeLogGroups": reads(groups.describe),
            "ListLogGroups": reads(groups.listed),
            "CreateLogStream": writes(groups.create_stream),
            "DeleteLogStream": nothing(groups.delete_stream),
            "DescribeLogStreams": reads(groups.describe_streams),
            "PutRetentionPolicy": nothing(groups.retain),
            "DeleteRetentionPolicy": nothing(groups.retain),
            "TagResource": nothing(groups.tag),
            "UntagResource": nothing(groups.tag),
            "ListTagsForResource": reads(groups.tag),
            "TagLogGroup": nothing(groups.tag_group),
            "UntagLogGroup": nothing(groups.tag_group),
            "ListTagsLogGroup": reads(groups.tag_group),
            "PutMetricFilter": writes(lambda db, asked, now: metric_filters.put(db, groups, asked, now)),
            "DescribeMetricFilters": reads(metric_filters.describe),
            "DeleteMetricFilter": nothing(lambda db, asked: metric_filters.delete(db, groups, asked)),
            "TestMetricFilter": metric_filters.tried,
        }
    )


def _of_events(groups: Groups, reads: Reading, writes: Writing, clock: Clock) -> dict[str, Function]:
    return {
        "PutLogEvents": writes(lambda db, asked, now: events.put(db, groups, asked, now)),
        "GetLogEvents": reads(lambda db, asked: events.get(db, groups, asked)),
        "FilterLogEvents": reads(lambda db, asked: events.filtered(db, groups, asked)),
        "GetLogRecord": reads(lambda db, asked: records.record(db, groups, asked)),
        "GetLogGroupFields": reads(lambda db, asked: records.fields(db, groups, asked, clock())),
    }


def _of_queries(queries: Queries) -> dict[str, Function]:
    return {
        "StartQuery": queries.start,
        "GetQueryResults": queries.results,
        "StopQuery": queries.stop,
        "DescribeQueries": queries.describe,
    }
