"""Gzip of any content is read within bounds, and what is not whole gzip is told."""

from __future__ import annotations

import gzip
import hashlib
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.gzip_lines import CHUNK, LongLine, lines, split, unpack

WHOLE = gzip.compress(b'{"a":1}\n' * 1000)


def zeros(count: int) -> bytes:
    """Gzip of so many zero bytes, made without holding them."""
    packer = zlib.compressobj(1, wbits=31)
    pieces = [packer.compress(bytes(CHUNK)) for _ in range(count // CHUNK)]
    return b"".join([*pieces, packer.flush()])


@given(st.lists(st.binary(max_size=20), max_size=5), st.integers(1, 9))
def test_the_lines_are_those_of_a_split_however_the_pieces_fall(members: list[bytes], step: int) -> None:
    packed = b"".join(map(gzip.compress, members)) or gzip.compress(b"")
    content = b"".join(members)
    pieces = [packed[n : n + step] for n in range(0, len(packed), step)]
    assert b"".join(unpack(pieces)) == content
    found = [
        line for some in split([content[n : n + step] for n in range(0, len(content), step)], 200) for line in some
    ]
    assert found == (content[:-1] if content.endswith(b"\n") else content).split(b"\n") * bool(content)


BAD = [
    (b"", "empty"),
    (b'{"a":1}\n', "not gzip"),
    (b"\x1f", "not gzip"),
    (WHOLE[:10], "cut short"),
    (WHOLE[:-1], "cut short"),
    (WHOLE[:-8] + b"\1\2\3\4" + WHOLE[-4:], "broken"),
    (WHOLE + b"more", "not gzip"),
    (WHOLE + bytes(8), "not gzip"),
]


@pytest.mark.parametrize(("data", "says"), BAD)
def test_what_is_not_whole_gzip_is_told(data: bytes, says: str) -> None:
    for pieces in ([data], [data[n : n + 1] for n in range(len(data))]):
        with pytest.raises(ValueError, match=says):
            list(unpack(pieces))


def test_a_line_over_the_limit_is_told_by_its_length_and_hash() -> None:
    line = b"x" * (3 * CHUNK)
    found = list(lines(gzip.compress(b"a\n" + line + b"\nb"), 1000))
    assert found == [b"a", LongLine(line[:4096], len(line), hashlib.sha256(line).hexdigest()), b"b"]


def test_a_gigabyte_in_a_few_megabytes_takes_no_gigabyte() -> None:
    data = zeros(1 << 28)
    tracemalloc.start()
    (found,) = lines(data, 1000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, LongLine)
    assert found.size == 1 << 28
    assert peak < 6 * CHUNK


def test_content_over_the_limit_ends_the_reading() -> None:
    def endless() -> Iterator[bytes]:
        packer = zlib.compressobj(1, wbits=31)
        while True:
            yield packer.compress(bytes(1 << 16)) + packer.flush(zlib.Z_SYNC_FLUSH)

    with pytest.raises(ValueError, match="unpacks to more than 1,000,000 bytes"):
        list(unpack(endless(), 1_000_000))
