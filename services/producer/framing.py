"""Where a record ends: one a line, or values that follow each other, pretty-printed or in an array.

Neither ever holds more than one record of `limit` bytes, and a piece of the input, in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedIOBase
from typing import NamedTuple

LINE_BYTES = 2_097_152 - 1_024  # the topic's max.message.bytes, less what Kafka writes around one record
BLANKS = b" \t\r\n\v\f"
BOM = b"\xef\xbb\xbf"
_PIECE = 1 << 18
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["{}\[\]]', re.DOTALL)
_STRING_END = re.compile(rb'(?:[^"\\]++|\\.)*+"', re.DOTALL)
_BETWEEN = BLANKS + b","


class Line(NamedTuple):
    """One record of the input. `value` is None where it is longer than the limit, `size` in bytes.

    `cut` says that the input ended within it.
    """

    number: int
    value: bytes | None
    size: int
    cut: bool = False


def lines(stream: BufferedIOBase, limit: int = LINE_BYTES) -> Iterator[Line]:
    """Every line with its number, from 1; never more than `limit` bytes of one in memory."""
    number = 0
    while chunk := stream.readline(limit + 2):  # two more for the line end
        number += 1
        value = chunk.removesuffix(b"\n").removesuffix(b"\r") if chunk.endswith(b"\n") else chunk
        size = len(value)
        while not chunk.endswith(b"\n") and size > limit and (chunk := stream.readline(1 << 16)):
            size += len(chunk.removesuffix(b"\n"))
        yield Line(number, value.removeprefix(BOM) if size <= limit else None, size)


def values(stream: BufferedIOBase, limit: int = LINE_BYTES) -> Iterator[Line]:
    """Every JSON value with its number, from 1, and the values of an array one by one.

    Brackets and quotes alone say where a value ends, so one that is broken inside spoils no other.
    """
    return _Values(limit).of(stream)


class _Values:
    """Scans the input once. `_held` is the pending text, scanned up to `_at`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = b""
        self._at = 0
        self._begin = 0  # of the pending value
        self._depth = 0
        self._in_array = False
        self._in_string = False
        self._dropped = 0  # bytes of the pending value that are not held any more: it is too long
        self._number = 0

    def of(self, stream: BufferedIOBase) -> Iterator[Line]:
        while piece := stream.read1(_PIECE):
            self._held += piece
            yield from self._scanned()
            if len(self._held) > self._limit:
                self._dropped += self._at
                self._held, self._at = self._held[self._at :], 0
        if not (self._depth or self._in_string or self._in_array):
            yield from self._scalars(self._held)
        elif rest := self._dropped + len(self._held.strip(_BETWEEN)):
            yield Line(self._number + 1, None, rest, cut=True)
        else:
            yield Line(self._number, None, 0, cut=True)

    def _scanned(self) -> Iterator[Line]:
        self._begin = 0
        if self._in_string and not self._string_ends():
            return
        for token in _TOKEN.finditer(self._held, self._at):
            mark, self._at = token[0], token.end()
            if mark == b'"':
                self._in_string = True
                self._string_ends()
                break
            if mark in (b"{", b"["):
                yield from self._opens(mark, token.start())
            elif mark in (b"}", b"]"):
                yield from self._closes(mark, token.start())
        else:
            self._at = len(self._held)
        if not (self._depth or self._in_string):  # blanks need not be held
            self._begin = len(self._held) - len(self._held[self._begin :].lstrip(_BETWEEN))
        self._held, self._at = self._held[self._begin :], max(self._at - self._begin, 0)

    def _opens(self, mark: bytes, at: int) -> Iterator[Line]:
        if self._depth:
            self._depth += 1
            return
        yield from self._scalars(self._held[self._begin : at])
        if mark == b"[" and not self._in_array:
            self._begin, self._in_array = self._at, True
        else:
            self._begin, self._depth = at, 1

    def _closes(self, mark: bytes, at: int) -> Iterator[Line]:
        if self._depth:
            self._depth -= 1
            if not self._depth:
                yield self._line(self._held[self._begin : self._at])
                self._begin = self._at
        elif mark == b"]" and self._in_array:
            yield from self._scalars(self._held[self._begin : at])
            self._begin, self._in_array = self._at, False

    def _string_ends(self) -> bool:
        """Goes on within a string, up to its end or the end of what is held."""
        ends = _STRING_END.match(self._held, self._at)
        if ends:
            self._at, self._in_string = ends.end(), False
            return True
        backslashes = len(self._held) - len(self._held.rstrip(b"\\"))
        self._at = max(self._at, len(self._held) - backslashes % 2)
        return False

    def _line(self, value: bytes) -> Line:
        self._number += 1
        size = self._dropped + len(value)
        self._dropped = 0
        return Line(self._number, value if size <= self._limit else None, size)

    def _scalars(self, between: bytes) -> Iterator[Line]:
        """What stands between brackets and is no blank: numbers, text, rubbish. None of it is an event."""
        for value in between.split(b","):
            told = value.strip(BLANKS).removeprefix(BOM)
            if told or self._dropped:
                yield self._line(told)
