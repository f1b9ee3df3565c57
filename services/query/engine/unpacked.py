"""Texts packed by bzip2, which DuckDB does not read: unpacked into a file without a name while their query runs.

docs.aws.amazon.com/athena/latest/ug/compression-formats.html
"""

from __future__ import annotations

import bz2
import os
import tempfile
import threading
from collections.abc import Callable
from typing import BinaryIO

_ENDING = ".bz2"
PACKED = "%2Ebz2"  # the same as the end of a path: DuckDB looks at the end, and refuses `.bz2`
_STEP = 1024 * 1024
_MOST = 4 * 1024**3  # bytes of all texts of one query: a kilobyte may unpack to a disk

Get = Callable[[int, int], bytes]  # offset, length


def renamed(path: str) -> str:
    """The path of a text, with the end `PACKED` where it is packed."""
    return path.removesuffix(_ENDING) + PACKED if path.endswith(_ENDING) else path


class Unpacked:
    """The unpacked texts of one query, by path."""

    def __init__(self, most: int = _MOST) -> None:
        self._left = most
        self._files: dict[str, BinaryIO] = {}
        self._lock = threading.Lock()

    def of(self, path: str, size: int, get: Get) -> tuple[Get, int]:
        """What reads the text of an object of `size` bytes, and the size of the text. Raises ValueError if damaged."""
        with self._lock:
            if path not in self._files:
                self._files[path] = _unpacked(size, get, self._left)
                self._left -= os.fstat(self._files[path].fileno()).st_size
            number = self._files[path].fileno()
        return lambda at, length: os.pread(number, length, at), os.fstat(number).st_size

    def close(self) -> None:
        """The query has ended."""
        with self._lock:
            while self._files:
                self._files.popitem()[1].close()


def _unpacked(size: int, get: Get, most: int) -> BinaryIO:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it stays open
    try:
        unpacking = bz2.BZ2Decompressor()
        for at in range(0, size, _STEP):
            data = get(at, min(_STEP, size - at))
            while data or not (unpacking.needs_input or unpacking.eof):
                if unpacking.eof:  # another stream follows
                    unpacking = bz2.BZ2Decompressor()
                most -= file.write(unpacking.decompress(data, _STEP))
                if most < 0:
                    raise ValueError(f"texts packed by bzip2 are more than {_MOST >> 30} GiB in one query")
                data = unpacking.unused_data if unpacking.eof else b""
        if not unpacking.eof:
            raise ValueError("it ends too early")
    except (OSError, EOFError) as error:
        file.close()
        raise ValueError(str(error)) from None
    except BaseException:
        file.close()
        raise
    file.flush()
    return file
