"""Which objects an include path holds: a listing of it, or what was announced since the last crawl.

everything     all objects under the path, in pages; each folder's digest tells whether it changed
announced      the folders of objects that somebody announced since, listed anew; the others are as they were known
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from lake.edges.kafka.announcements import Announcements, Position, PositionLost
from lake.edges.objects import ObjectStore
from services.crawler.exclusions import excluding, hidden
from services.crawler.folders import Chosen, Folder, gathered

_CHECK = 5_000  # objects between two looks at whether the crawl is to stop
_PAGE = 10_000


@dataclass(frozen=True)
class Target:
    """One include path: `prefix` ends with a slash, is empty for a bucket, or is one object's key."""

    bucket: str
    prefix: str
    exclusions: tuple[str, ...] = ()
    sample: int | None = None

    @property
    def root(self) -> str:
        """As `naming.missing` compares it."""
        return f"{self.bucket}/{self.prefix}"


def target_of(given: dict[str, Any]) -> Target:
    """An S3Target of Glue's."""
    bucket, _, prefix = given["Path"].partition("://")[2].partition("/")
    return Target(bucket, prefix, tuple(given.get("Exclusions") or ()), given.get("SampleSize"))


class Lister:
    """Lists include paths. `check` is called now and then, and raises to stop."""

    def __init__(self, store: ObjectStore, announcements: Announcements | None, check: Callable[[], None]) -> None:
        self._store = store
        self._announcements = announcements
        self._check = check
        self.listed = 0

    def settled(self, target: Target) -> Target:
        """The same with its prefix as a folder; the key of one object stays as it is."""
        if not target.prefix or target.prefix.endswith("/"):
            return target
        try:
            self._store.stat(target.bucket, target.prefix)
        except KeyError:
            return Target(target.bucket, f"{target.prefix}/", target.exclusions, target.sample)
        return target

    def everything(self, target: Target, most: int) -> dict[str, Folder]:
        """All folders under an include path."""
        return gathered(self._objects(target, target.prefix, deep=True), most)

    def again(self, target: Target, paths: list[str], most: int) -> dict[str, Folder]:
        """These folders alone, as they are now; one that holds nothing any more is not in the answer."""
        folders: dict[str, Folder] = {}
        for path in paths:
            gathered(self._objects(target, path, deep=False), most, folders)
        return folders

    def end(self) -> Position | None:
        """Up to where objects are announced by now."""
        return self._announcements.end() if self._announcements else None

    def announced(self, target: Target, since: bytes) -> tuple[list[str], Position] | None:
        """The folders under an include path with news since a position, and the next one; None where it is lost."""
        if self._announcements is None:
            return None
        after = msgspec.json.decode(since, type=Position)
        paths: set[str] = set()
        try:
            for page in self._announcements.pages(after, target.bucket, _PAGE):
                self._check()
                keys = (one.key for one in page.objects if one.key.startswith(target.prefix))
                paths.update(key[: key.rfind("/") + 1] for key in keys if not hidden(key, target.prefix))
                after = page.after
        except PositionLost:
            return None
        return sorted(paths), after

    def _objects(self, target: Target, prefix: str, deep: bool) -> Iterator[Chosen]:
        excluded = excluding(target.exclusions)
        for one in self._store.list(target.bucket, prefix):
            self.listed += 1
            if self.listed % _CHECK == 0:
                self._check()
            if not deep and "/" in one.key[len(prefix) :]:
                continue
            if one.size == 0 or hidden(one.key, target.prefix) or excluded(one.key[len(target.prefix) :].lstrip("/")):
                continue
            yield Chosen(one.key, one.size, one.etag)
