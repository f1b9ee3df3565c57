"""The quarantine ceiling: how bad the records may be before dedup stops rather than quarantine the world.

Of the last `records` records, at most a `share` may be bad. A batch that would go over it is not committed: dedup holds
there, says so once, and takes nothing more until somebody has looked and started it anew. What is counted begins with
the process; a few bad records, or many over a long time, never hold it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class CeilingReached(Exception):
    """What was asked for is not to be committed; the text says why and what to do."""


class Ceiling:
    """The window over the last records of this process. A share of 1 can never be exceeded: no ceiling."""

    def __init__(self, share: float, records: int) -> None:
        self._share = share
        self._records = records
        self._batches: deque[tuple[int, int]] = deque()  # (records, bad ones), oldest first
        self._total = 0
        self._bad = 0

    @contextmanager
    def room_for(self, records: int, bad: int) -> Iterator[None]:
        """Counts a batch if what is done within succeeds. Raises CeilingReached before it where it would be too bad."""
        self._make_room(records)
        if self._bad + bad > self._share * max(self._records, records):
            raise CeilingReached(
                f"quarantine ceiling: more than {self._share:.0%} of the last {self._records:,} records are bad; "
                "nothing more is taken: look with `tarn quarantine list`, mend the sender, or let them pass with "
                "TARN_DEDUP_CEILING=1 and a restart (docs/operations.md, 'quarantine ceiling')"
            )
        yield
        self._batches.append((records, bad))
        self._total += records
        self._bad += bad

    def _make_room(self, records: int) -> None:
        """Forgets the oldest batches, so that those kept and the new one are no more than the window."""
        while self._batches and self._total + records > self._records:
            gone, bad = self._batches.popleft()
            self._total -= gone
            self._bad -= bad
