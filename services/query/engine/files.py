"""Objects as DuckDB reads them: by ranges, each byte counted for the query that reads it.

    tarn://<query>/<bucket>/<key>

The path names the query, so that one file system in one DuckDB serves all of them and keeps their counts apart.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote, unquote

from fsspec import AbstractFileSystem

from services.query.engine.cache import Cache
from services.query.engine.lines import LineLengths
from services.query.engine.partitions import File
from services.query.engine.unpacked import PACKED, Unpacked, renamed
from services.query.failure import QueryFailed

SCHEME = "tarn"
_AHEAD = 1024 * 1024  # a small read takes so many bytes: text is read in small steps
_LARGE = 256 * 1024

GetRange = Callable[[str, str, int, int], bytes]
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Reads:
    """What one query has read."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.error: Exception | None = None  # why an object could not be read; DuckDB tells no more than that
        self.parquet: set[str] = set()  # the paths of Parquet files among its objects
        self._objects: dict[str, File] = {}
        self._in_lines: set[str] = set()
        self._asked: dict[str, int] = {}
        self._opened: set[str] = set()
        self._unpacked = Unpacked()
        self._lock = threading.Lock()

    def add(self, files: Iterable[File], in_lines: bool = False, text: bool = False) -> list[str]:
        """Objects that it may read; their paths. `in_lines`: they are text, of lines; `text`: of these or others."""
        paths = []
        for file in files:
            path = f"{self.query}/{file.bucket}/{quote(file.key, safe='/=')}"
            path = renamed(path) if text else path
            self._objects[path] = file
            paths.append(f"{SCHEME}://{path}")
            if in_lines:
                self._in_lines.add(path)
        return paths

    def lines(self, path: str) -> LineLengths | None:
        """What looks at the lines of a text; None for another object."""

        def told() -> None:
            said = f"HIVE_BAD_DATA: Line too long in text file: {location(path)}"
            self.error = QueryFailed(said, code="HIVE_BAD_DATA")
            raise self.error

        return LineLengths(path.endswith(".gz"), told) if path in self._in_lines else None

    def file(self, path: str) -> File:
        """An object. Raises FileNotFoundError for one that it may not read."""
        try:
            return self._objects[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    def size(self, path: str) -> int:
        """The size of an object. Raises FileNotFoundError for one that it may not read."""
        return self.file(path).size

    def modified(self, path: str) -> datetime:
        """When an object was last modified, in UTC, without a zone."""
        return self.file(path).modified.astimezone(UTC).replace(tzinfo=None)

    def asked(self, path: str) -> int | None:
        """The bytes that a reader asked for, of an object whose reads are counted."""
        return self._asked.get(path)

    def unpacked(self, path: str, get: Callable[[int, int], bytes]) -> tuple[Callable[[int, int], bytes], int]:
        """What DuckDB reads of an object, and its size: the object as it is, or a packed text unpacked."""
        size = self.size(path)
        if not path.endswith(PACKED):
            return get, size
        try:
            return self._unpacked.of(path, size, get)
        except ValueError as why:
            self.error = QueryFailed(f"HIVE_BAD_DATA: Error reading {location(path)}: {why}", code="HIVE_BAD_DATA")
            raise self.error from None

    def close(self) -> None:
        """The query has ended."""
        self._unpacked.close()

    def count(self, path: str, size: int) -> None:
        """So many bytes more are asked for."""
        with self._lock:
            self._asked[path] = self._asked.get(path, 0) + size

    def note(self, path: str) -> None:
        """An object is being read."""
        with self._lock:
            self._opened.add(path)

    @property
    def opened(self) -> list[str]:
        """The paths of all that it has begun to read."""
        with self._lock:
            return sorted(self._opened)


class Lake(AbstractFileSystem):  # type: ignore[misc]
    """The file system that DuckDB is given. It knows the objects of the queries that run, and no others."""

    protocol = SCHEME
    cachable = False

    def __init__(self, get_range: GetRange, cache: Cache) -> None:
        super().__init__()
        self._get_range = get_range
        self._cache = cache
        self._reads: dict[str, Reads] = {}

    def begin(self, reads: Reads) -> None:
        """A query begins."""
        self._reads[reads.query] = reads

    def end(self, reads: Reads) -> None:
        """It has ended."""
        self._reads.pop(reads.query, None)
        reads.close()

    def glob(self, path: str, **_more: Any) -> list[str]:
        return [path]  # each is named: nothing is a pattern

    def exists(self, _path: str, **_more: Any) -> bool:
        return True

    def info(self, path: str, **_more: Any) -> dict[str, Any]:
        path = _plain(path)
        reads = self._of(path)
        return {"name": path, "size": reads.unpacked(path, self._getter(reads, path))[1], "type": "file"}

    def modified(self, _path: str) -> datetime:
        return _LONG_AGO  # objects are whole: a path never changes what it holds

    def open(self, path: str, mode: str = "rb", **_more: Any) -> io.RawIOBase:
        if mode != "rb":
            raise PermissionError("the lake is read only here")
        path = _plain(path)
        reads = self._of(path)
        reads.note(path)
        get, size = reads.unpacked(path, self._getter(reads, path))
        return Object(get, size, reads.lines(path))

    def _getter(self, reads: Reads, path: str) -> Callable[[int, int], bytes]:
        file = reads.file(path)
        from_store = partial(self._get_range, file.bucket, file.key)

        def get(at: int, length: int) -> bytes:
            try:
                return self._cache.read(file.identity, at, length, from_store)
            except Exception as error:
                reads.error = error
                raise

        return get

    def size_of(self, path: str) -> int:
        """`$file_size`."""
        path = _plain(path)
        return self._of(path).size(path)

    def modified_of(self, path: str) -> datetime:
        """`$file_modified_time`."""
        path = _plain(path)
        return self._of(path).modified(path)

    def _of(self, path: str) -> Reads:
        try:
            return self._reads[path.partition("/")[0]]
        except KeyError:
            raise FileNotFoundError(path) from None


class Object(io.RawIOBase):
    """One object, opened. Small reads in sequence take a piece ahead.

    DuckDB's threads share it: each seeks and then reads, and another may seek between. So a seek holds for the next
    read of its own thread. Text is read without seeks, by one thread or another: that goes on where the last one ended,
    and then a seek of before is over.
    """

    def __init__(self, get: Callable[[int, int], bytes], size: int, lines: LineLengths | None = None) -> None:
        super().__init__()
        self._lines = lines
        self._get = get
        self._size = size
        self._at = 0
        self._sought = threading.local()
        self._sequence = 0  # how often it was read without a seek
        self._piece = (0, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        at, sequence = getattr(self._sought, "place", (0, -1))
        return self._at if sequence != self._sequence else int(at)

    def seek(self, offset: int, whence: int = 0) -> int:
        at = offset + (0, self.tell(), self._size)[whence]
        self._sought.place = (at, self._sequence)
        self._at = at
        return at

    def read(self, size: int = -1) -> bytes:
        at = self.tell()
        if getattr(self._sought, "place", (0, -1))[1] != self._sequence:
            self._sequence += 1
        self._sought.place = (0, -1)
        left = max(0, self._size - at)
        size = left if size is None or size < 0 else min(size, left)
        found = self._found(at, size, left) if size else b""
        self._at = at + len(found)
        if self._lines is not None:
            self._lines.see(at, found)
        return found

    def readinto(self, buffer: Any) -> int:
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def _found(self, at: int, size: int, left: int) -> bytes:
        begin, piece = self._piece
        if not begin <= at <= at + size <= begin + len(piece):
            take = size if size >= _LARGE else min(_AHEAD, left)
            begin, piece = at, self._get(at, take)
            self._piece = (begin, piece) if take > size else (0, b"")
        return piece[at - begin : at - begin + size]


def location(path: str) -> str:
    """The address in S3 of what DuckDB calls a file.

    >>> location("tarn://q1/raw/a%20b")
    's3://raw/a b'
    """
    _, bucket, key = _plain(path).split("/", 2)
    return f"s3://{bucket}/{unquote(key)}"


def _plain(path: str) -> str:
    return path.removeprefix(f"{SCHEME}://")
