"""Folders to tables. The examples are AWS's own, as its documentation has them."""

from __future__ import annotations

import pytest

from services.crawler.clusters import Cluster
from services.crawler.describe import Crawl, key_names, location, table_name
from services.crawler.finding import Finding
from services.crawler.grouping import Found, tables

JSON = {"A": "int", "B": "int"}


def cluster(columns: dict[str, str] | None = None, kind: str = "json", **members: str) -> list[Cluster]:
    found = tuple((name.lower(), of) for name, of in (columns or JSON).items())
    return [Cluster(Finding(classification=kind, columns=found, records=1, size=10, **members))]  # type: ignore[arg-type]


def shown(found: list[Found], bucket: str = "bucket") -> dict[str, tuple[str, list[str], list[list[str]]]]:
    """Tables by name: location, partition keys, partitions."""
    crawl = Crawl("c", "run", bucket)
    return {
        table_name(one, crawl): (location(one, crawl), key_names(one), [part.values for part in one.parts])
        for one in found
    }


# docs.aws.amazon.com/glue/latest/dg/crawler-grouping-policy.html
TWO_YEARS = {
    "table1/year=2017/": cluster({"A": "int", "B": "int"}),
    "table1/year=2018/": cluster({"C": "int", "D": "int"}),
}


def test_schemas_that_differ_make_two_tables() -> None:
    assert shown(tables(TWO_YEARS, "table1/", False, None)) == {
        "year_2017": ("s3://bucket/table1/year=2017/", [], [[]]),
        "year_2018": ("s3://bucket/table1/year=2018/", [], [[]]),
    }


def test_combine_compatible_schemas_makes_one() -> None:
    (found,) = tables(TWO_YEARS, "table1/", True, None)
    assert dict(found.finding.columns) == {"a": "int", "b": "int", "c": "int", "d": "int"}
    assert shown([found]) == {"table1": ("s3://bucket/table1/", ["year"], [["2017"], ["2018"]])}


def test_sales_by_year_month_and_day() -> None:
    """docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html, the first example."""
    days = {f"year=2019/month={month}/day={day}/": cluster() for month in ("Jan", "Feb") for day in (1, 2)}
    where, keys, parts = shown(tables(days, "", False, None), "sales")["sales"]
    assert (where, keys) == ("s3://sales/", ["year", "month", "day"])
    assert sorted(parts) == [["2019", month, day] for month in ("Feb", "Jan") for day in ("1", "2")]


FOLDERS = {f"folder1/{one}/": cluster() for one in ("table1/partition1", "table1/partition2", "table1/partition3")} | {
    f"folder1/{one}/": cluster() for one in ("table2/partition4", "table2/partition5")
}


def test_two_tables_under_one_include_path_become_one() -> None:
    """docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html, the second example."""
    ((name, (where, keys, parts)),) = shown(tables(FOLDERS, "folder1/", False, None)).items()
    assert (name, where, keys) == ("folder1", "s3://bucket/folder1/", ["partition_0", "partition_1"])
    assert parts == [
        ["table1", "partition1"],
        ["table1", "partition2"],
        ["table1", "partition3"],
        ["table2", "partition4"],
        ["table2", "partition5"],
    ]


def test_two_include_paths_make_two_tables() -> None:
    for one, parts in (("table1", 3), ("table2", 2)):
        below = {path: its for path, its in FOLDERS.items() if path.startswith(f"folder1/{one}/")}
        ((name, (_, keys, found)),) = shown(tables(below, f"folder1/{one}/", False, None)).items()
        assert (name, keys, len(found)) == (one, ["partition_0"], parts)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (2, {"year": ["partition_0", "partition_1", "partition_2"]}),
        (3, {"1": ["partition_0", "partition_1"], "2": ["partition_0", "partition_1"]}),
    ],
)
def test_the_table_level_counts_from_the_bucket(level: int, expected: dict[str, list[str]]) -> None:
    """docs.aws.amazon.com/glue/latest/dg/crawler-table-level.html: mydataset/year/month/day/hour, the bucket is 1."""
    hours = {f"year/{month}/{day}/{hour}/": cluster() for month in (1, 2) for day in (1, 2) for hour in (1, 2)}
    found = shown(tables(hours, "", False, level))
    assert {name: keys for name, (_, keys, _) in found.items()} == expected


CASES = {
    "most agree, the odd one is a table": (
        {"t/a/": cluster(), "t/b/": cluster(), "t/c/": cluster({"X": "string"})},
        {"t": ["partition_0"], "c": []},
    ),
    "tables of a database side by side": (
        {"db/users/": cluster({"id": "int", "name": "string"}), "db/orders/": cluster({"id": "int", "sum": "double"})},
        {"users": [], "orders": []},
    ),
    "formats do not mix": ({"t/a/": cluster(), "t/b/": cluster(kind="csv")}, {"a": [], "b": []}),
    "depths do not mix": (
        {"t/y=1/": cluster(), "t/y=2/m=1/": cluster(), "t/y=2/m=2/": cluster()},
        {"y_1": [], "y_2": ["m"]},
    ),
    "a schema that grows": ({"t/d=1/": cluster({"a": "int"}), "t/d=2/": cluster()}, {"t": ["d"]}),
    "one folder alone": ({"t/users/": cluster()}, {"users": []}),
    "one folder of keys alone": ({"raw/users/d=1/": cluster(), "raw/users/d=2/": cluster()}, {"users": ["d"]}),
    "a day of Firehose": ({"2026/11/27/05/": cluster()}, {"bucket": [f"partition_{n}" for n in range(4)]}),
    "mixed names": (
        {"t/x/d=1/": cluster(), "t/y/d=1/": cluster(), "t/y/d=2/": cluster()},
        {"t": ["partition_0", "d"]},
    ),
    "a key called as a column": ({"t/a=1/": cluster(), "t/a=2/": cluster()}, {"t": ["partition_0"]}),
    "files only": ({"t/": cluster()}, {"t": []}),
}


@pytest.mark.parametrize("case", CASES)
def test_structures(case: str) -> None:
    folders, expected = CASES[case]
    prefix = min(path.partition("/")[0] for path in folders) + "/"
    found = tables(folders, "" if prefix[0].isdigit() else prefix, False, None)
    assert {name: keys for name, (_, keys, _) in shown(found).items()} == expected


def test_values_of_hive_are_decoded() -> None:
    folders = {"t/at=2026-01-01%2010%3A00/": cluster(), "t/at=x/": cluster()}
    (found,) = tables(folders, "t/", False, None)
    assert [part.values for part in found.parts] == [["2026-01-01 10:00"], ["x"]]
