"""Many small raw objects of a partition, made one for Spark: to open an object costs it milliseconds, a line nothing.

A line of a pack is the number of its object, a tab, and the line as it was. The objects were read and found whole a
moment ago (`examine.py`), and these are those bytes. Packs lie beside the copies of odd objects, and go with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from isal import igzip

from lake.edges.objects import ObjectStore
from lake.event import MAX_LINE_BYTES
from lake.gzip_lines import lines
from lake.layout import PROCESSED_BUCKET, SUFFIX
from services.etl.mend import STAGED
from services.etl.plan import Pack, RawObject
from services.etl.settings import MB

LEAST = 8  # objects of a partition; fewer are read as they are
_LARGEST = 16 * MB  # bytes of lines in one pack


def packed(
    store: ObjectStore, batch: str, objects: Sequence[RawObject], small: Mapping[str, bytes], alive: Callable[[], None]
) -> tuple[Pack, ...]:
    """Puts the packs of a batch, one at a time: memory holds no more than one. Raises Transient.

    `small`: the bytes of those objects that may be in one. `alive` is called after each object.
    """
    chosen = sorted((found for found in objects if found.key in small), key=lambda found: (found.partition, found.key))
    groups = [list(group) for _, group in groupby(chosen, key=lambda found: found.partition)]
    made = (part for group in groups if len(group) >= LEAST for part in _parts(group, small, alive))
    packs = []
    for number, (part, text) in enumerate(made):
        key, data = f"{STAGED}{batch}/pack-{number:06d}{SUFFIX}", igzip.compress(text, compresslevel=1, mtime=0)
        store.put(PROCESSED_BUCKET, key, data, "application/gzip")
        packs.append(Pack(key, part[0].partition, len(data), tuple(found.key for found in part)))
    return tuple(packs)


def _parts(
    group: list[RawObject], small: Mapping[str, bytes], alive: Callable[[], None]
) -> Iterator[tuple[list[RawObject], bytes]]:
    part: list[RawObject] = []
    text = bytearray()
    for found in group:
        mark = b"%d\t" % len(part)
        part.append(found)
        for line in lines(small[found.key], MAX_LINE_BYTES):
            assert isinstance(line, bytes), "a line that is too long is in no plain object"
            text += mark + line + b"\n"
        alive()
        if len(text) >= _LARGEST:
            yield part, bytes(text)
            part, text = [], bytearray()
    if part:
        yield part, bytes(text)
