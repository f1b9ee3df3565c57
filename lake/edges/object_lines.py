"""The lines of a gzip object of the store, asked for in pieces and unpacked within bounds: `gzip_lines`."""

from __future__ import annotations

from collections.abc import Iterator

from lake.edges.objects import ObjectInfo, ObjectStore
from lake.gzip_lines import CHUNK, LongLine, split, unpack


def object_lines(store: ObjectStore, bucket: str, entry: ObjectInfo, limit: int) -> Iterator[bytes | LongLine]:
    """Each line; one over `limit` bytes by its length. Raises ValueError where the rest cannot be read, in words that
    follow the object's name, and KeyError where the object is not there any more."""
    pieces = (store.get_range(bucket, entry.key, at, min(CHUNK, entry.size - at)) for at in range(0, entry.size, CHUNK))
    for some in split(unpack(pieces), limit):
        yield from some
