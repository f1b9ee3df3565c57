"""Small objects of a partition lie in one copy, each line under its object's number; others are read as they are."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from services.etl import pack
from services.etl.pack import LEAST, packed
from services.etl.partition import Partition
from services.etl.plan import Mended, RawObject, as_request, plan_work
from tests.unit.etl.raw_store import RawStore
from tests.unit.etl.test_examine import HERE

ELSEWHERE = Partition(("a", "b", "2026", "11", "22"))


def raw(number: int, partition: Partition = HERE) -> RawObject:
    return RawObject(f"{partition.folder}/{number:03d}.json.gz", 9, "etag", partition, "hand", 0)


def bodies(objects: list[RawObject]) -> dict[str, bytes]:
    return {found.key: gzip.compress(b'{"of": "%s"}\n{"second": 2}' % found.key.encode()) for found in objects}


def test_a_line_of_a_pack_says_whose_it_is() -> None:
    store: Any = RawStore({})
    many, few = [raw(n) for n in range(LEAST)], [raw(n, ELSEWHERE) for n in range(LEAST - 1)]
    (made,) = packed(store, "jr_1-000", [*reversed(many), *few], bodies([*many, *few]), lambda: None)
    assert (made.partition, made.sources) == (HERE, tuple(found.key for found in many))
    lines = gzip.decompress(store.objects[made.key]).splitlines()
    assert lines[:3] == [b'0\t{"of": "%s"}' % many[0].key.encode(), b'0\t{"second": 2}', b'1\t{"of": "%s"}' % many[1].key.encode()]  # fmt: skip  # noqa: E501
    assert (len(lines), made.size) == (2 * LEAST, len(store.objects[made.key]))
    work = plan_work([*many, *few], dict.fromkeys(made.sources, 2) | {found.key: 2 for found in few}, [], "first",
                     Mended(packs=(made,)))  # fmt: skip
    request = as_request(work, "jr_1-000", strict=False)
    assert [one[0] for one in request["objects"]] == [found.key for found in few]
    assert request["packs"] == [[made.key, 1, made.size, made.sources]]
    assert request["lines"] == 2 * (2 * LEAST - 1)


def test_a_pack_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "_LARGEST", 500)
    store: Any = RawStore({})
    objects, alive = [raw(n) for n in range(40)], list[int]()
    made = packed(store, "jr_1-000", objects, bodies(objects), lambda: alive.append(1))
    assert len(made) > 5
    assert len(alive) == len(objects), "the lease is kept while they are packed"
    assert [source for one in made for source in one.sources] == [found.key for found in objects]
    for one in made:
        numbers = [int(line.split(b"\t")[0]) for line in gzip.decompress(store.objects[one.key]).splitlines()]
        assert numbers == sorted([*range(len(one.sources)), *range(len(one.sources))])


def test_what_is_not_known_to_be_small_and_plain_is_in_no_pack() -> None:
    store: Any = RawStore({})
    objects = [raw(n) for n in range(20)]
    assert packed(store, "jr_1-000", objects, bodies(objects[: LEAST - 1]), lambda: None) == ()
    assert store.objects == {}
