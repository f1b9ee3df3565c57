"""The quarantine ceiling: how bad the records may be before dedup stops rather than quarantine the world.

Of the last `records` records, at most a `share` may be bad. A batch that would go over it is not committed: dedup holds
there, says so once, and takes nothing more until somebody has looked and started it anew. What is counted begins with
the process; a few bad records, or many over a long time, never hold it.
"""

from __future__ import annotations

from collections import deque


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

    def make_room(self, records: int, bad: int) -> None:
        """Before a batch is committed. Raises CeilingReached where it would be too bad."""
        while self._batches and self._total + records > self._records:  # the window ends with this batch
            gone, gone_bad = self._batches.popleft()
            self._total -= gone
            self._bad -= gone_bad
        if self._bad + bad > self._share * max(self._records, records):
            raise CeilingReached(
                f"quarantine ceiling: more than {self._share:.0%} of the last {self._records:,} records are bad; "
                "nothing more is taken: look with `tarn quarantine list`, mend the sender, or let them pass with "
                "TARN_DEDUP_CEILING=1 and a restart (docs/operations.md, 'quarantine ceiling')"
            )

    def count(self, records: int, bad: int) -> None:
        """After it was committed."""
        self._batches.append((records, bad))
        self._total += records
        self._bad += bad
