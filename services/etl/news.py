"""Which raw objects are new, page by page: as the announcements tell, or by listing the whole bucket.

A bookmark in the catalog says up to where the announcements are read. It moves with the commit that consumes the last
of what a page announced, so an announcement is never passed over; one that comes twice is known as consumed. The bucket
is listed where someone asks for it (people put objects there by themselves), where there is no bookmark (a new lake, a
reset, an older version's) and where announcements were lost. Then the bucket's keys and the catalog's consumed keys,
both in order, run past each other.

Either way a page holds so many objects that memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import msgspec
import structlog

from lake.edges.catalog import Catalog, bookmark_move
from lake.edges.kafka.announcements import Announced, Announcements, Position, PositionLost
from lake.edges.objects import ObjectInfo, ObjectStore
from lake.layout import EVENTS, RAW_BUCKET
from services.etl import plan
from services.etl.examine import settled
from services.etl.plan import Damaged, News, RawObject

BOOKMARK = "announcements"
PAGE = 20_000  # objects
_CHUNK = 5_000  # keys of a listing that are held against the catalog's at once
_LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Page:
    """New objects. `move`: of the bookmark, with the last commit of the page; None where more pages come first."""

    objects: tuple[RawObject, ...]
    misnamed: tuple[Damaged, ...]
    move: dict[str, Any] | None


@dataclass(frozen=True)
class NewsReader:
    """The edges that know what is new."""

    store: ObjectStore
    catalog: Catalog
    announcements: Announcements
    log: structlog.stdlib.BoundLogger

    def pages(self, everything: bool, alive: Callable[[], None]) -> Iterator[Page]:
        """What no commit consumed, at least one page. Raises TarnError, Transient, and what `alive` raises."""
        before = self.catalog.bookmark(BOOKMARK)
        if everything or before is None:
            yield from self._listed(before, alive)
            return
        try:
            for read in self.announcements.pages(msgspec.convert(before, Position, strict=False), RAW_BUCKET, PAGE):
                for why in read.refused:
                    self.log.warning("this is no announcement", why=why)
                after = msgspec.to_builtins(read.after, str_keys=True)
                move = bookmark_move(BOOKMARK, before, after) if after != before else None
                yield self._page(self._announced(read.objects), move)
                before = after
        except PositionLost as lost:
            self.log.warning("the bucket is listed, announcements were lost", why=str(lost))
            yield from self._listed(before, alive)

    def again(self, left: Iterable[RawObject]) -> tuple[RawObject, ...]:
        """Of objects that were not as announced when they were read, those that are there, as they are now."""
        listing = [found for old in left for found in self.store.list(RAW_BUCKET, old.key) if found.key == old.key]
        return plan.find_news(listing, {}).objects

    def _listed(self, before: dict[str, Any] | None, alive: Callable[[], None]) -> Iterator[Page]:
        # What is announced before this end was in the bucket before the listing begins.
        end = msgspec.to_builtins(self.announcements.end(), str_keys=True)
        objects: list[RawObject] = []
        misnamed: list[Damaged] = []
        listing = self.store.list(RAW_BUCKET, EVENTS)
        while chunk := list(islice(listing, _CHUNK)):
            alive()
            news = self.compare(chunk)
            objects += news.objects
            misnamed += news.misnamed
            if len(objects) + len(misnamed) >= PAGE:
                yield self._page(News(tuple(objects), tuple(misnamed), ()), None)
                objects, misnamed = [], []
        yield self._page(News(tuple(objects), tuple(misnamed), ()), bookmark_move(BOOKMARK, before, end))

    def compare(self, chunk: Sequence[ObjectInfo]) -> News:
        """What of this part of a listing, which is in order, no commit consumed."""
        keys = {found.key for found in chunk}
        between = self.catalog.consumed_between(chunk[0].key, chunk[-1].key)
        return self._told(plan.find_news(chunk, {key: known for key, known in between if key in keys}))

    def _announced(self, objects: Sequence[Announced]) -> News:
        mine = {found.key: found for found in objects if found.key.startswith(EVENTS)}  # one may be announced twice
        listing = [ObjectInfo(found.key, found.size, found.etag, _LONG_AGO) for found in mine.values()]
        return self._told(plan.find_news(listing, self.catalog.consumed(list(mine))))

    def _told(self, news: News) -> News:
        if news.changed:
            self.log.warning("consumed raw objects have changed since", count=len(news.changed), first=news.changed[0])
        return news

    def _page(self, news: News, move: dict[str, Any] | None) -> Page:
        return Page(news.objects, settled(self.store, news.misnamed), move)
