"""Where a record ends, in lines and in values that follow each other, whatever the pieces in which they come."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.producer.framing import Line, lines, values


class Pieces(io.BytesIO):
    """Gives at most so many bytes at once, as a pipe does."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._size = size

    def read1(self, _size: int | None = -1, /) -> bytes:
        return self.read(self._size)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_events = st.lists(st.dictionaries(st.text(), _json, max_size=4), max_size=6)


@given(
    _events,
    st.sampled_from([None, 2]),
    st.booleans(),
    st.sampled_from(["", "\n", " \r\n,", "\ufeff"]),
    st.integers(1, 30),
)
def test_values_are_what_was_written_one_after_the_other_or_in_an_array(
    events: list[dict[str, object]], indent: int | None, ascii_only: bool, between: str, size: int
) -> None:
    written = [json.dumps(event, indent=indent, ensure_ascii=ascii_only) for event in events]
    array = json.dumps(events, indent=indent, ensure_ascii=ascii_only)
    one = [line.value for line in values(Pieces(between.join(written).encode("utf-8", "surrogatepass"), size))]
    other = [line.value for line in values(Pieces(array.encode("utf-8", "surrogatepass"), size))]
    assert one == [text.encode("utf-8", "surrogatepass") for text in written]
    assert [json.loads(value or b"") for value in other] == events


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", []),
        (b" \n ", []),
        (b"[]", []),
        (b'[1,"a,b",{"a":1},null] oops {"b":2}', [b"1", b'"a', b'b"', b'{"a":1}', b"null", b"oops", b'{"b":2}']),
        (b'[[1],{"a":"]"}]', [b"[1]", b'{"a":"]"}']),
        (b'{"a":"\\\\"}{"b":"\\""}', [b'{"a":"\\\\"}', b'{"b":"\\""}']),
        (b'[{a:1},{"b":2}]', [b"{a:1}", b'{"b":2}']),
        (b'] } {"a":1}', [b"] }", b'{"a":1}']),
    ],
)
def test_what_is_odd_spoils_no_other(data: bytes, found: list[bytes], size: int) -> None:
    assert [line.value for line in values(Pieces(data, size))] == found


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    ("data", "last"),
    [
        (b'[{"a":1},{"a":', Line(2, None, 5, cut=True)),
        (b'[{"a":1},', Line(1, None, 0, cut=True)),
        (b'{"a":1}{"b":"x', Line(2, None, 7, cut=True)),
    ],
)
def test_an_input_that_ends_too_soon_is_told(data: bytes, last: Line, size: int) -> None:
    assert list(values(Pieces(data, size)))[-1] == last


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_value_too_long_is_left_out_with_its_size_and_the_next_ones_are_read(size: int) -> None:
    long = b'{"a":"' + b"\\\\" * 100 + b'","b":[{},"]"]}'
    found = list(values(Pieces(b'[{"c":1} ,' + b" " * 90 + long + b',{"b":1}]', size), 50))
    assert [line.value for line in found] == [b'{"c":1}', None, b'{"b":1}']
    assert found[1].size == len(long)


def test_an_endless_value_takes_no_memory() -> None:
    class Endless(io.BufferedIOBase):
        left = 3_000

        def read1(self, _size: int = -1, /) -> bytes:
            self.left -= 1
            return b"" if self.left < 0 else b'{"a":"' if self.left == 2_999 else b"x" * 100_000

    scan = values(Endless(), 1_000_000)
    assert list(scan) == [Line(1, None, 6 + 2_999 * 100_000, cut=True)]


def test_a_byte_order_mark_costs_no_line() -> None:
    assert [line.value for line in lines(io.BytesIO(b"\xef\xbb\xbf{}\n\xef\xbb\xbf[]\n"))] == [b"{}", b"[]"]
