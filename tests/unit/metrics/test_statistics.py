"""Statistic sets, periods and what PutMetricData takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws.refusal import Refused
from services.metrics.figures import put, window
from services.metrics.figures.statistic import MOST_VALUES, StatisticSet, is_statistic, merge, of_values, read

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
SIX = of_values([(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (10.0, 3.0)])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sum", 36.0),
        ("SampleCount", 6.0),
        ("Average", 6.0),
        ("Minimum", 1.0),
        ("Maximum", 10.0),
        ("p50", 3.0),
        ("p51", 10.0),
        ("p0", 1.0),
        ("p100", 10.0),
        ("p16.6", 1.0),
    ],
)
def test_a_statistic_of_six_values(name: str, value: float) -> None:
    assert read(name, SIX) == value


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.integers(1, 39))
def test_sets_of_parts_merge_to_the_set_of_all(values: list[float], cut: int) -> None:
    parts = [part for part in (values[:cut], values[cut:]) if part]
    merged = merge(of_values((v, 1.0) for v in part) for part in parts)
    whole = of_values((v, 1.0) for v in values)
    assert (merged.count, merged.low, merged.high, merged.values) == (whole.count, whole.low, whole.high, whole.values)
    assert merged.total == pytest.approx(whole.total)


def test_no_percentile_of_a_set_whose_values_nobody_gave() -> None:
    assert read("p90", merge([SIX, StatisticSet(8.0, 2.0, 3.0, 5.0)])) is None


def test_many_values_take_bounded_room_and_keep_three_digits() -> None:
    found = of_values((float(n), 1.0) for n in range(20_000))
    assert found.values is not None
    assert len(found.values) < 5 * MOST_VALUES
    assert read("p50", found) == pytest.approx(10_000, rel=0.01)


@pytest.mark.parametrize("name", ["tm90", "p101", "P50", "IQM", ""])
def test_a_statistic_that_is_not_served(name: str) -> None:
    assert not is_statistic(name)


@pytest.mark.parametrize("length", [0, -60, 7, 90, 61, 60 * 86_400])
def test_a_period_that_cloudwatch_refuses(length: int) -> None:
    with pytest.raises(Refused):
        window.period(length)


def test_buckets_begin_at_the_start_or_on_the_clock() -> None:
    start = NOW.timestamp() + 90
    assert list(window.from_start(start, start + 600, 300))[0] == NOW.timestamp() + 60
    assert list(window.on_clock(start, start + 600, 300))[0] == NOW.timestamp()


def test_more_datapoints_than_cloudwatch_answers() -> None:
    with pytest.raises(Refused, match="up to 1500 datapoints, which exceeds the limit of 1440"):
        window.from_start(NOW.timestamp(), NOW.timestamp() + 90_000, 60)


def _data(**datum: Any) -> list[Any]:
    return put.data({"Namespace": "x", "MetricData": [{"MetricName": "m", **datum}]}, NOW.timestamp())


@pytest.mark.parametrize(
    ("datum", "total", "count"),
    [
        ({"Value": 4.0}, 4.0, 1.0),
        ({"Values": [1.0, 2.0]}, 3.0, 2.0),
        ({"Values": [1.0, 2.0], "Counts": [3.0, 1.0]}, 5.0, 4.0),
        ({"StatisticValues": {"SampleCount": 3.0, "Sum": 9.0, "Minimum": 1.0, "Maximum": 5.0}}, 9.0, 3.0),
    ],
)
def test_what_is_put(datum: dict[str, Any], total: float, count: float) -> None:
    found = _data(**datum)[0].found
    assert (found.total, found.count) == (total, count)


@pytest.mark.parametrize(
    ("datum", "why"),
    [
        ({}, "is required"),
        ({"Value": 1.0, "Values": [1.0]}, "MetricData.member.1.Value and MetricData.member.1.Values are mutually"),
        ({"Values": [1.0], "Counts": [1.0, 2.0]}, "must be of the same size"),
        ({"Value": float("nan")}, "is invalid"),
        ({"Value": 1e200}, "is invalid"),
        ({"Value": 1.0, "StorageResolution": 5}, "must be 1 or 60"),
        ({"Value": 1.0, "Timestamp": NOW - timedelta(days=15)}, "two weeks in the past"),
        ({"Value": 1.0, "Timestamp": NOW + timedelta(hours=3)}, "two hours in the future"),
        ({"Values": [1.0] * 151}, "size greater than 150"),
        ({"Value": 1.0, "Dimensions": [{"Name": "a", "Value": "1"}, {"Name": "a", "Value": "2"}]}, "twice"),
    ],
)
def test_what_is_refused(datum: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused) as refused:
        _data(**datum)
    assert why in refused.value.message
