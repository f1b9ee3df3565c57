"""The one atomic commit: it swaps all or nothing, once, and only what adds up."""

from __future__ import annotations

from typing import Any

import pytest

from services.catalog.errors import AlreadyExistsException, ConcurrentModificationException, InvalidInputException
from tests.unit.catalog.conftest import DAY, EVENTS, FOLDER, Ask, Clock, added, consumed


def commit(ask: Ask, run: str, name: str = "c1", **members: Any) -> dict[str, Any]:
    return ask("Tarn.Commit", CommitId=name, RunId=run, **EVENTS, **members)


def live(ask: Ask) -> dict[str, int]:
    return {file["Key"].rpartition("/")[2]: file["Rows"] for file in ask("Tarn.LiveFiles", **EVENTS)["Files"]}


def totals(ask: Ask) -> tuple[int, ...]:
    sums = ask("Tarn.Totals", **EVENTS)
    return tuple(sums[name] for name in ("Objects", "Lines", "Rows", "Rejected", "Superseded", "FileRows"))


def test_a_commit_adds_files_counts_rows_and_moves_the_bookmark(ask: Ask, run: str) -> None:
    answer = commit(ask, run, AddFiles=[added("a", 7)], Consumed=[consumed("r1", 10, Rejected=2, Superseded=1)])
    assert answer["Summary"]["rows"] == 7
    assert live(ask) == {"a": 7}
    assert totals(ask) == (1, 10, 7, 2, 1, 7)
    assert ask("Tarn.ConsumedObjects", Keys=["r1", "r2"], **EVENTS)["Consumed"] == [
        {"Key": "r1", "Size": 1, "ETag": "e", "Damaged": False}
    ]


def test_a_commit_swaps_old_files_for_new_ones(ask: Ask, run: str) -> None:
    commit(ask, run, AddFiles=[added("a", 7)], Consumed=[consumed("r1", 7)])
    commit(ask, run, "c2", AddFiles=[added("b", 9)], RemoveFiles=[added("a", 7)["Key"]], Consumed=[consumed("r2", 2)])
    assert live(ask) == {"b": 9}
    partition = ask("AWSGlue.GetPartition", DatabaseName="tarn", TableName="events", PartitionValues=DAY)["Partition"]
    assert partition["Parameters"] == {"recordCount": "9", "objectCount": "1", "totalSize": "90"}


def test_the_same_commit_again_is_answered_and_not_done_again(ask: Ask, run: str) -> None:
    members: dict[str, Any] = {"AddFiles": [added("a", 7)], "Consumed": [consumed("r1", 7)]}
    first = commit(ask, run, **members)
    assert commit(ask, run, **members) == first
    assert totals(ask) == (1, 7, 7, 0, 0, 7)


def test_newer_versions_take_rows_from_the_object_they_came_from(ask: Ask, run: str) -> None:
    commit(ask, run, AddFiles=[added("a", 7)], Consumed=[consumed("r1", 7)])
    commit(
        ask,
        run,
        "c2",
        AddFiles=[added("b", 7)],
        RemoveFiles=[added("a", 7)["Key"]],
        Consumed=[consumed("r2", 3, SourcePartition=1)],
        SupersededRows=[{"Key": "r1", "Count": 3}],
    )
    sources = ask("Tarn.Totals", **EVENTS)["Sources"]
    assert [(s["Partition"], s["Rows"], s["Superseded"]) for s in sources] == [(0, 4, 3), (1, 3, 0)]


def test_an_object_of_another_name_is_consumed_without_a_source(ask: Ask, run: str) -> None:
    commit(ask, run, Consumed=[consumed("r1", 0, Damage="its gzip is cut short", Topic="", PartitionValues=[])])
    sums = ask("Tarn.Totals", **EVENTS)
    assert (sums["DamagedObjects"], sums["Lines"], sums["Sources"]) == (1, 0, [])
    assert len(ask("Tarn.ConsumedObjects", Keys=["r1"], **EVENTS)["Consumed"]) == 1


def test_a_damaged_object_of_a_known_count_is_rejected_and_one_that_was_replaced_is_consumed_anew(
    ask: Ask, run: str
) -> None:
    commit(ask, run, Consumed=[consumed("r1", 10, Rejected=10, Damage="cut"), consumed("r2", 0, Damage="empty")])
    assert totals(ask) == (2, 10, 0, 10, 0, 0)
    commit(ask, run, "c2", AddFiles=[added("a", 12)], Consumed=[consumed(r, n, ETag="f") for r, n in REPLACED])
    assert totals(ask) == (2, 12, 12, 0, 0, 12)
    assert ask("Tarn.Totals", **EVENTS)["DamagedObjects"] == 0


REPLACED = (("r1", 10), ("r2", 2))


def test_a_damaged_object_that_is_still_the_same_is_not_consumed_twice(ask: Ask, run: str) -> None:
    damaged = [consumed("r1", 10, Rejected=10, Damage="cut")]
    commit(ask, run, Consumed=damaged)
    with pytest.raises(ConcurrentModificationException):
        commit(ask, run, "c2", Consumed=damaged)


def test_the_catalog_knows_which_batches_were_committed(ask: Ask, run: str) -> None:
    commit(ask, run, "c1", Consumed=[consumed("r1", 0)])
    assert ask("Tarn.KnownCommits", CommitIds=["c1", "c2"])["CommitIds"] == ["c1"]


REFUSED = [
    ("rows do not add up", {"AddFiles": [added("b", 5)], "Consumed": [consumed("r2", 6)]}, InvalidInputException),
    ("removed file unknown", {"RemoveFiles": ["events/x"]}, ConcurrentModificationException),
    ("object consumed already", {"Consumed": [consumed("r1", 0)]}, ConcurrentModificationException),
    ("file added already", {"AddFiles": [added("a", 0)]}, AlreadyExistsException),
    ("values do not fit the table", {"AddFiles": [added("b", 0, values=["click"])]}, InvalidInputException),
]


@pytest.mark.parametrize(("members", "error"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_refused_commit_changes_nothing(ask: Ask, run: str, members: dict[str, Any], error: type[Exception]) -> None:
    commit(ask, run, AddFiles=[added("a", 7)], Consumed=[consumed("r1", 7)])
    before = (live(ask), totals(ask))
    with pytest.raises(error):
        commit(ask, run, "c2", **members)
    assert (live(ask), totals(ask)) == before


def test_a_run_that_was_given_up_cannot_commit(ask: Ask, run: str) -> None:
    ask("Tarn.TakeJobRun", JobName="etl", Worker="w")  # the worker came back: its old run is an orphan
    with pytest.raises(InvalidInputException, match="FAILED"):
        commit(ask, run, AddFiles=[added("a", 7)], Consumed=[consumed("r1", 7)])
    assert live(ask) == {}


def test_superseded_files_are_listed_after_their_grace_period_and_then_forgotten(
    ask: Ask, run: str, clock: Clock
) -> None:
    old = added("a", 7)["Key"]
    commit(ask, run, AddFiles=[added("a", 7)], Consumed=[consumed("r1", 7)])
    commit(ask, run, "c2", AddFiles=[added("b", 7)], RemoveFiles=[old])
    assert ask("Tarn.SupersededFiles", OlderThanSeconds=5, **EVENTS)["Files"] == []
    clock.go_on(5)
    assert [file["Key"] for file in ask("Tarn.SupersededFiles", OlderThanSeconds=5, **EVENTS)["Files"]] == [old]
    ask("Tarn.ForgetFiles", Keys=[old], **EVENTS)
    assert ask("Tarn.KnownFiles", Keys=[old, f"events/{FOLDER}/b"], **EVENTS)["Keys"] == [f"events/{FOLDER}/b"]


def test_a_live_file_cannot_be_forgotten(ask: Ask, run: str) -> None:
    commit(ask, run, AddFiles=[added("a", 7)], Consumed=[consumed("r1", 7)])
    with pytest.raises(InvalidInputException, match="live"):
        ask("Tarn.ForgetFiles", Keys=[added("a", 7)["Key"]], **EVENTS)


def test_resetting_the_bookmark_begins_the_table_anew(ask: Ask, run: str) -> None:
    commit(ask, run, AddFiles=[added("a", 7)], Consumed=[consumed("r1", 7)])
    entry = ask("AWSGlue.ResetJobBookmark", JobName="etl")["JobBookmarkEntry"]
    assert entry["RunId"] == run
    assert (live(ask), totals(ask)) == ({}, (0, 0, 0, 0, 0, 0))
    commit(ask, run, "c2", AddFiles=[added("b", 7)], Consumed=[consumed("r1", 7)])
    assert totals(ask) == (1, 7, 7, 0, 0, 7)
