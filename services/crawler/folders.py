"""A listing, object by object, made into folders: how much lies in each, a digest of it, and which objects to read.

Objects of a folder are told apart by the ending of their names. Of each ending a few are read: those whose keys hash
lowest, so a new object seldom changes which they are, and the same listing always chooses the same. Memory holds
folders and what is chosen, never all keys.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

_ENDING = re.compile(r"((?:\.[A-Za-z][A-Za-z0-9]{0,9}){0,2})$")


class Chosen(NamedTuple):
    """An object to read."""

    key: str
    size: int
    etag: str


@dataclass
class Kind:
    """The objects of one ending in a folder."""

    objects: int = 0
    size: int = 0
    lowest: list[tuple[int, Chosen]] = field(default_factory=list)  # a heap; the hash negated

    def add(self, one: Chosen, most: int) -> None:
        """Counts an object, and keeps it where it is among the chosen."""
        self.objects += 1
        self.size += one.size
        entry = (-int.from_bytes(hashlib.blake2b(one.key.encode(), digest_size=8).digest(), "big"), one)
        if len(self.lowest) < most:
            heapq.heappush(self.lowest, entry)
        elif entry > self.lowest[0]:
            heapq.heapreplace(self.lowest, entry)

    @property
    def chosen(self) -> list[Chosen]:
        """Those to read, by key."""
        return sorted(one for _, one in self.lowest)


@dataclass
class Folder:
    """What lies directly in one folder; `path` ends with a slash, or is empty at the top of a bucket."""

    path: str
    kinds: dict[str, Kind] = field(default_factory=dict)
    _digest: int = 0

    def add(self, one: Chosen, most: int) -> None:
        """Counts an object of this folder. The order of objects does not matter."""
        name = one.key.rpartition("/")[2]
        match = _ENDING.search(name)
        self.kinds.setdefault(match[1].lower() if match else "", Kind()).add(one, most)
        told = f"{one.key}\0{one.size}\0{one.etag}".encode()
        self._digest ^= int.from_bytes(hashlib.blake2b(told, digest_size=16).digest(), "big")

    @property
    def digest(self) -> str:
        """The same while no object of the folder changes."""
        return f"{self._digest:032x}"


def gathered(objects: Iterable[Chosen], most: int, into: dict[str, Folder] | None = None) -> dict[str, Folder]:
    """The folders of a listing, of each ending at most `most` objects chosen."""
    folders = {} if into is None else into
    for one in objects:
        path = one.key[: one.key.rfind("/") + 1]
        folder = folders.get(path)
        if folder is None:
            folder = folders[path] = Folder(path)
        folder.add(one, most)
    return folders
