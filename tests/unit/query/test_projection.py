"""Partition projection: values and locations told by properties, and only those that can match."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.query.failure import QueryFailed
from services.query.projection import Bound, Partition, Projection, Wanted, projection_of
from services.query.projection.formats import Format

NOW = datetime(2026, 11, 27, 12, 34, 56, tzinfo=UTC)


def table(keys: dict[str, str], properties: dict[str, str], enabled: str = "true") -> dict[str, Any]:
    return {
        "DatabaseName": "db",
        "Name": "t",
        "PartitionKeys": [{"Name": name, "Type": kind} for name, kind in keys.items()],
        "StorageDescriptor": {"Location": "s3://lake/t"},
        "Parameters": {"projection.enabled": enabled, **properties},
    }


def projection(kind: str = "string", **options: str) -> Projection:
    properties = {f"projection.c.{name.replace('_', '.')}": value for name, value in options.items()}
    found = projection_of(table({"c": kind}, properties), NOW)
    assert found is not None
    return found


def values(found: Projection, wanted: Wanted | None = None) -> list[str]:
    return [partition.values[0] for partition in found.partitions({"c": wanted} if wanted else {})]


def one_of(*texts: str) -> Wanted:
    return Wanted(frozenset(texts))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"type": "enum", "values": "A, B,C"}, ["A", " B", "C"]),
        ({"type": " ENUM ", "values": "x"}, ["x"]),
        ({"type": "integer", "range": "1,3"}, ["1", "2", "3"]),
        ({"type": "integer", "range": "1,3", "interval": "2"}, ["1", "3"]),
        ({"type": "integer", "range": " 1 , 3 ", "digits": "2"}, ["01", "02", "03"]),
        ({"type": "integer", "range": "-1,1"}, ["-1", "0", "1"]),
        ({"type": "integer", "range": "0001,0003"}, ["1", "2", "3"]),
        ({"type": "date", "range": "201711,201802", "format": "yyyyMM"}, ["201711", "201712", "201801", "201802"]),
        (
            {"type": "date", "range": "2017-01,2017-06", "format": "yyyy-MM", "interval": "2"},
            ["2017-01", "2017-03", "2017-05"],
        ),
        (
            {"type": "date", "range": "NOW-2DAYS,NOW", "format": "yyyy-MM-dd"},
            ["2026-11-25", "2026-11-26", "2026-11-27"],
        ),
        ({"type": "date", "range": "2026-11,now+1MONTH", "format": "yyyy-MM"}, ["2026-11", "2026-12"]),
        (
            {"type": "date", "range": "27-02-2024,01-03-2024", "format": "dd-MM-yyyy"},
            ["27-02-2024", "28-02-2024", "29-02-2024", "01-03-2024"],
        ),
        (
            {
                "type": "date",
                "range": "NOW-2HOURS,NOW",
                "format": "yyyy/MM/dd/HH",
                "interval": "1",
                "interval_unit": "hours",
            },
            ["2026/11/27/10", "2026/11/27/11", "2026/11/27/12"],
        ),
        (
            {"type": "date", "range": "2024,2026", "format": "yyyy", "interval": "1", "interval_unit": "YEARS"},
            ["2024", "2025", "2026"],
        ),
        (
            {
                "type": "date",
                "range": "2026-11-01,2026-11-20",
                "format": "yyyy-MM-dd",
                "interval": "1",
                "interval_unit": "WEEKS",
            },
            ["2026-11-01", "2026-11-08", "2026-11-15"],
        ),
        ({"type": "date", "range": "Jan 31 2026,Feb 1 2026", "format": "MMM d yyyy"}, ["Jan 31 2026", "Feb 1 2026"]),
        (
            {"type": "date", "range": "2026-01-01T,2026-01-02T", "format": "yyyy-MM-dd'T'"},
            ["2026-01-01T", "2026-01-02T"],
        ),
    ],
)
def test_values_of_a_column(options: dict[str, str], expected: list[str]) -> None:
    assert values(projection(**options)) == expected


@pytest.mark.parametrize(
    ("kind", "options", "wanted", "expected"),
    [
        ("string", {"type": "enum", "values": "A,B,C"}, one_of("C", "X", "A"), ["A", "C"]),
        ("string", {"type": "enum", "values": "b,a,c"}, Wanted(low=Bound("b")), ["b", "c"]),
        ("int", {"type": "integer", "range": "1,1000"}, Wanted(low=Bound("997", False)), ["998", "999", "1000"]),
        ("int", {"type": "integer", "range": "1,12", "digits": "2"}, one_of("7", "13"), ["07"]),
        ("bigint", {"type": "integer", "range": "1,9"}, Wanted(low=Bound("2.5"), high=Bound("4")), ["3", "4"]),
        ("string", {"type": "integer", "range": "1,12"}, Wanted(low=Bound("2"), high=Bound("4")), ["2", "3", "4"]),
        ("string", {"type": "integer", "range": "8,12"}, Wanted(high=Bound("12")), ["10", "11", "12"]),
        ("string", {"type": "integer", "range": "1,12", "digits": "2"}, Wanted(high=Bound("02")), ["01", "02"]),
        ("int", {"type": "enum", "values": "10,9,2"}, Wanted(low=Bound("9")), ["10", "9"]),
        (
            "date",
            {"type": "date", "range": "2020-01-01,NOW", "format": "yyyy-MM-dd"},
            Wanted(low=Bound("2026-11-26"), high=Bound("2030-01-01")),
            ["2026-11-26", "2026-11-27"],
        ),
        (
            "date",
            {"type": "date", "range": "01-01-2020,31-12-2020", "format": "dd-MM-yyyy"},
            Wanted(low=Bound("2020-12-30")),
            ["30-12-2020", "31-12-2020"],
        ),
        (
            "int",
            {"type": "date", "range": "20260101,20260131", "format": "yyyyMMdd"},
            Wanted(low=Bound("20260130")),
            ["20260130", "20260131"],
        ),
        (
            "string",
            {"type": "date", "range": "31-12-2019,02-01-2020", "format": "dd-MM-yyyy"},
            Wanted(low=Bound("02")),
            ["31-12-2019", "02-01-2020"],
        ),
    ],
)
def test_only_what_can_match_is_made(kind: str, options: dict[str, str], wanted: Wanted, expected: list[str]) -> None:
    assert values(projection(kind, **options), wanted) == expected


def test_a_second_of_a_hundred_years_is_found_at_once() -> None:
    found = projection(
        type="date",
        range="1970-01-01-00-00-00,2069-12-31-23-59-59",
        format="yyyy-MM-dd-HH-mm-ss",
        interval="1",
        interval_unit="SECONDS",
    )
    assert values(found, one_of("2026-11-27-12-00-00")) == ["2026-11-27-12-00-00"]
    low, high = Bound("2026-11-27-12-00"), Bound("2026-11-27-12-00-02")
    assert len(values(found, Wanted(low=low, high=high))) == 3


@given(
    low=st.integers(-50, 50),
    length=st.integers(0, 60),
    step=st.integers(1, 7),
    digits=st.sampled_from(["", "1", "3"]),
    kind=st.sampled_from(["int", "string", "double"]),
    bounds=st.tuples(st.integers(-60, 120), st.integers(-60, 120), st.booleans(), st.booleans()),
)
def test_bisection_finds_what_looking_at_each_finds(
    low: int, length: int, step: int, digits: str, kind: str, bounds: tuple[int, int, bool, bool]
) -> None:
    options = {"type": "integer", "range": f"{low},{low + length}", "interval": str(step)}
    found = projection(kind, **options, **({"digits": digits} if digits else {}))
    start, end, with_start, with_end = bounds
    left, right = (str(start), str(end)) if kind != "string" else (f"{abs(start):03}", f"{abs(end):03}")

    def fits(text: str) -> bool:
        value, below, above = (text, left, right) if kind == "string" else (int(text), int(left), int(right))
        return (value > below or (with_start and value == below)) and (value < above or (with_end and value == above))  # type: ignore[operator]

    wanted = Wanted(low=Bound(left, with_start), high=Bound(right, with_end))
    assert values(found, wanted) == [text for text in values(found) if fits(text)]


def test_locations_by_folder_or_template() -> None:
    properties = {
        "projection.year.type": "integer",
        "projection.year.range": "2025,2026",
        "projection.place.type": "enum",
        "projection.place.values": "a b,c/d",
    }
    keys = {"year": "int", "place": "string"}
    plain = projection_of(table(keys, properties), NOW)
    assert plain is not None
    assert list(plain.partitions({"year": one_of("2026")})) == [
        Partition(("2026", "a b"), "s3://lake/t/year=2026/place=a b/"),
        Partition(("2026", "c/d"), "s3://lake/t/year=2026/place=c%2Fd/"),
    ]
    properties["storage.location.template"] = "s3://other/${place}/y${year}/"
    templated = projection_of(table(keys, properties), NOW)
    assert templated is not None
    assert [partition.location for partition in templated.partitions({"place": one_of("a b")})] == [
        "s3://other/a b/y2025/",
        "s3://other/a b/y2026/",
    ]


def test_colons_stay_in_the_name_of_a_folder() -> None:
    found = projection("timestamp", type="injected")
    (one,) = found.partitions({"c": one_of("2020-01-01 01:02:03")})
    assert one.location == "s3://lake/t/c=2020-01-01 01:02:03/"


def test_an_injected_column_takes_its_values_from_the_query() -> None:
    found = projection(type="injected")
    assert [partition.location for partition in found.partitions({"c": one_of("x", "y")})] == [
        "s3://lake/t/c=x/",
        "s3://lake/t/c=y/",
    ]
    with pytest.raises(QueryFailed, match="CONSTRAINT_VIOLATION: For the injected projected partition column c, the"):
        found.partitions({"c": Wanted(low=Bound("x"))})


@pytest.mark.parametrize("enabled", ["false", "", "yes"])
def test_no_projection_unless_it_is_enabled(enabled: str) -> None:
    assert projection_of(table({"c": "string"}, {"projection.c.type": "enum"}, enabled), NOW) is None


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (
            {},
            "HIVE_METASTORE_ERROR: Table db.t is configured for partition projection, but the following partition "
            "columns are missing projection configuration: [c] (table db.t)",
        ),
        ({"type": "list"}, "column c: type 'list' is not one of enum, integer, date, injected"),
        ({"type": "enum"}, "column c: values is missing"),
        ({"type": "integer"}, "column c: range is missing"),
        ({"type": "integer", "range": "1-3"}, "column c: range '1-3' is not two whole numbers"),
        ({"type": "integer", "range": "3,1"}, "column c: range '3,1' does not ascend, or is beyond 64 bits"),
        ({"type": "integer", "range": "0,9223372036854775808"}, "does not ascend, or is beyond 64 bits"),
        ({"type": "integer", "range": "1,3", "interval": "0"}, "column c: interval '0' is no positive whole number"),
        ({"type": "integer", "range": "1,3", "digits": "x"}, "column c: digits 'x' is no positive whole number"),
        ({"type": "date", "range": "2020,2021"}, "column c: format is missing"),
        ({"type": "date", "range": "2020,2021", "format": "yyyy"}, "interval and interval.unit are required with the"),
        ({"type": "date", "range": "2020-13-01,NOW", "format": "yyyy-MM-dd"}, "month must be in 1..12"),
        (
            {"type": "date", "range": "20200101,NOW", "format": "yyyy-MM-dd"},
            "'20200101' is not formatted as yyyy-MM-dd",
        ),
        ({"type": "date", "range": "NOW,NOW-1DAY", "format": "yyyy-MM-dd"}, "does not ascend"),
        ({"type": "date", "range": "NOW", "format": "yyyy-MM-dd"}, "range 'NOW' is not two dates"),
        ({"type": "date", "range": "NOW-99999YEARS,NOW", "format": "yyyy-MM-dd"}, "year -97973 is out of range"),
        ({"type": "date", "range": "NOW,NOW", "format": "yyyy-ww"}, "pattern 'yyyy-ww': ww is not served"),
        ({"type": "date", "range": "NOW,NOW", "format": "'x'"}, "holds no part of a date"),
        (
            {"type": "date", "range": "NOW,NOW", "format": "yyyy", "interval": "1", "interval.unit": "DECADES"},
            "interval.unit 'DECADES' is not one of YEARS, MONTHS",
        ),
    ],
)
def test_properties_that_are_wrong(properties: dict[str, str], message: str) -> None:
    with pytest.raises(QueryFailed) as caught:
        projection_of(table({"c": "string"}, {f"projection.c.{key}": value for key, value in properties.items()}), NOW)
    assert message in caught.value.message


@pytest.mark.parametrize("template", ["s3://b/${c}", "s3://b/x/", "s3://b/${c}/${d}/", "http://b/${c}/"])
def test_templates_that_are_wrong(template: str) -> None:
    properties = {"projection.c.type": "injected", "storage.location.template": template}
    with pytest.raises(QueryFailed, match=r"storage\.location\.template"):
        projection_of(table({"c": "string"}, properties), NOW)


def test_more_partitions_than_a_query_may_read() -> None:
    found = projection(type="integer", range="0,9223372036854775807")
    with pytest.raises(QueryFailed, match="HIVE_EXCEEDED_PARTITION_LIMIT: Query over table 'db.t' can potentially"):
        found.partitions({})


@given(
    at=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),
    pattern=st.sampled_from(
        [
            "yyyy-MM-dd HH:mm:ss.SSSSSS",
            "yyyyMMddHHmmssSSSSSS",
            "MMM/d/yy hh-mm-ss a SSSSSS",
            "EEEE, dd MMMM yyyy H:m:s.SSSSSS",
            "yyyy DDD HH mm ss SSSSSS",
        ]
    ),
)
def test_a_format_reads_what_it_writes(at: datetime, pattern: str) -> None:
    found = Format(pattern)
    assert found.read(found.write(at)) == at
