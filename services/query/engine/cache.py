"""What queries have read of objects, kept on the local disk for the next ones. It saves time and never a count.

An object is a sparse file here, with the spans of it that have been read. It is known by its ETag and its time, which a
query has from the listing it made: another object under the same key is another file. What was not asked for longest
goes first.
"""

from __future__ import annotations

import os
import shutil
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = 4096  # of the disk
_OBJECTS = 50_000  # that are known at once: half a kilobyte of memory each

Get = Callable[[int, int], bytes]  # of the store: from, length


@dataclass(eq=False)
class _Object:
    path: str
    begins: list[int] = field(default_factory=list)  # spans in order, none of which touches the next
    ends: list[int] = field(default_factory=list)
    bytes: int = 0  # on the disk

    def holds(self, begin: int, end: int) -> bool:
        place = bisect_right(self.begins, begin) - 1
        return place >= 0 and end <= self.ends[place]

    def add(self, begin: int, end: int) -> None:
        first = bisect_right(self.ends, begin - 1)  # the first that ends at `begin` or later
        last = bisect_right(self.begins, end)  # after the last that begins at `end` or sooner
        joined = list(zip(self.begins[first:last], self.ends[first:last], strict=True))
        self.bytes -= sum(_on_disk(*span) for span in joined)
        begin, end = min([begin, *self.begins[first:last]]), max([end, *self.ends[first:last]])
        self.begins[first:last], self.ends[first:last] = [begin], [end]
        self.bytes += _on_disk(begin, end)


class Cache:
    """So many bytes in a folder of its own, emptied at the start. Safe to share between threads."""

    def __init__(self, folder: Path, most: int) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        self._folder = folder
        self._most = most
        self._objects: OrderedDict[Hashable, _Object] = OrderedDict()
        self._made = 0
        self._bytes = 0
        self._lock = threading.Lock()

    def read(self, identity: Hashable, at: int, length: int, get: Get) -> bytes:
        """A range of an object: from the disk, or by `get` and then kept. Raises what `get` raises."""
        with self._lock:
            known = self._objects.get(identity)
            if known is not None:
                self._objects.move_to_end(identity)
            held = known is not None and known.holds(at, at + length)
        if known is not None and held:
            with suppress(OSError):  # it has just gone
                found = _read(known.path, at, length)
                if len(found) == length:
                    return found
            self._forget(identity, known)  # whatever was read of it: a new file under its name would have holes
        found = get(at, length)
        if self._most and len(found) == length:
            self._keep(identity, at, found)
        return found

    def _keep(self, identity: Hashable, at: int, found: bytes) -> None:
        with self._lock:
            known = self._objects.get(identity)
            if known is None:
                self._made += 1
                known = self._objects[identity] = _Object(str(self._folder / str(self._made)))
                with suppress(OSError):  # made here alone: who writes late makes no file with holes for who reads late
                    Path(known.path).touch(0o600)
        try:
            _write(known.path, at, found)
        except OSError:  # the disk is full, or it went meanwhile: the next query reads the store again
            self._forget(identity, known)
            return
        gone = []
        with self._lock:
            if self._objects.get(identity) is known:
                self._bytes -= known.bytes
                known.add(at, at + len(found))
                self._bytes += known.bytes
            else:
                gone.append(known)  # it went, perhaps while it was written
            while self._bytes > self._most or len(self._objects) > _OBJECTS:
                _, oldest = self._objects.popitem(last=False)
                self._bytes -= oldest.bytes
                gone.append(oldest)
        for one in gone:
            _remove(one.path)

    def _forget(self, identity: Hashable, known: _Object) -> None:
        with self._lock:
            if self._objects.get(identity) is known:
                self._bytes -= self._objects.pop(identity).bytes
        _remove(known.path)


def _on_disk(begin: int, end: int) -> int:
    return (-(-end // _BLOCK) - begin // _BLOCK) * _BLOCK


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _read(path: str, at: int, length: int) -> bytes:
    file = os.open(path, os.O_RDONLY)
    try:
        return os.pread(file, length, at)
    finally:
        os.close(file)


def _write(path: str, at: int, body: bytes) -> None:
    file = os.open(path, os.O_WRONLY)
    try:
        left = memoryview(body)
        while left:
            written = os.pwrite(file, left, at)
            at, left = at + written, left[written:]
    finally:
        os.close(file)
