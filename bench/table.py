"""How old every event is when the lake's table has it, which is when a query finds it.

A query reads the files that the catalog calls live: an event is in the table once the first file with its row is live.
Later files hold it again, since small ones are rewritten together.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow.parquet as pq

from bench.reader import looking
from lake.config import load
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.layout import PROCESSED_BUCKET

_ASK_S = 0.1  # how often the catalog is asked


class Table:
    """Looks at which files are live, and since when."""

    def __init__(self) -> None:
        self._catalog = Catalog(load(CatalogSettings).catalog_url)
        self._since: dict[str, float] = {}  # by key, in the order in which they came

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Looks within the block. What was live before it is left out."""
        self._look()
        before = set(self._since)
        with looking(self._look, _ASK_S):
            yield
        self._since = {key: moment for key, moment in self._since.items() if key not in before}

    def waits_ms(self, created_from: float) -> list[float]:
        """The ages, in milliseconds, of the events created since, each when it was there first."""
        store = ObjectStore(load(StoreSettings))
        waits: dict[str, float] = {}
        for key, moment in self._since.items():
            rows = pq.read_table(io.BytesIO(store.get(PROCESSED_BUCKET, key)), columns=["event_uuid", "created_at"])
            for event_uuid, created_at in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                if created_at >= created_from:
                    waits.setdefault(event_uuid, (moment - created_at) * 1_000)
        return [*waits.values()]

    def _look(self) -> None:
        files, now = self._catalog.live_files(), time.time()
        for file in files:
            self._since.setdefault(file.key, now)
