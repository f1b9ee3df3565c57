"""The events of a raw object that is not one event a line: the JSON values in it, one after the other.

Firehose writes records without a line break between them, people put arrays, pretty-printed objects, a byte order mark.
So values are found by their braces, wherever lines end:

1. A line that is an event by itself is one.
2. White space, byte order marks, and the brackets and commas of an array stand between values.
3. An object goes to the brace that closes it. Where a line that is an event comes first, what came before is refused.
4. Anything else is refused up to the end of its line, and so is what is longer than an event may be.

Memory is bounded by one chunk and one event, time by the content: nothing is read twice from far back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lake.errors import BadRecord
from lake.event import MAX_LINE_BYTES, Reason
from lake.gzip_lines import CHUNK, KEPT
from lake.transform import fold

_BETWEEN = re.compile(rb"(?:[\s\[\],]|\xef\xbb\xbf)*+")
_TOKEN = re.compile(rb'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"|["{}\n]')  # a string; a quote alone is one that breaks off
_OPEN, _CLOSE, _NEWLINE = b"{}\n"
_SHORTEST = len('{"event_uuid":"x","event_name":"a:b","created_at":0}')

Check = Callable[[bytes], None]  # raises BadRecord


class Refused(NamedTuple):
    """A stretch that is no event: why, its first bytes, how many there are, and what they all hash to."""

    reason: str
    detail: str
    head: bytes
    size: int
    sha256: str


def values(chunks: Iterable[bytes], check: Check, limit: int = MAX_LINE_BYTES) -> Iterator[bytes | Refused]:
    """Every event on one line, and what is refused. `check` says what is no event of this object."""
    return _Values(chunks, check, limit).read()


class _Values:
    def __init__(self, chunks: Iterable[bytes], check: Check, limit: int) -> None:
        self._chunks = iter(chunks)
        self._check = check
        self._limit = limit
        self._held = b""
        self._at = 0  # what is before is done
        self._new_line = True

    def read(self) -> Iterator[bytes | Refused]:
        while self._go_to_value():
            line = self._whole_line()
            if line is not None:
                yield line
            elif self._held[self._at] == _OPEN:
                yield self._object()
            else:
                yield self._refuse(self._at, self._garbage(self._line_end(self._at)))

    def _go_to_value(self) -> bool:
        """Skips what stands between values; False at the end. Then at least `limit` bytes are held, or all."""
        while True:
            found = _BETWEEN.match(self._held, self._at)
            assert found is not None
            self._new_line = self._new_line or b"\n" in found[0]
            self._at = found.end()
            if len(self._held) - self._at > self._limit or not self._fill():
                return self._at < len(self._held)

    def _fill(self) -> bool:
        """Holds another chunk, if there is one: a member of a gzip file may hold one byte."""
        more, size = [self._held[self._at :]], 0
        while size < CHUNK and (chunk := next(self._chunks, None)) is not None:
            more.append(chunk)
            size += len(chunk)
        self._held, self._at = b"".join(more), 0
        return size > 0

    def _line_end(self, start: int) -> int:
        end = self._held.find(b"\n", start, start + self._limit)
        return min(len(self._held), start + self._limit) if end < 0 else end

    def _whole_line(self) -> bytes | None:
        """The rest of a line just begun, where that is an event."""
        if not self._new_line:
            return None
        self._new_line = False
        end = self._line_end(self._at)
        line = self._held[self._at : end].rstrip()
        if self._wrong(end) is not None:
            return None
        self._at = end
        return line

    def _wrong(self, end: int) -> BadRecord | None:
        try:
            self._check(self._held[self._at : end].rstrip())
        except BadRecord as why:
            return why
        return None

    def _garbage(self, end: int) -> BadRecord | None:
        if end - self._at >= self._limit:
            return BadRecord(Reason.TOO_LARGE, f"the line is longer than {self._limit} bytes")
        return self._wrong(end)

    def _object(self) -> bytes | Refused:
        """The object that begins here, or what is refused of it."""
        depth, stop = 0, min(len(self._held), self._at + self._limit)
        for token in _TOKEN.finditer(self._held, self._at, stop):
            first, alone = self._held[token.start()], token.end() - token.start() == 1
            if first == _OPEN:
                depth += 1
            elif first == _CLOSE:
                depth -= 1
                if depth == 0:
                    return self._value(token.end())
            elif first == _NEWLINE:
                if self._event_follows(token.end()):
                    return self._refuse(token.start(), BadRecord(Reason.NOT_JSON, "the object is not closed"))
            elif alone:
                return self._refuse(token.start(), self._unended(token.start(), stop))
        return self._refuse(stop, self._unended(stop, stop))

    def _unended(self, at: int, stop: int) -> BadRecord:
        if stop < len(self._held) and b"\n" not in self._held[at:stop]:
            return BadRecord(Reason.TOO_LARGE, f"the object is longer than {self._limit} bytes")
        return BadRecord(Reason.NOT_JSON, "the object is not closed")

    def _value(self, end: int) -> bytes | Refused:
        value = fold(self._held[self._at : end])
        try:
            self._check(value)
        except BadRecord as why:
            refused = Refused(why.reason, why.detail, value[:KEPT], len(value), hashlib.sha256(value).hexdigest())
            self._at = end
            return refused
        self._at = end
        return value

    def _event_follows(self, start: int) -> bool:
        """Whether the line that begins here is an event by itself."""
        line = self._held[start : self._line_end(start)].strip()
        if len(line) < _SHORTEST or not line.startswith(b"{") or not line.endswith(b"}"):
            return False
        try:
            self._check(line)
        except BadRecord:
            return False
        return True

    def _refuse(self, start: int, why: BadRecord | None) -> Refused:
        """Refuses all up to the first line end from `start` on."""
        head, size, whole = b"", 0, hashlib.sha256()
        while True:
            end = self._held.find(b"\n", start)
            part = self._held[self._at : end if end >= 0 else len(self._held)]
            head, size = head or part[:KEPT], size + len(part)
            whole.update(part)
            self._at += len(part)
            if end >= 0 or not self._fill():
                break
            start = 0
        reason, detail = (why.reason, why.detail) if why else (Reason.NOT_JSON, "")
        return Refused(reason, detail, head, size, whole.hexdigest())
