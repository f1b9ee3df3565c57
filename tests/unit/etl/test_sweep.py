"""Orphans: only what no commit names, what is old enough, and what no run under way wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from lake.edges.objects import ObjectInfo
from services.etl.sweep import OrphanSweep, find_kept, find_orphans

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

CASES = [
    ("unknown and old", "events/p/jr_dead-000-plain-00000.parquet", 2 * HOUR, True),
    ("unknown and exactly old enough", "events/p/jr_dead-000-plain-00000.parquet", HOUR, True),
    ("unknown and young", "events/p/jr_dead-000-plain-00000.parquet", HOUR / 2, False),
    ("known to the catalog", "events/p/known.parquet", 2 * HOUR, False),
    ("of the run under way", "events/p/jr_live-000-plain-00000.parquet", 2 * HOUR, False),
    ("what S3A left of a job", "events/__magic_job-1/x.pending", 2 * HOUR, True),
    ("a copy of a batch that died", "events/_staged/jr_dead-000/000000-000.json.gz", 2 * HOUR, True),
    ("somebody's Parquet", "events/p/part-0.parquet", 2 * HOUR, False),
    ("somebody's notes", "events/p/jr_dead.txt", 2 * HOUR, False),
    ("somebody's rejects", "rejected/batch=mine/notes.txt", 2 * HOUR, False),
    ("a folder marker", "events/p/", 2 * HOUR, False),
]


@pytest.mark.parametrize(("key", "age", "orphan"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_an_orphan(key: str, age: timedelta, orphan: bool) -> None:
    listing = [ObjectInfo(key, 1, "e", NOW - age)]
    found = find_orphans(listing, {"events/p/known.parquet"}, ["jr_live"], NOW, HOUR)
    assert found == ([key] if orphan else [])


def test_what_was_rejected_is_kept_with_its_commit_and_else_swept() -> None:
    keys = ["rejected/batch=jr_c1/part-0.json.gz", "rejected/batch=jr_c2/damaged-objects.json", "rejected/notes.txt"]
    listing = [ObjectInfo(key, 1, "e", NOW - 2 * HOUR) for key in keys]
    kept = find_kept(listing, {"jr_c1"})
    assert kept == {keys[0], keys[2]}
    assert find_orphans(listing, kept, [], NOW, HOUR) == [keys[1]]
    assert find_orphans(listing, kept, ["jr_c2"], NOW, HOUR) == [], "its run is under way"


class Lake:
    """A bucket and a catalog that knows none of its files."""

    def __init__(self, *keys: str) -> None:
        self.keys = sorted(keys)
        self.listed: list[str] = []

    def list(self, _bucket: str, prefix: str, after: str) -> Iterator[ObjectInfo]:
        self.listed.append(prefix)
        return (ObjectInfo(k, 1, "e", NOW - 9 * HOUR) for k in self.keys if k.startswith(prefix) and k > after)

    def delete(self, _bucket: str, keys: Sequence[str]) -> None:
        self.keys = [key for key in self.keys if key not in keys]

    def known_files(self, _keys: Sequence[str]) -> set[str]:
        return set()

    def known_commits(self, _ids: Sequence[str]) -> set[str]:
        return set()


def test_the_bucket_is_walked_only_after_a_run_that_did_not_succeed() -> None:
    lake = Lake("events/p/jr_dead-0.parquet", "rejected/batch=jr_c1/part-0.json.gz")
    sweep = OrphanSweep(lake, lake, age_s=60)  # type: ignore[arg-type]
    now = NOW.timestamp()
    assert not sweep.due(now + 9_999)
    sweep.suspect(now)
    assert not sweep.due(now + 59)
    assert [sweep.sweep(now + at, []) for at in range(60, 90) if sweep.due(now + at)] == [1, 1]
    assert (lake.keys, lake.listed) == ([], ["events/", "rejected/"])


def test_a_long_walk_goes_on_where_it_was() -> None:
    lake = Lake(*(f"events/p/jr_dead-{n:05d}.parquet" for n in range(12_000)))
    sweep = OrphanSweep(lake, lake, age_s=0)  # type: ignore[arg-type]
    sweep.suspect(NOW.timestamp())
    turns = (NOW.timestamp() + second for second in range(60))
    assert [sweep.sweep(now, []) for now in turns if sweep.due(now)] == [5_000, 5_000, 2_000, 0]
