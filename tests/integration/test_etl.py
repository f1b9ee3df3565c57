"""The ETL on a real store, with the real catalog and Spark: what goes in comes out once, or is kept with a reason."""

from __future__ import annotations

import gzip
import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from tests.conftest import ROOT
from tests.integration.lake_by_hand import PATH, LakeByHand
from tests.polling import eventually

embedded_only = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="stops one service, which only the embedded stack's tests do"
)

Tarn = Callable[..., Any]


def etl(tarn: Tarn) -> str:
    """One run, to its end; what the command line says of it."""
    said: str = tarn("etl", "run", "--timeout", "300").stdout
    return said


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


def test_a_run_with_nothing_new_ends_within_a_second(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    etl(tarn)
    assert "nothing new" in etl(tarn)
    run = lake_by_hand.glue.get_job_runs(JobName="etl", MaxResults=1)["JobRuns"][0]
    assert (run["CompletedOn"] - run["StartedOn"]).total_seconds() < 1


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
        b"no json": "not_object",
        b'{"event_uuid": ': "not_json",
        b'[{"event_uuid": "x"}]': "not_object",
        b'{"event_name": "a:b", "created_at": 1}': "no_event_uuid",
        b'{"event_uuid": "x", "created_at": 1}': "no_event_name",
        b'{"event_uuid": "x", "event_name": "a:b", "created_at": "noon"}': "no_created_at",
        b'{"event_uuid": "x", "event_name": "a:b", "created_at": 1e300}': "created_at_range",
        b"": "not_object",
    }
    lake.put(lake.line("good"), *bad)
    etl(tarn)
    assert lake.ids() == ["good"]
    assert lake.sums() == {"Lines": 9, "Rows": 1, "Rejected": 8, "Superseded": 0}
    assert {kept["line"].encode(): kept["reason"] for kept in lake.rejected()} == bad


def test_damaged_objects_are_rejected_whole_and_the_run_goes_on(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    whole = gzip.compress(lake.line("lost") * 100)
    damaged = {
        lake.put(data=whole[:-9]): "cut short",
        lake.put(data=whole[:40] + b"\0\0\0\0" + whole[44:]): "broken",
        lake.put(data=b""): "empty",
        lake.put(data=lake.line("lost")): "not gzip",
        lake.put(data=whole, suffix=".json"): "name",
    }
    lake.put(lake.line("good"))
    etl(tarn)
    assert lake.ids() == ["good"]
    assert lake.sums() == {"Lines": 1, "Rows": 1, "Rejected": 0, "Superseded": 0}
    kept = {kept["source"]: kept["reason"] for kept in lake.rejected()}
    assert kept.keys() == damaged.keys()
    assert all(reason in kept[key] for key, reason in damaged.items())
    assert "nothing new" in etl(tarn)


def test_what_a_damaged_object_held_is_rejected_and_counted_by_its_name(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    whole = gzip.compress(b"".join(lake.line(f"a{n}") + b"\n" for n in range(100)))
    cut = lake.put(data=whole[:-9], suffix="-100.json.gz")
    lake.put(lake.line("b"), lake.line("c"), suffix="-3.json.gz")
    lake.put(lake.line("d"), lake.line("e"), suffix="-2.json.gz")
    etl(tarn)
    assert lake.ids() == ["d", "e"]
    assert lake.sums() == {"Lines": 105, "Rows": 2, "Rejected": 103, "Superseded": 0}
    assert {kept["reason"] for kept in lake.rejected()} == {
        "its gzip is cut short",
        "it holds 2 lines where its name says 3",
    }
    lake.s3.put_object(Bucket="raw", Key=cut, Body=whole)
    etl(tarn)
    assert lake.sums() == {"Lines": 105, "Rows": 102, "Rejected": 3, "Superseded": 0}
    assert lake.ids() == sorted([*(f"a{n}" for n in range(100)), "d", "e"])
    assert "nothing new" in etl(tarn)


def test_odd_lines_and_ends_of_objects_stop_nothing(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    huge = lake.line("huge", text="x" * 10_000_000)
    lake.put(data=gzip.compress(lake.line("no newline at the end")))
    lake.put(data=gzip.compress(b""))
    lake.put(data=gzip.compress(lake.line("one member\n")) + gzip.compress(b"\n" + lake.line("and another")))
    lake.put(lake.line("before"), huge, b"x" * 10_000_000, b"\0" * 1000, b"\xff\xfe", b"\t" + lake.line("after"))
    etl(tarn)
    assert lake.ids() == ["after", "and another", "before", "no newline at the end", "one member\n"]
    assert lake.sums() == {"Lines": 9, "Rows": 5, "Rejected": 4, "Superseded": 0}
    assert sorted(kept["reason"] for kept in lake.rejected()) == ["not_object"] * 2 + ["too_large"] * 2


@embedded_only
def test_an_object_of_the_sinks_that_is_damaged_leaves_nothing_pending_for_ever(
    lake_by_hand: LakeByHand, tarn: Tarn, switch: Callable[[str, str], None]
) -> None:
    lake = lake_by_hand

    def ledger() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(tarn("ledger", "--json").stdout)
        return found

    tarn("drain", "--timeout", "240")
    before = ledger()
    switch("stop", "etl")
    tarn("send", "-", stdin=b"\n".join(lake.line(f"s{n}", subtype="z") for n in range(40)))
    assert eventually(lambda: ledger()["delivered"] == before["delivered"] + 40, 120)
    keys = lake.s3.list_objects_v2(Bucket="raw", Prefix=f"events/event_type={lake.type}/")["Contents"]
    whole = {row["Key"]: lake.s3.get_object(Bucket="raw", Key=row["Key"])["Body"].read() for row in keys}
    for key, data in whole.items():
        lake.s3.put_object(Bucket="raw", Key=key, Body=data[: len(data) // 2])
    switch("start", "etl")
    etl(tarn)
    after = ledger()
    assert after["balanced"], after["faults"]
    assert (after["rejected"] - before["rejected"], after["pending"]) == (40, 0)
    for key, data in whole.items():
        lake.s3.put_object(Bucket="raw", Key=key, Body=data)
    etl(tarn)
    mended = ledger()
    assert (mended["rejected"], mended["pending"]) == (before["rejected"], 0)
    assert mended["rows"] == before["rows"] + 40
    assert lake.ids() == sorted(f"s{n}" for n in range(40))


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

    assert eventually(gone, 60)


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


def test_a_run_can_be_stopped_and_leaves_nothing(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    etl(tarn)
    lake.put(lake.line("a"))
    run = lake.glue.start_job_run(JobName="etl")["JobRunId"]
    lake.glue.batch_stop_job_run(JobName="etl", JobRunIds=[run])

    def ended() -> bool:
        return "CompletedOn" in lake.glue.get_job_run(JobName="etl", RunId=run)["JobRun"]

    assert eventually(ended, 60)
    if lake.glue.get_job_run(JobName="etl", RunId=run)["JobRun"]["JobRunState"] == "STOPPED":
        assert lake.ids() == []
    etl(tarn)
    assert lake.ids() == ["a"]


@embedded_only
def test_a_worker_that_is_killed_loses_and_doubles_nothing(
    lake_by_hand: LakeByHand, tarn: Tarn, tarn_env: dict[str, str]
) -> None:
    lake = lake_by_hand
    etl(tarn)
    lake.put(*(lake.line(f"a{n}") for n in range(20)))
    run = lake.glue.start_job_run(JobName="etl")["JobRunId"]
    assert eventually(lambda: bool(of_stack("services.etl.spark_job", tarn_env)), 30)
    (worker,) = of_stack("services.etl", tarn_env)
    children = worker.children(recursive=True)
    worker.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == [], "Spark outlived its worker"

    def given_up() -> bool:
        return bool(lake.glue.get_job_run(JobName="etl", RunId=run)["JobRun"]["JobRunState"] == "FAILED")

    assert eventually(given_up, 60), "the worker came back and gave up its old run"
    etl(tarn)
    assert lake.ids() == sorted(f"a{n}" for n in range(20))


def of_stack(module: str, env: dict[str, str]) -> list[psutil.Process]:
    """The processes of this very stack that run a module."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if process.info["cmdline"] and process.info["cmdline"][-1] == module:
            try:
                if process.environ().get("TARN_HOME") == env["TARN_HOME"]:
                    found.append(process)
            except psutil.Error:  # another user's, or gone
                continue
    return found


@pytest.fixture
def newest_wins(tarn_env: dict[str, str]) -> Iterator[None]:
    """An ETL service with TARN_DEDUP_POLICY=last in place of the stack's own."""
    turn(tarn_env, "stop")
    (catalog,) = of_stack("services.catalog", tarn_env)
    own = catalog.environ() | {"TARN_DEDUP_POLICY": "last", "TARN_METRICS_PORT": "0", "TARN_ETL_SCHEDULE": "off"}
    service = subprocess.Popen([sys.executable, "-m", "services.etl"], env=own | spark_of(tarn_env), cwd=ROOT)
    yield
    service.terminate()
    assert service.wait(timeout=30) == 0
    turn(tarn_env, "start")


def turn(env: dict[str, str], how: str) -> None:
    code = f"import stack; stack.{how}('etl')"
    subprocess.run([sys.executable, "-c", code], env=env | {"PYTHONPATH": str(ROOT)}, check=True)


def spark_of(env: dict[str, str]) -> dict[str, str]:
    """The Java and the jars that the stack gives its ETL service."""
    code = "import json; from stack.java import spark_environment; print(json.dumps(spark_environment()))"
    said = subprocess.run(
        [sys.executable, "-c", code], env=env | {"PYTHONPATH": str(ROOT)}, check=True, capture_output=True
    )
    found: dict[str, str] = json.loads(said.stdout)
    return found


@embedded_only
@pytest.mark.usefixtures("newest_wins")
def test_with_the_policy_last_the_newest_version_stays_wherever_it_is(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    lake.put(lake.line("a", 1, v=1), lake.line("b", 5, v=1), lake.line("c", 1, v=1), lake.line("d", 1, v=1))
    etl(tarn)
    lake.put(lake.line("a", 2, subtype="y", v=2), subtype="y")  # newer, in another partition
    lake.put(lake.line("b", 4, v=2), lake.line("c", 1, v=2), lake.line("e", 1, v=1), lake.line("e", 1, v=2))
    etl(tarn)
    versions = {row["event_uuid"]: row["body"].partition('"v": ')[2][0] for row in lake.rows()}
    assert versions == {"a": "2", "b": "1", "c": "2", "d": "1", "e": "2"}
    assert lake.sums() == {"Lines": 9, "Rows": 5, "Rejected": 0, "Superseded": 4}
    assert "nothing new" in etl(tarn)
