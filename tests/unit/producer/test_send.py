"""Your own events: what a record is, what is sent of it, what is refused before anything is sent, and what is said."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.errors import TarnError
from services.producer.framing import LINE_BYTES, Line, lines
from services.producer.look import Refused, checked, framed
from services.producer.naming import Naming, TimeUnit
from services.producer.send import Sent, Wish, send
from services.producer.source import Source, opened
from tests.escapes import EVERYTHING

from .conftest import Taken

EVENT = b'{"event_uuid":"1","event_name":"a:b","created_at":1}'
FORCED = Wish(force=True)


def sent(path: Path, publisher: Taken, wish: Wish | None = None) -> tuple[list[bytes | None], list[str]]:
    values, said, _ = whole(path, publisher, wish)
    return values, said


def whole(path: Path, publisher: Taken, wish: Wish | None = None) -> tuple[list[bytes | None], list[str], Sent]:
    said: list[str] = []
    with opened(str(path)) as source:
        result = send(source, publisher, said.append, wish=wish)
    assert publisher.settled == len(publisher.records)
    return [value for _key, value in publisher.records], said, result


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
        told = body.removesuffix(b"\r") if number < len(expected) or data.endswith(b"\n") else body
        assert line.value == (told.removeprefix(b"\xef\xbb\xbf") if len(told) <= limit else None)
        assert abs(line.size - len(told)) <= (len(told) > limit)


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
        (EVENT + b"\n{bad\n\xff\xfe\nnull\n\x00\n", [EVENT, b"{bad", b"\xff\xfe", b"null", b"\x00"]),
        (b"{bad\n" * 99 + EVENT, [b"{bad"] * 99 + [EVENT]),
        (b"\xef\xbb\xbf" + EVENT + b"\n\xef\xbb\xbf" + EVENT, [EVENT, EVENT]),
    ],
)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_lines_are_sent_as_they_are(
    tmp_path: Path, publisher: Taken, data: bytes, values: list[bytes], packed: bool
) -> None:
    path = tmp_path / "events.ndjson"  # gzip is known by its content, not by its name
    path.write_bytes(gzip.compress(data) if packed else data)
    assert sent(path, publisher) == (values, [])


def exported(count: int, **more: object) -> list[dict[str, object]]:
    """As most exporters have them: an object within, and its array."""
    event = {"event_name": "field:a", "created_at": 1767225600, "props": {"a": 1, "b": [1, 2]}, **more}
    return [{"event_uuid": f"x-{n}", **event} for n in range(count)]


FORMS = {
    "a pretty-printed array": json.dumps(exported(3), indent=2),
    "an array on one line": json.dumps(exported(3)),
    "an array of one line each": "[\n" + ",\n".join(map(json.dumps, exported(3))) + "\n]\n",
    "pretty-printed objects": "\n".join(json.dumps(event, indent=2) for event in exported(3)),
    "with tabs and CRLF": "\r\n".join(json.dumps(e, indent="\t").replace("\n", "\r\n") for e in exported(3)),
    "objects with nothing between": "".join(map(json.dumps, exported(3))),
    "objects whose lines begin with a field": ",\n".join(json.dumps(e).replace(", ", ",\n") for e in exported(3)),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_other_forms_of_json_are_read_as_events_and_told_in_one_line(
    tmp_path: Path, publisher: Taken, text: str, encoding: str
) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(text.encode(encoding))
    values, said = sent(path, publisher)
    assert [json.loads(value or b"") for value in values] == exported(3)
    assert len(said) == 1
    assert "each value is sent as a record" in said[0]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_lines_in_utf_16_and_32_are_sent_in_utf_8(tmp_path: Path, publisher: Taken, encoding: str) -> None:
    path = tmp_path / "windows.ndjson"
    path.write_bytes((EVENT.decode().replace('"1"', '"ż🐢"') + "\r\n").encode(encoding) * 1)
    values, said = sent(path, publisher)
    assert values == [EVENT.decode().replace('"1"', '"ż🐢"').encode()]
    assert "UTF-" in said[0]


CSV = b"event_uuid,event_name,created_at\n1,a:b,1767225600\n"
ISO = EVENT.replace(b"1}", b'"2026-01-01T00:00:00Z"}')
REFUSED = {
    "CSV": (CSV, "not JSON (CSV?): make one JSON object a line"),
    "one bad record": (
        b'{"event_uuid":"2","event_name":"lesson","created_at":1}',
        "--name TYPE --name-field event_name",
    ),
    "other names": (b'{"id":1,"ts":5}\n' * 3, "its first 3 records"),
    "other names, the options": (b'{"id":1,"ts":5}\n' * 3, "--id-field, --time-field with --time-unit, --name"),
    "ISO 8601": (ISO, "--time-unit iso reads its created_at"),
    "milliseconds": (EVENT.replace(b"1}", b"1767225600000}"), "--time-unit ms reads its created_at"),
    "a number of text": (EVENT.replace(b"1}", b'"17"}'), "--time-unit s reads its created_at"),
    "an id that is a number": (EVENT.replace(b'"1"', b"1"), "--id-field event_uuid"),
    "an array of numbers": (b"[1,2,3]", "not_object"),
    "an array of other names": (b'[{"id":1},{"id":2}]', "its first 2 records"),
    "zip": (b"PK\x03\x04\x14\x00", "it is a zip archive: unzip -p FILE | ./tarn send -"),
    "zstd": (b"\x28\xb5\x2f\xfd\x04", "zstd -dc FILE"),
    "gzip in gzip": (gzip.compress(gzip.compress(EVENT)), "compressed twice"),
    "Parquet": (b"PAR1\x15\x04", "a Parquet file: make JSON lines of it first"),
    "UTF-16 without its mark": (EVENT.decode().encode("utf-16-le"), "UTF-16 without a byte order mark"),
    "a binary": (b"\x7fELF\x02\x01\x01\0\0\0" + os.urandom(10_000), "it is binary"),
    "text": (b"hello\nworld\n", "it is not JSON"),
    "a hundred first": (b"{bad\n" * 100 + EVENT, "its first 100 records"),
    "a few large ones": ((b'{"x":"' + b"x" * 2_000_000 + b'"}\n') * 50 + EVENT, "its first 4 records"),
}


@pytest.mark.parametrize(("data", "says"), REFUSED.values(), ids=REFUSED)
def test_where_the_first_would_all_be_refused_nothing_is_sent(
    tmp_path: Path, publisher: Taken, data: bytes, says: str
) -> None:
    path = tmp_path / "own"
    path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        sent(path, publisher)
    told = str(refused.value)
    assert says in told
    assert "--force sends them all the same" in told
    assert len(told) < 800
    assert publisher.records == []


def test_the_first_offending_record_is_shown_and_commands_no_terminal(tmp_path: Path, publisher: Taken) -> None:
    path = tmp_path / "own"
    path.write_bytes(json.dumps({"evil": EVERYTHING}, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    with pytest.raises(Refused) as refused:
        sent(path, publisher)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("data", [CSV, b"[1]\n{\n}\n", b'{"a":1}{"b":2}\n', EVENT + b"\n\x00\n"])
def test_force_sends_every_line_whatever_it_is(tmp_path: Path, publisher: Taken, data: bytes) -> None:
    path = tmp_path / "own"
    path.write_bytes(data)
    assert sent(path, publisher, FORCED) == (data.splitlines(), [])


def test_own_names_are_read_as_asked_and_what_lacks_them_stays_as_it_is(tmp_path: Path, publisher: Taken) -> None:
    path = tmp_path / "own"
    path.write_bytes(b'{"id":7,"ts":5000}\n{"id":8}\n')
    wish = Wish(Naming(id_field="id", time_field="ts", time_unit=TimeUnit.MS, name="a:b"))
    values, said, result = whole(path, publisher, wish)
    assert values == [b'{"id":7,"ts":5000,"event_uuid":"7","event_name":"a:b","created_at":5}', b'{"id":8}']
    assert (said, result.records, result.bad) == ([], 2, {"missing_field": 1})


def test_bad_records_among_good_ones_are_sent_and_counted_by_reason(tmp_path: Path, publisher: Taken) -> None:
    path = tmp_path / "own"
    path.write_bytes(EVENT + b"\n{bad\n{}\nnull\n" + EVENT[:-5])
    _, _, result = whole(path, publisher)
    assert result.records == 5
    assert result.bad == {"not_json": 2, "missing_field": 1, "not_object": 1}


@pytest.mark.parametrize(
    ("data", "values", "says"),
    [
        (b"[" + EVENT + b"," + EVENT[:-3], [EVENT], "the input ends within record 2, which is left out"),
        (b"[" + EVENT + b",\n", [EVENT], "the input ends before its array is closed"),
        (b"[" + EVENT + b',{"x":"' + b"x" * 3_000_000 + b'"},' + EVENT + b"]", [EVENT, EVENT], "3,000,008 bytes, the"),
    ],
)
def test_an_array_that_is_cut_or_holds_too_much_is_told_and_the_rest_is_sent(
    tmp_path: Path, publisher: Taken, data: bytes, values: list[bytes], says: str
) -> None:
    path = tmp_path / "cut.json"
    path.write_bytes(data)
    found, said, result = whole(path, publisher)
    assert found == values
    assert any(says in line for line in said)
    assert result.cut or result.too_long


def test_text_that_is_not_in_the_encoding_of_its_mark_is_told(tmp_path: Path, publisher: Taken) -> None:
    path = tmp_path / "odd"
    path.write_bytes((EVENT.decode() + "\n").encode("utf-16") * 1 + b"\x00")
    with pytest.raises(TarnError, match="cannot be read further.*utf-16"):
        sent(path, publisher)


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
    body = b"".join(EVENT[:-1] + b',"noise":"%b"}\n' % os.urandom(20).hex().encode() for n in range(20_000))
    path.write_bytes(gzip.compress(body, 1)[:-50_000])
    with pytest.raises(TarnError, match=r"cannot be read further after [\d,]+ records, which are sent: Compressed"):
        sent(path, publisher)
    assert len(publisher.records) > 10_000
    assert publisher.settled == len(publisher.records)


@pytest.mark.parametrize("data", [b"\x1f\x8b", b"\x1f\x8bnot gzip at all", gzip.compress(EVENT)[:15]])
def test_what_only_begins_as_gzip_is_told(tmp_path: Path, publisher: Taken, data: bytes) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(data)
    with pytest.raises(TarnError, match="cannot (be )?read"):
        sent(path, publisher)


@pytest.mark.parametrize(
    ("name", "what"), [("absent", "No such file"), ("", "Is a directory"), ("a\0b", "embedded null byte")]
)
def test_what_cannot_be_read_is_one_clear_line(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(TarnError, match=f"cannot read .*{what}"), opened(str(tmp_path / name)):
        pytest.fail("opened")


def test_ctrl_c_ends_the_reading_and_settles_what_was_read(publisher: Taken) -> None:
    class Interrupted(io.RawIOBase):
        given = False

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            if self.given:
                raise KeyboardInterrupt
            self.given = True
            buffer[: len(EVENT) + 1] = EVENT + b"\n"
            return len(EVENT) + 1

    stream: io.BufferedReader = io.BufferedReader(Interrupted())
    result = send(Source("standard input", stream, lambda: 0, 0, "utf-8"), publisher, pytest.fail)
    assert (result.records, result.interrupted, publisher.settled) == (1, True, 1)


def test_a_pipe_is_not_waited_for_once_one_event_has_come() -> None:
    read, write = os.pipe()
    os.write(write, b"{bad\n" + EVENT + b"\n")  # and no end: whoever reads on hangs
    with opened(f"/dev/fd/{read}") as source:
        records, _ = framed(source.stream, as_lines=False)
        first = checked(records, lambda raw: Wish().judged(raw)[1], "a pipe")
        assert [next(first).value, next(first).value] == [b"{bad", EVENT]
    os.close(read)
    os.close(write)


def test_a_line_ends_with_cr_lf_even_at_the_limit() -> None:
    assert list(lines(io.BytesIO(b"abc\r\nabcd\r\n"), 3)) == [Line(1, b"abc", 3), Line(2, None, 5)]
