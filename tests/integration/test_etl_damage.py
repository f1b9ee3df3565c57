"""Raw objects that are cut, overwritten, misnamed or full of nonsense: rejected with a reason, counted, no obstacle."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.lake_by_hand import LakeByHand, etl
from tests.polling import eventually

embedded_only = pytest.mark.skipif(
    os.environ.get("TARN_E2E_TARGET") == "compose", reason="stops one service, which only the embedded stack's tests do"
)

Tarn = Callable[..., Any]


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
    kept = {kept["reason"]: kept for kept in lake.rejected()}
    assert kept.keys() == {"not_json", "not_utf8", "too_large"}
    assert (len(kept["too_large"]["line"]), kept["too_large"]["truncated"]) == (4096, True)


def hostile(lake: LakeByHand) -> dict[str, tuple[bytes, int, str]]:
    """Ten kinds of object, by kind: its bytes, how many lines of it are refused, and why."""
    a, b = lake.line("a"), lake.line("b")
    zeros = zlib.compressobj(1, wbits=31)
    bomb = b"".join([*(zeros.compress(bytes(1 << 20)) for _ in range(300)), zeros.flush()])
    return {
        "records without a line break": (gzip.compress(a + b), 0, ""),
        "an array, pretty-printed, with a byte order mark": (
            gzip.compress(b"\xef\xbb\xbf" + json.dumps([json.loads(a), json.loads(b)], indent=1).encode()),
            0,
            "",
        ),
        "300 MB of zeros": (bomb, 0, "unpacks to more than"),
        "cut short": (gzip.compress(a)[:-9], 0, "cut short"),
        "not gzip": (a, 0, "not gzip"),
        "empty": (b"", 0, "empty"),
        "UTF-16": (gzip.compress(a.decode().encode("utf-16")), 1, "not_utf8"),
        "too deep": (gzip.compress(a[:-1] + b',"x":' + b"[" * 1000 + b"]" * 1000 + b"}\n" + b), 1, "too_deep"),
        "a line of 20 MB": (gzip.compress(a + b"\n" + b"x" * 20_000_000 + b"\n" + b), 1, "too_large"),
        "another folder's": (gzip.compress(lake.line("a", subtype="y") + b), 1, "wrong_folder"),
    }


def test_a_hundred_hostile_objects_of_ten_kinds_stop_nothing(lake_by_hand: LakeByHand, tarn: Tarn) -> None:
    lake = lake_by_hand
    lake.put(lake.line("good"))
    lost, reasons = 0, set()
    for data, refused, reason in hostile(lake).values():
        for _ in range(10):
            key = lake.put(data=data)
            lost += refused
            reasons |= {(key, reason)} if reason else set()
    etl(tarn)
    assert set(lake.ids()) == {"good", "a", "b"}
    sums = lake.sums()
    assert sums["Lines"] == sums["Rows"] + sums["Rejected"] + sums["Superseded"]
    assert sums["Rejected"] == lost
    kept = {(row["source"], reason) for row in lake.rejected() for _, reason in reasons if reason in row["reason"]}
    assert reasons <= kept
    assert "nothing new" in etl(tarn)


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
