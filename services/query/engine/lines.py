"""Lines of text that are too long, told while an object is read.

DuckDB loses the last line of a text without a word where it is longer than its buffers: what it is given is looked at.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

_STEP = 1024 * 1024
_GZIP = 16 + zlib.MAX_WBITS
LONGEST = 16 * 1024 * 1024  # bytes


class LineLengths:
    """Looks at what is read of one object; `told` is called, and raises, where a line is longer than `LONGEST`."""

    def __init__(self, gzipped: bool, told: Callable[[], None]) -> None:
        self._told = told
        self._unpacking = zlib.decompressobj(_GZIP) if gzipped else None
        self._gzipped = gzipped
        self._next = 0
        self._run = 0

    def see(self, at: int, data: bytes) -> None:
        """Bytes from a place on. Of plain text each read is looked at alone: a line that is too long fills one."""
        if not self._gzipped:
            if len(data) > LONGEST and b"\n" not in data:
                self._told()
        elif at == self._next and self._unpacking is not None:
            self._next += len(data)
            self._unpack(data)

    def _unpack(self, data: bytes) -> None:
        assert self._unpacking is not None
        try:
            while data:
                found = self._unpacking.decompress(data, _STEP)
                self._count(found)
                data = self._unpacking.unconsumed_tail
                if self._unpacking.eof:  # another member may follow
                    data = self._unpacking.unused_data
                    self._unpacking = zlib.decompressobj(_GZIP)
        except zlib.error:
            self._unpacking = None  # DuckDB says what is wrong with it

    def _count(self, found: bytes) -> None:
        end = found.rfind(b"\n")
        self._run = self._run + len(found) if end < 0 else len(found) - end - 1
        if self._run > LONGEST:
            self._told()
