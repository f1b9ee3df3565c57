"""Orphans: only what no commit names, what is old enough, and what no run under way wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lake.objects import ObjectInfo
from services.etl.sweep import find_kept, find_orphans

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

CASES = [
    ("unknown and old", "events/p/jr_dead-000-plain-00000.parquet", 2 * HOUR, True),
    ("unknown and exactly old enough", "events/p/jr_dead-000-plain-00000.parquet", HOUR, True),
    ("unknown and young", "events/p/jr_dead-000-plain-00000.parquet", HOUR / 2, False),
    ("known to the catalog", "events/p/known.parquet", 2 * HOUR, False),
    ("of the run under way", "events/p/jr_live-000-plain-00000.parquet", 2 * HOUR, False),
    ("what S3A left of a job", "events/__magic_job-1/x.pending", 2 * HOUR, True),
    ("a folder marker", "events/p/", 2 * HOUR, False),
]


@pytest.mark.parametrize(("key", "age", "orphan"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_an_orphan(key: str, age: timedelta, orphan: bool) -> None:
    listing = [ObjectInfo(key, 1, "e", NOW - age)]
    found = find_orphans(listing, {"events/p/known.parquet"}, ["jr_live"], NOW, HOUR)
    assert found == ([key] if orphan else [])


def test_what_was_rejected_is_kept_with_its_commit_and_else_swept() -> None:
    keys = ["rejected/batch=c1/part-0.json.gz", "rejected/batch=c2/damaged-objects.json", "rejected/notes.txt"]
    listing = [ObjectInfo(key, 1, "e", NOW - 2 * HOUR) for key in keys]
    kept = find_kept(listing, {"c1"})
    assert kept == {keys[0], keys[2]}
    assert find_orphans(listing, kept, [], NOW, HOUR) == [keys[1]]
    assert find_orphans(listing, kept, ["c2"], NOW, HOUR) == [], "its run is under way"
