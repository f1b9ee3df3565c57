"""What Spark wrote is held against what there was to read; only what balances becomes a commit."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from lake.catalog_answers import LakeFile
from lake.layout import event_folder, object_name
from services.etl.balance import Unbalanced, draw_up
from services.etl.partition import Partition
from services.etl.plan import Damaged, RawObject, Work
from services.etl.written import Written

DAY = Partition(("click", "page", "2026", "11", "21"))
R1, R2, OLD = (event_folder("click:page", 20_778) + object_name("events.unique", 0, n, None) for n in (1, 2, 0))


def raw(key: str) -> RawObject:
    return RawObject(key, 10, "etag", DAY, "events.unique", 0)


def written(name: str, **sources: int) -> Written:
    by_key = Counter({{"r1": R1, "r2": R2, "old": OLD}.get(source, source): rows for source, rows in sources.items()})
    return Written(f"events/{DAY.folder}/{name}", DAY.folder, 100, by_key.total(), by_key)


def work(**lines: int) -> Work:
    keys = {"r1": R1, "r2": R2}
    files = (LakeFile(f"events/{DAY.folder}/before", DAY.folder, 90, 5),)
    return Work(
        {keys[name]: count for name, count in lines.items()}, tuple(raw(keys[name]) for name in lines), files, ()
    )


def answer(lines: int, *rejected: list[Any]) -> dict[str, Any]:
    return {"lines": lines, "rejected": list(rejected), "overtaken": []}


def counts(commit: dict[str, Any]) -> list[tuple[int, int, int]]:
    return [(found["Lines"], found["Rejected"], found["Superseded"]) for found in commit["Consumed"]]


def test_every_line_is_a_row_or_rejected_or_superseded() -> None:
    seen = answer(15, [R1, "not_json", 2], [R1, "no_event_uuid", 1])
    commit = draw_up(work(r1=10, r2=5), seen, [written("a", r1=6, r2=5)], [], [], [], "first")
    assert counts(commit) == [(10, 3, 1), (5, 0, 0)]
    assert [(file["Rows"], file["PartitionValues"]) for file in commit["AddFiles"]] == [(11, DAY.values)]


def test_rewritten_rows_are_carried_over() -> None:
    before = [written("before", old=5)]
    commit = draw_up(work(r1=3), answer(3), [written("a", r1=3, old=5)], before, [], [], "first")
    assert commit["RemoveFiles"] == [before[0].key]
    assert commit["SupersededRows"] == []


def test_a_file_that_moves_is_the_same_file_elsewhere() -> None:
    here, there = (LakeFile(f"events/{DAY.folder}/{name}", DAY.folder, 9, 40) for name in ("x", "g/x"))
    commit = draw_up(work(r1=3), answer(3), [written("a", r1=3)], [], [(here, there)], [], "first")
    assert commit["RemoveFiles"] == [here.key]
    assert [(file["Key"], file["Rows"]) for file in commit["AddFiles"][1:]] == [(there.key, 40)]
    assert commit["AddFiles"][1]["PartitionValues"] == DAY.values


def test_with_last_a_newer_version_takes_the_row_of_an_older_object() -> None:
    commit = draw_up(work(r1=3), answer(3), [written("a", r1=3, old=4)], [written("before", old=5)], [], [], "last")
    assert commit["SupersededRows"] == [{"Key": OLD, "Count": 1}]


def test_a_damaged_object_is_consumed_with_its_reason() -> None:
    said = event_folder("click:page", 20_778) + object_name("events.unique", 0, 3, 17)
    damaged = [Damaged(R2, 4, "e", "empty"), Damaged(said, 4, "e", "cut"), Damaged("events/x", 1, "e", "its name")]
    commit = draw_up(work(), answer(0), [], [], [], damaged, "first")
    assert [(found["Damage"], found["Topic"]) for found in commit["Consumed"]] == [
        ("empty", "events.unique"),
        ("cut", "events.unique"),
        ("its name", ""),
    ]
    assert counts(commit) == [(0, 0, 0), (17, 17, 0), (0, 0, 0)]


WRONG = [
    ("Spark read fewer lines than there are", work(r1=3), answer(2), [written("a", r1=2)], []),
    ("more rows than lines", work(r1=3), answer(3), [written("a", r1=4)], []),
    ("an old row went missing", work(r1=3), answer(3), [written("a", r1=3, old=4)], [written("before", old=5)]),
    ("an old row came twice", work(r1=3), answer(3), [written("a", r1=3, old=6)], [written("before", old=5)]),
    ("rows of an object not in the batch", work(r1=3), answer(3), [written("a", r1=3, strange=1)], []),
    ("a footer that lies", work(r1=3), answer(3), [Written("k", DAY.folder, 1, 4, Counter({R1: 3}))], []),
]


@pytest.mark.parametrize(
    ("batch", "seen", "files", "before"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_what_does_not_balance_is_no_commit(
    batch: Work, seen: dict[str, Any], files: list[Written], before: list[Written]
) -> None:
    with pytest.raises(Unbalanced):
        draw_up(batch, seen, files, before, [], [], "first")
