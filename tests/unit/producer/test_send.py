"""Your own events: what a line is, what is sent of it, and what is said of the rest."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.errors import TarnError
from services.producer.send import LINE_BYTES, Line, Source, lines, opened, send

from .conftest import Taken

EVENT = b'{"event_uuid":"1","event_name":"a:b","created_at":1}'


def sent(path: Path, publisher: Taken) -> tuple[list[bytes | None], list[str]]:
    said: list[str] = []
    with opened(str(path)) as source:
        send(source, publisher, said.append)
    assert publisher.settled == len(publisher.records)
    return [value for _key, value in publisher.records], said


@given(
    st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=20),
    st.booleans(),
    st.integers(1, 50),
)
def test_lines_are_what_splitting_gives_and_too_long_ones_have_a_size(
    bodies: list[bytes], end: bool, limit: int
) -> None:
    data = b"\n".join(bodies) + (b"\n" if end else b"")
    expected = data.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    found = list(lines(io.BytesIO(data), limit))
    assert [line.number for line in found] == list(range(1, len(expected) + 1))
    for number, (line, body) in enumerate(zip(found, expected, strict=True), 1):
        whole = body.removesuffix(b"\r") if number < len(expected) or data.endswith(b"\n") else body
        assert line.value == (whole if len(whole) <= limit else None)
        assert abs(line.size - len(whole)) <= (len(whole) > limit)


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b"", []),
        (b"\n\n  \n\t\r\n", []),
        (EVENT, [EVENT]),
        (EVENT + b"\n", [EVENT]),
        (EVENT + b"\r\n" + EVENT + b"\r\n", [EVENT, EVENT]),
        (EVENT + b"\n\n" + EVENT, [EVENT, EVENT]),
        (b"  " + EVENT + b" \n", [b"  " + EVENT + b" "]),
        (b"{bad\n\xff\xfe\nnull\n\x00\n", [b"{bad", b"\xff\xfe", b"null", b"\x00"]),
        (b"\xef\xbb\xbf" + EVENT + b"\n", [b"\xef\xbb\xbf" + EVENT]),
    ],
)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_lines_are_sent_as_they_are(
    tmp_path: Path, publisher: Taken, data: bytes, values: list[bytes], packed: bool
) -> None:
    path = tmp_path / "events.ndjson"  # gzip is known by its content, not by its name
    path.write_bytes(gzip.compress(data) if packed else data)
    assert sent(path, publisher) == (values, [])


def test_gzip_files_put_one_after_the_other_are_all_read(tmp_path: Path, publisher: Taken) -> None:
    path = tmp_path / "two.gz"
    path.write_bytes(gzip.compress(EVENT + b"\n") * 2)
    assert sent(path, publisher)[0] == [EVENT, EVENT]


def test_a_line_too_long_is_named_and_the_rest_is_sent(tmp_path: Path, publisher: Taken) -> None:
    path = tmp_path / "long"
    fits = b"x" * LINE_BYTES
    path.write_bytes(b"\n".join((EVENT, fits + b"y", fits, b"z" * 3 * LINE_BYTES, EVENT)))
    values, said = sent(path, publisher)
    assert values == [EVENT, fits, EVENT]
    assert [text.partition(" is too long")[0] for text in said] == ["line 2", "line 4"]


def test_damaged_gzip_is_told_after_sending_what_could_be_read(tmp_path: Path, publisher: Taken) -> None:
    path = tmp_path / "cut.gz"
    body = b"".join(b'{"n":%d,"noise":"%b"}\n' % (n, os.urandom(20).hex().encode()) for n in range(20_000))
    path.write_bytes(gzip.compress(body, 1)[:-50_000])
    with pytest.raises(TarnError, match=r"cannot be read after line [\d,]+: Compressed file ended"):
        sent(path, publisher)
    assert len(publisher.records) > 10_000
    assert publisher.settled == len(publisher.records)


@pytest.mark.parametrize(("name", "what"), [("absent", "No such file"), ("", "Is a directory")])
def test_what_cannot_be_read_is_one_clear_line(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(TarnError, match=f"cannot read .*{what}"), opened(str(tmp_path / name)):
        pytest.fail("opened")


def test_ctrl_c_ends_the_reading_and_settles_what_was_read(publisher: Taken) -> None:
    class Interrupted(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            if not line:
                raise KeyboardInterrupt
            return line

    result = send(Source("standard input", Interrupted(EVENT + b"\n"), lambda: 0, 0), publisher, pytest.fail)
    assert (result.records, result.interrupted, publisher.settled) == (1, True, 1)


def test_a_line_ends_with_cr_lf_even_at_the_limit() -> None:
    assert list(lines(io.BytesIO(b"abc\r\nabcd\r\n"), 3)) == [Line(1, b"abc", 3), Line(2, None, 5)]
