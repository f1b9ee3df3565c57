"""Every kind of raw object: how many lines are counted, and whether Spark can read it as it is."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.event import MAX_LINE_BYTES
from services.etl.examine import belonging, count_plain, examine
from services.etl.partition import Partition
from services.etl.plan import RawObject
from services.etl.values import Refused, values
from tests.unit.etl.raw_store import RawStore

HERE = Partition(("hand", "a", "2026", "01", "01"))
NEW_YEAR = 1_767_225_600


def event(event_uuid: str, **fields: Any) -> bytes:
    """An event of this partition."""
    return json.dumps({"event_uuid": event_uuid, "event_name": "hand:a", "created_at": NEW_YEAR} | fields).encode()


A, B, C = (event(name) for name in "abc")
PRETTY = json.dumps(json.loads(A), indent=2).encode()

# The content of an object, the ids of the events in it, and why each of the others is refused.
CONTENT: list[tuple[str, bytes, str, list[str]]] = [
    ("as Firehose writes it", A + B + b"\n" + C, "abc", []),
    ("blanks between", A + b" \t" + B + b"\n\n  \n" + C + b"\r\n", "abc", []),
    ("Windows' line ends", A + b"\r\n" + B + b"\r\n", "ab", []),
    ("a byte order mark", b"\xef\xbb\xbf" + A + b"\n\xef\xbb\xbf" + B, "ab", []),
    ("an array", b"[" + A + b",\n" + B + b",\n" + C + b"]", "abc", []),
    ("pretty-printed", PRETTY + b"\n" + b"[\r\n" + PRETTY.replace(b'"a"', b'"b"') + b"\r\n]\n", "ab", []),
    ("braces in strings", event("a", x='}{"\\') + event("b", x="\\") + C, "abc", []),
    ("half a line before a whole one", A[:30] + b"\n" + B + b"\n" + A[:-1] + b"\n" + C, "bc", ["not_json"] * 2),
    ("a string that breaks off", A + b'{"event_uuid":"x\n' + B, "ab", ["not_json"]),
    ("text after an event", A + b" and more\n" + B, "ab", ["not_json"]),
    ("NUL bytes", A + b"\n\0\0\0\n\0" + B + b"\n" + C, "ac", ["not_json"] * 2),
    ("invalid UTF-8", event("x", text="y").replace(b"y", b"\xff") + A + b"\n\xff\n", "a", ["not_utf8"] * 2),
    ("UTF-16", (A + b"\n" + B).decode().encode("utf-16"), "", ["not_utf8", "not_json"]),
    ("scalars", b"1\nnull\n\"x\"\ntrue\n" + A, "a", ["not_object"] * 4),
    ("an array of numbers", b"[1, 2]\n" + A, "a", ["not_json"]),
    ("other fields", b'{"a":1}{"event_uuid":5,"event_name":"hand:a"}', "", ["missing_field", "mistyped_field"]),
    ("a key that is there twice", A[:-1] + b',"event_uuid":"b"}', "b", []),
    ("another type's", event("x", event_name="hand:b") + A, "a", ["wrong_folder"]),
    ("another day's", event("x", created_at=NEW_YEAR + 86_400) + A, "a", ["wrong_folder"]),
    ("deep", event("x", deep=0).replace(b": 0}", b": " + b"[" * 1000 + b"]" * 1000 + b"}") + A, "a", ["too_deep"]),
    ("deeper than Python goes", b"[" * 100_000 + b"{" * 100_000 + b"\n" + A, "a", ["not_json"]),
    ("a line without end", A + b"\n" + b"x" * 5_000_000 + b"\n" + B, "ab", ["too_large"]),
    ("an object without end", A + b'{"x":"' + b"x" * 5_000_000 + b'"}\n' + B, "ab", ["too_large"]),
    ("very many keys", event("a", **{f"k{n}": n for n in range(50_000)}) + B, "ab", []),
    ("a number out of range", event("a", x=0).replace(b": 0}", b": 1e400}"), "a", []),
    ("a time out of range", event("x", created_at=-1), "", ["created_at_range"]),
    ("the last second of the day", event("a", created_at=NEW_YEAR + 86_399.9999999) + B, "b", ["wrong_folder"]),
    ("nothing", b"", "", []),
    ("blank", b"\n \r\n\t", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("content", "ids", "reasons"), [row[1:] for row in CONTENT], ids=[row[0] for row in CONTENT])
@pytest.mark.parametrize("step", [1 << 22, 1000])
def test_every_value_is_an_event_or_refused(content: bytes, ids: str, reasons: list[str], step: int) -> None:
    chunks = [content[n : n + step] for n in range(0, len(content), step)]
    found = list(values(chunks, belonging(HERE)))
    events = [json.loads(value) for value in found if isinstance(value, bytes)]
    assert [one["event_uuid"] for one in events] == list(ids)
    assert [one.reason for one in found if isinstance(one, Refused)] == reasons
    assert all(b"\n" not in one and b"\r" not in one for one in found if isinstance(one, bytes))


@pytest.mark.parametrize(("content", "ids", "reasons"), [row[1:] for row in CONTENT], ids=[row[0] for row in CONTENT])
def test_an_object_that_is_not_one_event_a_line_is_odd(content: bytes, ids: str, reasons: list[str]) -> None:
    looked = looked_at(gzip.compress(content))
    assert looked.lines == {KEY: len(ids) + len(reasons)}
    lines = content.split(b"\n")
    one_a_line = not reasons and len(lines) == len(ids) and all(line[:1] + line[-1:] == b"{}" for line in lines)
    assert looked.odd == (set() if one_a_line or not content else {KEY})


@pytest.mark.parametrize("content", [A, A + b"\n" + B, A + b" \n" + B + b"\n", b""])
def test_one_event_a_line_is_left_to_spark(content: bytes) -> None:
    assert count_plain([content], HERE) == content.count(b"event_uuid")


@given(st.lists(st.sampled_from([A, B, A[:20], b"{", b"}", b'"', b"[", b"\n", b"x", b" ", b"\\"]), max_size=12))
def test_no_event_on_a_line_of_its_own_is_lost(parts: list[bytes]) -> None:
    found = list(values([b"".join(parts) + b"\n" + C], belonging(HERE)))
    assert found[-1] == C
    assert all(b"\n" not in one for one in found if isinstance(one, bytes))


KEY = "events/event_type=hand/event_subtype=a/year=2026/month=01/day=01/hand-0-00000000000000000001.json.gz"


def looked_at(data: bytes, key: str = KEY, size: int | None = None) -> Any:
    """What `examine` says of an object that holds `data`."""
    store: Any = RawStore({key: data})
    found = RawObject(key, len(data) if size is None else size, "etag", HERE, "hand", 0)
    return examine(store, [found], 1, lambda: None)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.etl.examine._SETTLED_S", 0.0)
    monkeypatch.setattr("services.etl.examine._ODD_BYTES", 6_000_000)
    monkeypatch.setattr("services.etl.examine._MOST_REFUSED", 1000)


@pytest.mark.parametrize("name", ["_hidden-0-00000000000000000001.json.gz", ".x-0-1", "a b-0-1", "ü-0-1", "100%-0-1"])
def test_a_name_that_spark_would_not_find_is_odd(name: str) -> None:
    key = KEY.rpartition("/")[0] + "/" + name
    assert looked_at(gzip.compress(A), key).odd == {key}


def bomb(byte: bytes, count: int, whole: bool = True) -> bytes:
    """Gzip of so many times the same, made without holding it."""
    packer = zlib.compressobj(1, wbits=31)
    some = byte * 1_000_000
    parts = [packer.compress(some) for _ in range(count // 1_000_000)]
    return b"".join([*parts, packer.flush() if whole else b""])


BAD: list[tuple[str, Callable[[], bytes], str]] = [
    ("more zeros than anybody unpacks", lambda: bomb(b"\0", 9_000_000), "unpacks to more than"),
    ("more lines that are none than anybody reads", lambda: bomb(b"x\n", 1_000_000), "more than 1,000 stretches"),
    ("half of it", lambda: gzip.compress(A)[:-9], "cut short"),
    ("nothing at all", lambda: b"", "empty"),
    ("no gzip", lambda: A, "not gzip"),
    ("zstd", lambda: b"\x28\xb5\x2f\xfd" + A, "not gzip"),
    ("zeros behind", lambda: gzip.compress(A) + bytes(8), "not gzip"),
]


@pytest.mark.parametrize(("data", "says"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_damaged_objects_are_named(data: Callable[[], bytes], says: str) -> None:
    (damaged,) = looked_at(data()).damaged
    assert damaged.key == KEY
    assert says in damaged.reason


def test_a_large_object_is_read_in_pieces() -> None:
    noise = random.Random(1)
    data = gzip.compress(b"".join(event(f"id-{n}", x=noise.randbytes(400).hex()) + b"\n" for n in range(25_000)), 1)
    assert len(data) > 8 << 20
    assert looked_at(data).lines == {KEY: 25_000}


def test_an_event_as_large_as_one_may_be_is_one() -> None:
    pad = MAX_LINE_BYTES - len(event("a", x=""))
    assert looked_at(gzip.compress(event("a", x="x" * pad))).lines == {KEY: 1}
    assert looked_at(gzip.compress(event("a", x="x" * pad) + b"\n" + event("b", x="x" * (pad + 1)))).odd == {KEY}
