"""In which bucket a row is, and which files of a bucketed table a query's conditions leave."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.query.engine.buckets import bucket_of, left
from services.query.engine.partitions import File

NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "kinds", "count", "expected"),
    [  # the first six: test_bucketing_csv_dataset and others of awswrangler; the rest by HiveBucketing of Trino
        ([3], ["int"], 2, 1),
        ([4], ["bigint"], 2, 0),
        (["foo"], ["string"], 2, 0),
        (["bar"], ["varchar"], 2, 1),
        ([True], ["boolean"], 2, 1),
        ([0, "a", False], ["bigint", "string", "boolean"], 10, (31 * 97) % 10),
        ([-1], ["int"], 10, 7),
        ([2**32 + 5], ["bigint"], 10, 4),
        (["é"], ["string"], 1000, ((31 * -61 - 87) & 0x7FFFFFFF) % 1000),
        ([date(1970, 1, 12)], ["date"], 10, 1),
        ([None, 3], ["string", "int"], 10, 3),
    ],
)
def test_the_bucket_of_a_row(values: list[Any], kinds: list[str], count: int, expected: int) -> None:
    assert bucket_of(values, kinds, count) == expected


def table(**parameters: str) -> dict[str, Any]:
    storage = {"Columns": [{"Name": "N", "Type": "int"}], "BucketColumns": ["N"], "NumberOfBuckets": 2}
    return {"StorageDescriptor": storage, "Parameters": parameters}


@pytest.mark.parametrize(
    ("names", "parameters", "expected"),
    [
        (
            ["x_bucket-00000", "x_bucket-00001.gz", "y_bucket-00001.csv"],
            {},
            ["x_bucket-00001.gz", "y_bucket-00001.csv"],
        ),
        (["000000_0", "000001_0_copy"], {}, ["000001_0_copy"]),
        (["b", "a"], {}, ["b"]),  # by their order
        (["a", "b", "c"], {}, ["a", "b", "c"]),  # who knows
        (["x_bucket-00000", "x_bucket-00002"], {}, ["x_bucket-00000", "x_bucket-00002"]),  # more than there are
        (["x_bucket-00000", "x_bucket-00001"], {"bucketing_format": "spark"}, ["x_bucket-00000", "x_bucket-00001"]),
        (["x_bucket-00000", "x_bucket-00001"], {"bucketing_version": "2"}, ["x_bucket-00000", "x_bucket-00001"]),
    ],
)
def test_the_files_of_a_bucket(names: list[str], parameters: dict[str, str], expected: list[str]) -> None:
    files = [File("b", f"t/{name}", 1, "", NOW, ()) for name in names]
    found = left(table(**parameters), {"n": frozenset({"7"})}, files)
    assert [file.key.removeprefix("t/") for file in found] == expected
    assert left(table(**parameters), {"n": None}, files) == left(table(**parameters), {}, files) == files
