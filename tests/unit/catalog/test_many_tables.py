"""Several tables and jobs in one catalog: what is kept of one says nothing of another."""

from __future__ import annotations

from typing import Any

import pytest

from services.catalog.errors import ConcurrentModificationException, InvalidInputException
from tests.unit.catalog.conftest import DAY, EVENTS, FOLDER, KEYS, Ask, added, consumed

CLICKS = {"DatabaseName": "tarn", "TableName": "clicks"}


@pytest.fixture
def clicks(ask: Ask) -> str:
    """The id of a run of a second job, `clicker`; there is a second table."""
    keys = [{"Name": name, "Type": "string"} for name in KEYS]
    table = {"Name": "clicks", "PartitionKeys": keys, "StorageDescriptor": {"Location": "s3://processed/clicks/"}}
    ask("AWSGlue.CreateTable", DatabaseName="tarn", TableInput=table)
    ask("AWSGlue.CreateJob", Name="clicker", Role="tarn", Command={"Name": "glueetl"})
    ask("AWSGlue.StartJobRun", JobName="clicker")
    return str(ask("Tarn.TakeJobRun", JobName="clicker", Worker="v")["JobRun"]["Id"])


def commit(ask: Ask, run: str, name: str, of: dict[str, str], **members: Any) -> None:
    ask("Tarn.Commit", CommitId=name, RunId=run, **of, **members)


def test_a_raw_object_and_a_file_may_be_in_several_tables(ask: Ask, run: str, clicks: str) -> None:
    one = {"AddFiles": [added("a.parquet", 3)], "Consumed": [consumed("one", 3)]}
    commit(ask, run, "c1", EVENTS, **one)
    commit(ask, clicks, "c2", CLICKS, **one)
    for of in (EVENTS, CLICKS):
        assert [file["Rows"] for file in ask("Tarn.LiveFiles", **of)["Files"]] == [3]
        assert [row["Key"] for row in ask("Tarn.ConsumedObjects", Keys=["one"], **of)["Consumed"]] == ["one"]
        assert ask("Tarn.Totals", **of)["Rows"] == 3
    with pytest.raises(ConcurrentModificationException, match="consumed already"):
        commit(ask, clicks, "c3", CLICKS, AddFiles=[added("b.parquet", 3)], Consumed=[consumed("one", 3)])


def test_what_one_table_gives_up_stays_in_the_other(ask: Ask, run: str, clicks: str) -> None:
    bad = consumed("bad", 2, Rejected=2, Damage="truncated")
    for of, owner, name in ((EVENTS, run, "c1"), (CLICKS, clicks, "c2")):
        commit(ask, owner, name, of, AddFiles=[added("a.parquet", 3)], Consumed=[consumed("one", 3), bad])
    again = consumed("bad", 2, ETag="whole")
    removed = [added("a.parquet", 0)["Key"]]
    commit(ask, run, "c3", EVENTS, RemoveFiles=removed, AddFiles=[added("b.parquet", 5)], Consumed=[again])
    assert ask("Tarn.Totals", **CLICKS)["DamagedObjects"] == 1
    assert [file["Key"] for file in ask("Tarn.LiveFiles", **CLICKS)["Files"]] == removed
    assert ask("Tarn.SupersededFiles", **CLICKS)["Files"] == []
    ask("Tarn.ForgetFiles", Keys=removed, **EVENTS)
    assert ask("Tarn.KnownFiles", Keys=removed, **CLICKS)["Keys"] == removed


def test_a_reset_of_one_job_leaves_the_others_tables(ask: Ask, run: str, clicks: str) -> None:
    for of, owner, name in ((EVENTS, run, "c1"), (CLICKS, clicks, "c2")):
        mark = {"Name": "announcements", "After": {"at": 1}}
        commit(ask, owner, name, of, AddFiles=[added("a.parquet", 3)], Consumed=[consumed("one", 3)], Bookmark=mark)
    entry = ask("AWSGlue.ResetJobBookmark", JobName="clicker")["JobBookmarkEntry"]
    assert (entry["RunId"], entry["Run"]) == (clicks, 1)
    assert (ask("Tarn.Totals", **CLICKS)["Objects"], ask("Tarn.Totals", **CLICKS)["Files"]) == (0, 0)
    assert (ask("Tarn.Totals", **EVENTS)["Objects"], ask("Tarn.Totals", **EVENTS)["Files"]) == (1, 1)
    assert ask("Tarn.GetBookmark", Name="announcements", **CLICKS)["Value"] is None
    assert ask("Tarn.GetBookmark", Name="announcements", **EVENTS)["Value"] == {"at": 1}
    asked = {"PartitionValues": DAY, **EVENTS}
    assert ask("AWSGlue.GetPartition", **asked)["Partition"]["Parameters"]["recordCount"] == "3"


def test_one_job_makes_a_table(ask: Ask, run: str, clicks: str) -> None:
    commit(ask, run, "c1", EVENTS, AddFiles=[added("a.parquet", 3)], Consumed=[consumed("one", 3)])
    with pytest.raises(InvalidInputException, match="is made by job 'etl', not by 'clicker'"):
        commit(ask, clicks, "c2", EVENTS, AddFiles=[added("b.parquet", 3)], Consumed=[consumed("two", 3)])


def test_a_partition_lies_where_its_live_files_are(ask: Ask, run: str) -> None:
    def location() -> str:
        found = ask("AWSGlue.GetPartition", PartitionValues=DAY, **EVENTS)["Partition"]
        return str(found["StorageDescriptor"]["Location"])

    commit(ask, run, "c1", EVENTS, AddFiles=[added("a.parquet", 3)], Consumed=[consumed("one", 3)])
    assert location() == f"s3://processed/events/{FOLDER}/"
    before = [added("a.parquet", 0)["Key"]]
    new = {"AddFiles": [added("g=1/b.parquet", 7)], "Consumed": [consumed("two", 4)]}
    commit(ask, run, "c2", EVENTS, RemoveFiles=before, **new)
    assert location() == f"s3://processed/events/{FOLDER}/g=1/"
    with pytest.raises(InvalidInputException, match="would lie in 2 folders"):
        commit(ask, run, "c3", EVENTS, AddFiles=[added("g=2/c.parquet", 1)], Consumed=[consumed("three", 1)])
    assert location() == f"s3://processed/events/{FOLDER}/g=1/"
    elsewhere = {**added("d.parquet", 1), "Key": "events/day=22/d.parquet"}
    with pytest.raises(InvalidInputException, match="does not lie in its partition's folder"):
        commit(ask, run, "c4", EVENTS, AddFiles=[elsewhere], Consumed=[consumed("four", 1)])
