"""Alarms of the Metrics page: those there are, a form that sets one or changes it, and a question before one goes.

The form is of one metric, chosen from its chart. What it holds is what PutMetricAlarm is asked; its refusal is shown
beside the form, which stays as it was filled in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lake.edges.cloudwatch import CloudWatch, CloudWatchAway
from lake.errors import TarnError
from services.console.charts import Figure, key
from services.console.edges import Edges
from services.console.figures import find
from services.console.render import Asked, render

_MOST = 100  # DescribeAlarms tells no more at once
STATISTICS = ("Average", "Sum", "Minimum", "Maximum", "SampleCount", "p50", "p90", "p99")
PLAIN = STATISTICS[:5]
COMPARISONS = {
    "GreaterThanThreshold": "is above",
    "GreaterThanOrEqualToThreshold": "is at least",
    "LessThanThreshold": "is below",
    "LessThanOrEqualToThreshold": "is at most",
}
PERIODS = {60: "a minute", 300: "five minutes", 900: "a quarter of an hour", 3600: "an hour", 86_400: "a day"}
MISSING = {
    "missing": "makes no data of it",
    "ignore": "keeps the state",
    "notBreaching": "counts as good",
    "breaching": "counts as bad",
}
_FIRST = {
    "name": "", "description": "", "statistic": "", "comparison": "GreaterThanThreshold", "threshold": "",
    "period": "300", "periods": "1", "datapoints": "", "missing": "missing", "action": "",
}  # fmt: skip


def asked(form: Mapping[str, str], figure: Figure) -> dict[str, Any]:
    """The members of PutMetricAlarm that a form means. Raises Asked for what is no number, or is not offered.

    An empty name is made of the metric's.
    """
    for name, offered in (
        ("statistic", STATISTICS), ("comparison", COMPARISONS), ("missing", MISSING), ("period", map(str, PERIODS)),
    ):  # fmt: skip
        if form.get(name) not in tuple(offered):
            raise Asked(f"{name} is none of those offered: {form.get(name, '')[:40]!r}")
    periods = _number(form, "periods", "how many periods are looked at")
    members: dict[str, Any] = {
        "AlarmName": form.get("name", "").strip() or f"{figure.name} {COMPARISONS[form['comparison']]}",
        "Namespace": figure.namespace,
        "MetricName": figure.name,
        "Dimensions": [{"Name": name, "Value": value} for name, value in figure.dimensions],
        "ComparisonOperator": form["comparison"],
        "Threshold": _threshold(form),
        "Period": int(form["period"]),
        "EvaluationPeriods": periods,
        "DatapointsToAlarm": _number(form, "datapoints", "how many of them ring", periods),
        "TreatMissingData": form["missing"],
        "Statistic" if form["statistic"] in PLAIN else "ExtendedStatistic": form["statistic"],
    }
    if form.get("description", "").strip():
        members["AlarmDescription"] = form["description"].strip()
    if action := form.get("action", "").strip():
        if not action.startswith(("http://", "https://")):
            raise Asked("the address to tell begins with http:// or https://")
        members |= {"AlarmActions": [action], "OKActions": [action]}
    return members


def filled(alarm: Mapping[str, Any]) -> dict[str, str]:
    """The form of an alarm there is. Raises Asked where the form cannot hold it."""
    listed = [*alarm.get("AlarmActions", []), *alarm.get("OKActions", []), *alarm.get("InsufficientDataActions", [])]
    statistic = alarm.get("Statistic") or alarm.get("ExtendedStatistic")
    known = alarm.get("MetricName") and statistic in STATISTICS and alarm.get("Period") in PERIODS
    both = alarm.get("AlarmActions", []) == alarm.get("OKActions", []) and not alarm.get("InsufficientDataActions")
    if not known or not both or len(set(listed)) > 1 or alarm.get("Unit"):
        raise Asked("this alarm has more to it than the form holds: aws cloudwatch put-metric-alarm changes it")
    return {
        "name": alarm["AlarmName"],
        "description": alarm.get("AlarmDescription") or "",
        "statistic": str(statistic),
        "comparison": alarm["ComparisonOperator"],
        "threshold": f"{alarm['Threshold']:.12g}",
        "period": str(alarm["Period"]),
        "periods": str(alarm["EvaluationPeriods"]),
        "datapoints": str(alarm.get("DatapointsToAlarm") or ""),
        "missing": alarm.get("TreatMissingData") or "missing",
        "action": listed[0] if listed else "",
    }


def metric_of(alarm: Mapping[str, Any]) -> str:
    """The word in an address of what an alarm watches."""
    labels = tuple((one["Name"], one["Value"]) for one in alarm.get("Dimensions") or [])
    return key(Figure(alarm.get("Namespace") or "", alarm.get("MetricName") or "", labels))


class Alarms:
    """What the page asks of alarms."""

    def __init__(self, edges: Edges) -> None:
        self._cloudwatch: CloudWatch = edges.cloudwatch

    def list(self, request: Request) -> Response:
        """All of them; those that ring stand first."""
        told = self._cloudwatch.ask("DescribeAlarms", AlarmTypes=["MetricAlarm", "CompositeAlarm"], MaxRecords=_MOST)
        found = [*told.get("CompositeAlarms", []), *told.get("MetricAlarms", [])]
        order = {"ALARM": 0, "INSUFFICIENT_DATA": 1}
        found.sort(key=lambda alarm: (order.get(alarm["StateValue"], 2), alarm["AlarmName"]))
        return render(request, "alarms.html", alarms=found, more=bool(told.get("NextToken")))

    def form(self, request: Request) -> Response:
        """The empty form of a metric, or that of an alarm."""
        name = request.query_params.get("name", "")
        if name:
            alarm = self._alarm(name)
            return self._shown(request, find(self._cloudwatch, metric_of(alarm)), filled(alarm))
        figure = find(self._cloudwatch, request.query_params.get("metric", ""))
        return self._shown(request, figure, _FIRST | {"statistic": figure.stat})

    def put(self, request: Request) -> Response:
        """Sets the alarm that the form holds."""
        form = _fields(request)
        figure = find(self._cloudwatch, form.get("metric", ""))
        try:
            members = asked(form, figure)
            if members["AlarmName"] != form.get("old") and self._known(members["AlarmName"]):
                raise Asked(f"there is an alarm {members['AlarmName'][:255]!r} already: give this one another name")
            self._cloudwatch.ask("PutMetricAlarm", **members)
        except CloudWatchAway:
            raise
        except TarnError as refused:
            return self._shown(request, figure, _FIRST | form, str(refused), 400)
        return RedirectResponse("/cloudwatch", 303)

    def forget(self, request: Request) -> Response:
        """Asks whether to delete an alarm, then does."""
        if request.method == "GET":
            return render(request, "forget_alarm.html", alarm=self._alarm(request.query_params.get("name", "")))
        self._cloudwatch.ask("DeleteAlarms", AlarmNames=[_fields(request).get("name", "")])
        return RedirectResponse("/cloudwatch", 303)

    def _shown(
        self, request: Request, figure: Figure, form: Mapping[str, str], refusal: str = "", status: int = 200
    ) -> Response:
        return render(
            request, "alarm.html", status, figure=figure, metric=key(figure), form=form, refusal=refusal,
            old=form.get("old") or (form["name"] if request.method == "GET" else ""), statistics=STATISTICS,
            comparisons=COMPARISONS, periods=PERIODS, missing=MISSING,
        )  # fmt: skip

    def _known(self, name: str) -> Sequence[Mapping[str, Any]]:
        told = self._cloudwatch.ask("DescribeAlarms", AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        return [*told.get("MetricAlarms", []), *told.get("CompositeAlarms", [])]

    def _alarm(self, name: str) -> Mapping[str, Any]:
        found = self._known(name) if name else []
        if not found:
            raise Asked(f"there is no alarm {name[:255]!r}")
        return found[0]


def _threshold(form: Mapping[str, str]) -> float:
    text = form.get("threshold", "").strip().replace(",", "")
    try:
        found = float(text)
    except ValueError:
        raise Asked(f"the threshold is a number, not {text[:40]!r}") from None
    if not math.isfinite(found):
        raise Asked(f"the threshold is a number, not {text[:40]!r}")
    return found


def _number(form: Mapping[str, str], name: str, what: str, default: int | None = None) -> int:
    text = form.get(name, "").strip()
    if not text and default is not None:
        return default
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 1440:
        raise Asked(f"{what} is a number from 1 to 1,440, not {text[:40]!r}")
    return int(text)


def _fields(request: Request) -> dict[str, str]:
    form: dict[str, list[str]] = request.state.form
    return {name: values[0] for name, values in form.items()}
