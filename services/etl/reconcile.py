"""Once a day the raw bucket is held against the catalog, a slice at a time between runs.

An object that is an hour old and not consumed was never announced: somebody put it there, or announcements were lost.
One run that lists the bucket brings in all such objects. Where the reconciliation has come to is a bookmark, so
restarts do not begin it anew.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

from lake.edges.catalog import Catalog, bookmark_move
from lake.edges.objects import ObjectStore
from lake.layout import EVENTS, RAW_BUCKET
from services.etl.news import NewsReader

BOOKMARK = "reconciliation"
_SLICE = 5_000  # objects
_PAUSE_S = 15.0  # between two slices: a million objects take an hour
_EVERY_S = 86_400.0
_SETTLED = timedelta(hours=1)  # an object that is younger may still be announced


class Reconciliation:
    """Whether the bucket holds what nobody announced. Times are unix seconds."""

    def __init__(self, store: ObjectStore, catalog: Catalog, news: NewsReader) -> None:
        self._store = store
        self._catalog = catalog
        self._news = news
        self._next = 0.0  # when the next slice may be read

    def missed(self, now: float) -> bool:
        """Reads the next slice where one is due; whether it holds objects that a listing run is to bring in."""
        if now < self._next:
            return False
        before = self._catalog.bookmark(BOOKMARK)
        state = before or {"after": "", "done": now}  # the first run of a new lake lists all of it
        due = state["done"] + _EVERY_S
        if before is not None and not state["after"] and now < due:
            self._next = due
            return False
        self._next = now + _PAUSE_S
        after, missed = ("", False) if before is None else self._slice(state["after"], now)
        goes_on = after and not missed  # the run that brings one in lists all the rest, too
        state = {"after": after, "done": state["done"]} if goes_on else {"after": "", "done": now}
        self._catalog.move_bookmark(bookmark_move(BOOKMARK, before, state))
        return missed

    def _slice(self, after: str, now: float) -> tuple[str, bool]:
        """The last key of the slice that begins behind `after` (empty at the bucket's end), and whether one is new."""
        listing = list(islice(self._store.list(RAW_BUCKET, EVENTS, after), _SLICE))
        last = listing[-1].key if len(listing) == _SLICE else ""
        settled = datetime.fromtimestamp(now, UTC) - _SETTLED
        old = [found for found in listing if found.last_modified <= settled]
        return last, bool(old and self._news.compare(old))
