"""Every kind of damage a raw object can have is told from every kind of whole one."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.etl.examine import count_lines

WHOLE = gzip.compress(b'{"a":1}\n' * 1000)

GOOD = [
    ("one member", WHOLE, 1000),
    ("two members", WHOLE + WHOLE, 2000),
    ("a line across members", gzip.compress(b"one") + gzip.compress(b" line\ntwo"), 2),
    ("no last newline", gzip.compress(b"a\nb"), 2),
    ("blank lines count, as they do for Spark", gzip.compress(b"a\n\nb\n"), 3),
    ("nothing inside", gzip.compress(b""), 0),
]


@pytest.mark.parametrize(("data", "lines"), [row[1:] for row in GOOD], ids=[row[0] for row in GOOD])
def test_whole_objects_are_counted(data: bytes, lines: int) -> None:
    assert count_lines(data) == lines


BAD = [
    ("empty", b"", "empty"),
    ("not gzip", b'{"a":1}\n', "not gzip"),
    ("header only", WHOLE[:10], "cut short"),
    ("cut in the middle", WHOLE[: len(WHOLE) // 2], "cut short"),
    ("cut in the trailer", WHOLE[:-1], "cut short"),
    ("a byte flipped inside", WHOLE[:14] + bytes([WHOLE[14] ^ 255]) + WHOLE[15:], "broken"),
    ("wrong checksum", WHOLE[:-8] + b"\1\2\3\4" + WHOLE[-4:], "broken"),
    ("wrong length", WHOLE[:-4] + b"\1\2\3\4", "broken"),
    ("something after the end", WHOLE + b"more", "not gzip"),
    ("zeros after the end", WHOLE + bytes(8), "not gzip"),
]


@pytest.mark.parametrize(("data", "says"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_damaged_objects_are_named(data: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        count_lines(data)


@given(st.lists(st.binary().filter(lambda line: b"\n" not in line)))
def test_the_count_is_that_of_a_split(lines: list[bytes]) -> None:
    assert count_lines(gzip.compress(b"".join(line + b"\n" for line in lines))) == len(lines)


@given(st.integers(1, len(WHOLE) - 1))
def test_no_cut_goes_unseen(length: int) -> None:
    with pytest.raises(ValueError, match="cut short|not gzip"):
        count_lines(WHOLE[:length])
