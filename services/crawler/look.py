"""One object looked at: its beginning by a range, or its footer, and what it is. Damage is told, never raised."""

from __future__ import annotations

import io
from collections.abc import Sequence

import msgspec

from lake.edges.objects import ObjectStore
from lake.errors import TarnError, Transient
from services.crawler import avro, classify, columnar, json_records
from services.crawler.classify import Classifier
from services.crawler.clusters import Read
from services.crawler.finding import Damaged, Finding
from services.crawler.folders import Chosen
from services.crawler.heads import Head, opened

MIB = 2**20
FIRST = 64 * 1024  # enough of most objects, and to know the format of any
STEPS = (MIB, 2 * MIB, 4 * MIB, 10 * MIB)  # repost.aws/knowledge-center/glue-crawler-detect-schema
_TAIL = 64 * 1024
_ODD = (ValueError, TypeError, LookupError, AttributeError, EOFError, ArithmeticError, RecursionError)


class ObjectFile(io.RawIOBase):
    """An object as a file that can be sought: reads by ranges, keeps the end, where footers are."""

    def __init__(self, store: ObjectStore, bucket: str, one: Chosen) -> None:
        super().__init__()
        self._store, self._bucket, self._one = store, bucket, one
        self._place = 0
        self._from = max(0, one.size - _TAIL)
        self._tail = store.get_range(bucket, one.key, self._from, one.size - self._from) if one.size else b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._one.size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self._one.size - self._place)
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted == 0:
            return b""
        if self._place >= self._from:
            data = self._tail[self._place - self._from :][:wanted]
        else:
            if wanted > columnar.MOST_FOOTER:
                raise Damaged(f"its footer asks for {wanted:,} bytes at once")
            data = self._store.get_range(self._bucket, self._one.key, self._place, wanted)
        self._place += len(data)
        return data


def look(store: ObjectStore, bucket: str, one: Chosen, own: Sequence[Classifier]) -> Read:
    """What an object is. Raises Transient where the store is away."""
    finding, damage = None, ""
    try:
        finding = classify.checked(_found(store, bucket, one, own))
        finding = msgspec.structs.replace(finding, size=one.size)
    except Damaged as error:
        damage = str(error)
    except KeyError as error:
        damage = "it was deleted meanwhile" if one.key in str(error) else f"it cannot be read: {error}"
    except Transient:
        raise
    except TarnError as error:
        damage = str(error)
    except _ODD as error:  # a format's own library on bytes that nobody wrote on purpose
        damage = f"it cannot be read: {type(error).__name__}: {str(error)[:200]}"
    return Read(one.key, one.size, one.etag, finding, damage)


def _found(store: ObjectStore, bucket: str, one: Chosen, own: Sequence[Classifier]) -> Finding:
    stored = store.get_range(bucket, one.key, 0, min(FIRST, one.size))
    kind = classify.columnar(stored)
    if kind in ("parquet", "orc"):
        file = ObjectFile(store, bucket, one)
        read = columnar.parquet if kind == "parquet" else columnar.orc
        return read(file, one.size)  # type: ignore[arg-type]  # all of a file that pyarrow calls
    for step in STEPS:
        if len(stored) < min(step, one.size):
            stored += store.get_range(bucket, one.key, len(stored), min(step, one.size) - len(stored))
        if kind == "avro":
            return avro.find(stored, one.size)
        head = opened(stored, one.size, step)
        try:
            return classify.of_text(head, own)
        except json_records.More:
            if _no_more(head, stored, one.size):
                raise Damaged("its first record is cut") from None
    raise Damaged(f"its first record is longer than {STEPS[-1]:,} bytes")


def _no_more(head: Head, stored: bytes, size: int) -> bool:
    """Whether a further step would bring the same again."""
    return head.whole and len(stored) >= size
