"""The ETL on a real store, with the real catalog and Spark: what goes in comes out once, or is kept with a reason."""

from __future__ import annotations

import gzip
import io
import math
from collections.abc import Callable
from typing import Any

import pyarrow.parquet
import pytest

from tests.integration.lake_by_hand import PATH, LakeByHand, etl
from tests.polling import eventually

Tarn = Callable[..., Any]


def test_each_event_becomes_one_row_and_a_rerun_changes_nothing(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    lake.put(*(lake.line(f"a{n}", n) for n in range(50)))
    lake.put(lake.line("a7", 7), lake.line("b", 60), lake.line("b", 61))
    etl(tarn)
    assert lake.ids() == sorted([*(f"a{n}" for n in range(50)), "b"])
    assert lake.sums() == {"Lines": 53, "Rows": 51, "Rejected": 0, "Superseded": 2}
    assert len(lake.files()) == 1
    before = (lake.files(), lake.ask("Totals"))
    etl(tarn)
    assert (lake.files(), lake.ask("Totals")) == before


def test_a_run_with_nothing_new_starts_no_jvm(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    """The quickest of five has a second: where a JVM starts, none of them is done in three."""
    etl(tarn)
    assert all("nothing new" in etl(tarn) for _ in range(5))
    runs = lake_by_hand.glue.get_job_runs(JobName="etl", MaxResults=5)["JobRuns"]
    assert min((run["CompletedOn"] - run["StartedOn"]).total_seconds() for run in runs) < 1


def test_columns_are_typed_and_the_whole_line_is_kept(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    lines = [
        lake.line(
            "1", 3661.25, user_id="u1", ip="192.0.2.1", attributes={"price": "19.90", "quantity": 2}, größe="ü 🎉"
        ),
        lake.line("2", 7, user_id=12, attributes={"price": "dear", "quantity": "many"}),
        lake.line("3", 8, attributes=[1, 2]),
    ]
    lake.put(*lines)
    etl(tarn)
    first, second, third = lake.rows(
        ["event_uuid", "created_at", "created_datetime", "user_id", "ip", "price", "quantity", "source", "body"]
    )
    assert str(first["created_datetime"]).startswith("2025-10-09 01:01:01.25")
    assert (first["user_id"], first["ip"], first["quantity"]) == ("u1", "192.0.2.1", 2)
    assert first["price"] == pytest.approx(19.90)  # a decimal, which fastparquet reads as a float
    assert second["user_id"] == "12"
    assert math.isnan(second["price"])
    assert [row["body"].encode() for row in (first, second, third)] == lines
    assert first["source"].endswith(f"{PATH}/by-hand-0-00000000000000000001.json.gz")


def test_lines_that_are_no_events_are_rejected_with_a_reason(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    bad = {
        b"no json": "not_json",
        b"5": "not_object",
        b'{"event_name": "a:b", "created_at": 1}': "missing_field",
        b'{"event_uuid": 5, "event_name": "a:b", "created_at": 1}': "mistyped_field",
        b'{"event_uuid": "x", "event_name": "a:b", "created_at": "noon"}': "mistyped_field",
        b'{"event_uuid": "x", "event_name": "a:b", "created_at": 1e300}': "created_at_range",
        b'{"event_uuid": "x", "event_name": "a:b", "created_at": 1}': "wrong_folder",
        b'{"event_uuid": ': "not_json",  # the last, since what is not closed goes on to the next event
    }
    lake.put(lake.line("good"), *bad, b"", lake.line("more"))
    etl(tarn)
    assert lake.ids() == ["good", "more"]
    assert lake.sums() == {"Lines": 10, "Rows": 2, "Rejected": 8, "Superseded": 0}
    assert {kept["line"].strip().encode(): kept["reason"] for kept in lake.rejected()} == {
        line.strip(): reason for line, reason in bad.items()
    }


def test_records_without_a_line_break_are_rows(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    lines = [lake.line(f"{n}", n, amount=1) for n in range(4)]
    lake.put(data=gzip.compress(lines[0] + lines[1] + lines[2] + b"\n" + lines[3] + b"\n"))
    etl(tarn)
    assert [row["body"].encode() for row in lake.rows()] == lines
    assert lake.sums() == {"Lines": 4, "Rows": 4, "Rejected": 0, "Superseded": 0}
    listing = lake.s3.list_objects_v2(Bucket="processed", Prefix="events/_staged/")
    assert "Contents" not in listing


def test_many_small_objects_are_rows_of_their_own_object(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    """They are read as one; what is large, odd or of another partition lies among them."""
    lake = lake_by_hand
    keys = {f"s{n}": lake.put(lake.line(f"s{n}", n)) for n in range(20)}
    keys |= {"twice": lake.put(lake.line("twice", 50), lake.line("s3", 3, again=True))}
    keys |= {
        "odd": lake.put(b"what", lake.line("odd", 51)),
        "other": lake.put(lake.line("other", 52, "y"), subtype="y"),
    }
    large = lake.put(*(lake.line(f"l{n}", n, more=f"{n:x}" * 400) for n in range(2000)))
    etl(tarn)
    rows = {row["event_uuid"]: row["source"] for row in lake.rows(["event_uuid", "source"])}
    assert rows == keys | {f"l{n}": large for n in range(2000)}
    assert lake.sums() == {"Lines": 2025, "Rows": 2023, "Rejected": 1, "Superseded": 1}
    assert "Contents" not in lake.s3.list_objects_v2(Bucket="processed", Prefix="events/_staged/")


def test_what_is_written_is_read_by_others(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    """Another reader than Spark, fastparquet, is what `rows` asks; here pyarrow reads the same, exact to the digit."""
    lake = lake_by_hand
    lake.put(lake.line("x", amount=0, lesson=3.0).replace(b'"amount": 0', b'"amount": 1234567890123456.78'))
    etl(tarn)
    (key,) = lake.files()
    table = pyarrow.parquet.read_table(io.BytesIO(lake.s3.get_object(Bucket="processed", Key=key)["Body"].read()))
    assert [(str(row["price"]), row["lesson"]) for row in table.to_pylist()] == [("1234567890123456.78", 3)]
    assert lake.rows(["event_uuid", "lesson"]) == [{"event_uuid": "x", "lesson": 3}]


def test_small_files_are_compacted_and_the_old_ones_swept(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    lake.put(lake.line("a"))
    etl(tarn)
    (old,) = lake.files()
    lake.put(lake.line("b"), lake.line("a", 5))
    lake.put(lake.line("c", subtype="y"), subtype="y")
    etl(tarn)
    assert lake.ids() == ["a", "b", "c"]
    assert len(lake.files()) == 2
    assert old not in lake.files()
    assert lake.sums() == {"Lines": 4, "Rows": 3, "Rejected": 0, "Superseded": 1}
    values = [lake.type, "x", "2025", "10", "09"]
    partition = lake.glue.get_partition(DatabaseName="tarn", TableName="events", PartitionValues=values)["Partition"]
    assert partition["Parameters"]["recordCount"] == "2"

    def gone() -> bool:
        return old not in str(lake.s3.list_objects_v2(Bucket="processed", Prefix=old.rpartition("/")[0]))

    assert eventually(gone, 240)


def test_strange_names_are_partitions_like_any_other(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    names = {"order:done": "order%3Adone", "a b/ü": "a%20b%2F%C3%BC", "50%": "50%25", "..": "%2E%2E"}
    for name, folder in names.items():
        lake.put(lake.line(name, subtype=name), subtype=folder)
    etl(tarn)
    assert lake.ids() == sorted(names)
    expression = f"event_type = '{lake.type}'"
    found = lake.glue.get_partitions(DatabaseName="tarn", TableName="events", Expression=expression)["Partitions"]
    assert sorted(partition["Values"][1] for partition in found) == sorted(names)
    in_segments = [
        partition
        for number in range(5)
        for partition in lake.glue.get_partitions(
            DatabaseName="tarn",
            TableName="events",
            Expression=f"(({expression}) AND (event_subtype IS NOT NULL))",
            Segment={"SegmentNumber": number, "TotalSegments": 5},
        )["Partitions"]
    ]
    asked = [{"Values": partition["Values"]} for partition in found]
    at_once = lake.glue.batch_get_partition(DatabaseName="tarn", TableName="events", PartitionsToGet=asked)[
        "Partitions"
    ]
    for others in (in_segments, at_once):
        assert sorted(partition["Values"] for partition in others) == sorted(one["Values"] for one in asked)
