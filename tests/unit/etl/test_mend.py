"""A copy of an odd object holds its events; what is refused is kept within bounds, and counted."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import Any

from services.etl.balance import draw_up
from services.etl.mend import Mender
from services.etl.plan import Mended, RawObject, Work, as_request, plan_work
from tests.unit.etl.raw_store import RawStore
from tests.unit.etl.test_examine import HERE, KEY, A, B


def mended(content: bytes) -> tuple[RawStore, Mended]:
    """What becomes of an object, and the bucket then."""
    store: Any = RawStore({KEY: gzip.compress(content)})
    return store, Mender(store, "jr_1-000", 2).mend([RawObject(KEY, 9, "etag", HERE, "hand", 0)], lambda: None)


def told(store: RawStore) -> list[dict[str, Any]]:
    """What is kept under `rejected/`."""
    return [json.loads(line) for line in gzip.decompress(store.objects[WORDS]).splitlines()]


WORDS = "rejected/batch=jr_1-000/lines.json.gz"


def test_events_are_copied_and_the_rest_is_told() -> None:
    store, found = mended(A + B + b"\nwhat\xff\n")
    ((key, size),) = found.copies[KEY]
    assert gzip.decompress(store.objects[key]) == A + b"\n" + B + b"\n"
    assert size == len(store.objects[key])
    (line,) = told(store)
    assert (line["reason"], line["source"], line["line"]) == ("not_utf8", KEY, "what\\xff")
    assert (line["bytes"], line["truncated"]) == (5, False)
    assert line["sha256"] == hashlib.sha256(b"what\xff").hexdigest()


def test_a_line_of_many_megabytes_is_not_copied() -> None:
    store, found = mended(b"x" * 64_000_000)
    assert found.count_rejected(KEY) == 1
    (line,) = told(store)
    assert (len(line["line"]), line["bytes"], line["truncated"]) == (4096, 64_000_000, True)


def test_of_very_many_lines_some_are_kept_and_the_rest_is_counted() -> None:
    store, found = mended(b"x\n" * 5000 + b"1\n" * 5000)
    assert found.rejected[KEY] == {"not_json": 5000, "not_object": 5000}
    lines = told(store)
    assert len(lines) == 1002
    assert {line["reason"]: line["more"] for line in lines[-2:]} == {"not_json": 4000, "not_object": 5000}


def test_the_copies_are_what_spark_reads_and_the_sums_agree() -> None:
    store, found = mended(A + B + b"\nwhat\n")
    raw = RawObject(KEY, 9, "etag", HERE, "hand", 0)
    work = plan_work([raw], {KEY: 3}, [], "first", found)
    ((key, size),) = found.copies[KEY]
    request = as_request(work, "jr_1-000", strict=False)
    assert (request["objects"], request["lines"]) == ([[KEY, 0, size, key]], 2)
    commit = draw_up(work, {"lines": 2, "rejected": [], "overtaken": []}, [], [], [], [], "last")
    assert [(one["Lines"], one["Rejected"], one["Superseded"]) for one in commit["Consumed"]] == [(3, 1, 2)]
    Mender(store, "jr_1-000", 2).clear(found)  # type: ignore[arg-type]
    assert key not in store.objects


def test_an_object_without_an_event_gives_spark_nothing_to_read() -> None:
    _, found = mended(b"what\n")
    work = plan_work([RawObject(KEY, 9, "etag", HERE, "hand", 0)], {KEY: 1}, [], "first", found)
    assert isinstance(work, Work)
    assert not work.readable
    assert as_request(work, "x", strict=False)["objects"] == []
