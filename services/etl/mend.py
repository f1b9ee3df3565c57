"""Odd raw objects, made fit for Spark: a copy of their events, one a line, and word of what is refused.

The copies lie under `processed/events/_staged/<batch>/` until the batch is committed; the sweep takes those that a
crash leaves, like any file that no commit names. What is refused is kept under `rejected/`, within bounds: of a stretch
its first bytes, its length and its SHA-256, of an object up to a thousand stretches, then how many more there are by
reason. The raw object itself stays where it is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from isal import igzip

from lake.edges.objects import ObjectStore
from lake.errors import Transient
from lake.layout import EVENTS, PROCESSED_BUCKET, SUFFIX, rejected_folder
from services.etl.examine import odd_values
from services.etl.plan import Mended, RawObject
from services.etl.settings import MB
from services.etl.values import Refused

STAGED = f"{EVENTS}_staged/"
_COPY = 16 * MB  # bytes of lines in one copy
_KEPT_OBJECT = 1000  # refused stretches of one object that are kept
_KEPT_BATCH = 64 * MB  # bytes of what is kept of one batch


@dataclass
class _Outcome:
    """What one odd object holds."""

    copies: list[tuple[str, int]] = field(default_factory=list)  # key and size
    reasons: Counter[str] = field(default_factory=Counter)
    kept: list[Refused] = field(default_factory=list)


class Mender:
    """Mends the odd objects of one batch."""

    def __init__(self, store: ObjectStore, batch: str, threads: int) -> None:
        self._store = store
        self._batch = batch
        self._threads = threads

    def mend(self, odd: Sequence[RawObject], alive: Callable[[], None]) -> Mended:
        """Copies the events of each, and keeps word of the rest. Raises Transient."""
        if not odd:
            return Mended()
        copies: dict[str, tuple[tuple[str, int], ...]] = {}
        rejected: dict[str, Counter[str]] = {}
        words = _Words()
        with ThreadPoolExecutor(self._threads, thread_name_prefix="mend") as pool:
            try:
                for found, outcome in zip(odd, pool.map(self._mend, range(len(odd)), odd), strict=True):
                    alive()
                    copies[found.key] = tuple(outcome.copies)
                    rejected[found.key] = outcome.reasons
                    words.add(found.key, outcome)
            finally:
                pool.shutdown(cancel_futures=True)
        if words.lines:
            key = f"{rejected_folder(self._batch)}lines{SUFFIX}"
            self._store.put(PROCESSED_BUCKET, key, _packed(words.lines), "application/gzip")
        return Mended(copies, rejected)

    def _mend(self, number: int, found: RawObject) -> _Outcome:
        outcome = _Outcome()
        try:
            for events in _copies(odd_values(self._store, found), outcome):
                key, data = f"{STAGED}{self._batch}/{number:06d}-{len(outcome.copies):03d}{SUFFIX}", _packed(events)
                self._store.put(PROCESSED_BUCKET, key, data, "application/gzip")
                outcome.copies.append((key, len(data)))
        except (KeyError, ValueError) as error:  # it was whole a moment ago
            raise Transient(f"raw object {found.key} changed while it was read: {error}") from None
        return outcome

    def clear(self, mended: Mended) -> None:
        """Deletes the copies: the batch is committed, or is written no more."""
        copies = [key for copies in mended.copies.values() for key, _ in copies]
        self._store.delete(PROCESSED_BUCKET, copies + [pack.key for pack in mended.packs])


def _copies(found: Iterator[bytes | Refused], outcome: _Outcome) -> Iterator[list[bytes]]:
    events: list[bytes] = []
    size = 0
    for value in found:
        if isinstance(value, Refused):
            outcome.reasons[value.reason] += 1
            if len(outcome.kept) < _KEPT_OBJECT:
                outcome.kept.append(value)
            continue
        events.append(value)
        size += len(value)
        if size >= _COPY:
            yield events
            events, size = [], 0
    if events:
        yield events


class _Words:
    """What is told of refused stretches, up to a bound."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self._left = _KEPT_BATCH

    def add(self, source: str, outcome: _Outcome) -> None:
        """Tells of one object."""
        more = outcome.reasons.copy()
        for refused in outcome.kept:
            if self._left > 0:
                self._say(_told(source, refused))
                more[refused.reason] -= 1
        for reason, count in (+more).items():
            self._say({"reason": reason, "source": source, "more": count})

    def _say(self, entry: dict[str, Any]) -> None:
        self.lines.append(json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace"))
        self._left -= len(self.lines[-1])


def _told(source: str, refused: Refused) -> dict[str, Any]:
    told = {"reason": refused.reason, "source": source, "line": refused.head.decode("utf-8", "backslashreplace")}
    told["detail"] = refused.detail
    return told | {"bytes": refused.size, "truncated": refused.size > len(refused.head), "sha256": refused.sha256}


def _packed(lines: Sequence[bytes]) -> bytes:
    return bytes(igzip.compress(b"\n".join(lines) + b"\n", compresslevel=1, mtime=0))
