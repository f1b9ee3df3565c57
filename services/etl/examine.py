"""Looks at every raw object of a batch before Spark does: is it whole, and how many lines does it hold.

One damaged object would fail a whole Spark job, and Spark's own cure (`ignoreCorruptFiles`) loses lines in silence. So
each object is read once here, its checksum verified, its lines counted and held against what its name says; the counts
are what Spark's are held against.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from isal import isal_zlib

from lake.failpoint import reach
from lake.layout import RAW_BUCKET
from lake.objects import ObjectStore
from services.etl.plan import Damaged, RawObject
from services.etl.settings import MB

_GZIP = 31  # window bits: a gzip header and trailer, 32 KiB
_CHUNK = 8 * MB
_SETTLED_S = 1.0  # a damaged object that is the same after so long is not being written
_BROKEN: Any = isal_zlib.error  # isal has no type hints for it


@dataclass(frozen=True)
class Examined:
    """Whole objects with their line counts, and damaged ones with the reason."""

    lines: dict[str, int]
    damaged: tuple[Damaged, ...]


def examine(store: ObjectStore, objects: Iterable[RawObject], threads: int, alive: Callable[[], None]) -> Examined:
    """Reads every object on a few threads; calls `alive` after each. Raises Transient where the store stays away."""
    lines: dict[str, int] = {}
    damaged: list[Damaged] = []
    with ThreadPoolExecutor(threads, thread_name_prefix="examine") as pool:
        try:
            for found, outcome in pool.map(lambda o: (o, _look(store, o)), objects):
                alive()
                if isinstance(outcome, int):
                    lines[found.key] = outcome
                elif outcome is not None:
                    damaged.append(Damaged(found.key, found.size, found.etag, outcome))
        finally:
            pool.shutdown(cancel_futures=True)  # where the run ends early, the rest is not read
    return Examined(lines, tuple(damaged))


def settled(store: ObjectStore, misnamed: Sequence[Damaged]) -> tuple[Damaged, ...]:
    """Those that are the same a moment later: some stores show an object under another name while it is written."""
    if misnamed:
        time.sleep(_SETTLED_S)
    return tuple(one for one in misnamed if (one.key, one.size, one.etag) in _listed(store, one.key))


def _listed(store: ObjectStore, prefix: str) -> set[tuple[str, int, str]]:
    return {(found.key, found.size, found.etag) for found in store.list(RAW_BUCKET, prefix)}


def _look(store: ObjectStore, found: RawObject) -> int | str | None:
    """Lines, or what is wrong, or None where the object vanished or changed since it was listed.

    Some stores show an object while it is being written: such a one is left for the next run.
    """
    reach("etl.reading")
    try:
        data = store.get(RAW_BUCKET, found.key)
        if len(data) != found.size:
            return None
        try:
            lines = count_lines(data)
        except ValueError as error:
            time.sleep(_SETTLED_S)
            return str(error) if store.get(RAW_BUCKET, found.key) == data else None
    except KeyError:
        return None
    if found.records not in (None, lines):
        return f"it holds {lines} lines where its name says {found.records}"
    return lines


def count_lines(data: bytes) -> int:
    """Lines in gzip `data`, the last one with or without its newline. Raises ValueError where it is not whole gzip.

    >>> import gzip; count_lines(gzip.compress(b"one") + gzip.compress(b" and the same line\\ntwo"))
    2
    """
    newlines = 0
    last = b"\n"
    for chunk in _decompress(data):
        newlines += chunk.count(b"\n")
        last = chunk[-1:]
    return newlines + (last != b"\n")


def _decompress(data: bytes) -> Iterator[bytes]:
    """The content in chunks, member by member (RFC 1952 section 2.2)."""
    if not data:
        raise ValueError("it is empty")
    while data:
        if not data.startswith(b"\x1f\x8b"):
            raise ValueError("it is not gzip")
        member = isal_zlib.decompressobj(wbits=_GZIP)
        try:
            while not member.eof:
                chunk = member.decompress(data, _CHUNK)
                data = member.unconsumed_tail
                if chunk:
                    yield chunk
                elif not member.eof and not data:
                    raise ValueError("its gzip is cut short")
        except _BROKEN as error:
            raise ValueError(f"its gzip is broken: {error}") from None
        data = member.unused_data
