"""Metric filters: what log events that match a pattern put as figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aws import pages
from services.metrics.figures.series import Datum, Series
from services.metrics.figures.statistic import of_values
from services.metrics.logs.groups import BAD_TOKEN, Groups
from services.metrics.logs.json_pattern import BadPattern, at_path
from services.metrics.logs.pattern import compile_pattern
from services.metrics.refusals import log_invalid, log_not_found, refuse_members
from services.metrics.store import Db

MOST = 100  # of a group: CloudWatch's quota


def put(db: Db, groups: Groups, asked: Mapping[str, Any], now: float) -> dict[str, Any]:
    """PutMetricFilter."""
    refuse_members(dict(asked), "applyOnTransformedLogs", "fieldSelectionCriteria", "emitSystemFieldDimensions")
    group = groups.own(db, asked["logGroupName"])
    _compiled(asked["filterPattern"])
    transformations = asked["metricTransformations"]
    if len(transformations) != 1:
        raise log_invalid("Exactly one metric transformation must be given.")
    for one in transformations:
        if one.get("defaultValue") not in (None, 0):
            raise log_invalid("tarn serves no defaultValue but 0")
        if one.get("defaultValue") is not None and one.get("dimensions"):
            raise log_invalid("Invalid metric transformation: dimensions and default value are mutually exclusive.")
        if not one["metricValue"].startswith("$") and _number(one["metricValue"]) is None:
            raise log_invalid(f"Invalid metric value {one['metricValue']!r}")
    body = {"filterPattern": asked["filterPattern"], "metricTransformations": transformations}
    row = (group, asked["filterName"], json.dumps(body), int(now * 1000))
    db.execute("INSERT OR REPLACE INTO metric_filters VALUES (?,?,?,?)", row)
    if db.execute("SELECT count(*) FROM metric_filters WHERE log_group=?", (group,)).fetchone()[0] > MOST:
        raise log_invalid(f"A log group has {MOST} metric filters at most.")
    return {}


def describe(db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
    """DescribeMetricFilters, a page."""
    group, prefix = asked.get("logGroupName"), asked.get("filterNamePrefix") or ""
    metric = (asked.get("metricNamespace"), asked.get("metricName"))
    if any(metric) and not all(metric):
        raise log_invalid("metricName and metricNamespace must be given together.")
    rows = db.execute("SELECT * FROM metric_filters WHERE ? IS NULL OR log_group=? ORDER BY name", (group, group))
    found = []
    for row in rows:
        body = json.loads(row["body"])
        names = [(one["metricNamespace"], one["metricName"]) for one in body["metricTransformations"]]
        if row["name"].startswith(prefix) and (not any(metric) or metric in names):
            one = {"filterName": row["name"], "creationTime": row["created"], "logGroupName": row["log_group"]}
            found.append(one | body | {"applyOnTransformedLogs": False})
    cut, more = pages.page(found, asked.get("limit") or 50, asked.get("nextToken"), BAD_TOKEN)
    return {"metricFilters": cut, "nextToken": more}


def delete(db: Db, groups: Groups, asked: Mapping[str, Any]) -> dict[str, Any]:
    """DeleteMetricFilter."""
    group = groups.own(db, asked["logGroupName"])
    gone = db.execute("DELETE FROM metric_filters WHERE log_group=? AND name=?", (group, asked["filterName"])).rowcount
    if not gone:
        raise log_not_found("The specified metric filter does not exist.")
    return {}


def tried(asked: Mapping[str, Any]) -> dict[str, Any]:
    """TestMetricFilter."""
    match = _compiled(asked["filterPattern"])
    found = []
    for number, message in enumerate(asked["logEventMessages"], 1):
        taken = match(message)
        if taken is not None:
            values = {name: _text(value) for name, value in taken.items()}
            found.append({"eventNumber": number, "eventMessage": message, "extractedValues": values})
    return {"matches": found}


def data(db: Db, group: str, events: Sequence[Mapping[str, Any]], now: float) -> list[Datum]:
    """The figures that new events put."""
    found = []
    for row in db.execute("SELECT body FROM metric_filters WHERE log_group=?", (group,)).fetchall():
        body = json.loads(row["body"])
        match = compile_pattern(body["filterPattern"])
        one = body["metricTransformations"][0]
        for event in events:
            try:
                taken = match(event["message"])
            except BadPattern:
                continue  # a regular expression that took too long on this message
            datum = _datum(one, _named(one, taken, event["message"]), event["timestamp"] // 1000)
            if datum is not None:
                found.append(datum)
    return [datum for datum in found if datum.at <= now + 7_200]


def _named(one: Mapping[str, Any], taken: Mapping[str, Any] | None, message: str) -> Mapping[str, Any] | None:
    """What the pattern took, and the other properties of JSON that the transformation names."""
    paths = [one["metricValue"], *(one.get("dimensions") or {}).values()]
    missing = [path for path in paths if path.startswith("$.") and taken is not None and path not in taken]
    if taken is None or not missing:
        return taken
    document = json.loads(message)
    return {**taken, **{path: value for path in missing if (value := at_path(document, path)) is not None}}


def _datum(one: Mapping[str, Any], taken: Mapping[str, Any] | None, at: int) -> Datum | None:
    if taken is None:
        value = one.get("defaultValue")
        pairs: tuple[tuple[str, str], ...] = ()
    else:
        named = one["metricValue"]
        value = _number(taken.get(named) if named.startswith("$") else named)
        wanted = (one.get("dimensions") or {}).items()
        pairs = tuple(sorted((name, _text(taken[path])) for name, path in wanted if path in taken))
        if len(pairs) < len(wanted):
            return None
    if value is None:
        return None
    series = Series(one["metricNamespace"], one["metricName"], pairs, one.get("unit") or "None")
    return Datum(series, at, of_values([(float(value), 1.0)]))


def _compiled(pattern: str) -> Any:
    try:
        return compile_pattern(pattern)
    except BadPattern as error:
        raise log_invalid(str(error)) from None


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
