"""The lines of the chosen objects: the next few objects are fetched while one is read.

Of each the first piece alone is fetched ahead, and the rest piece by piece, so memory is bounded whatever they hold.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from lake.edges.objects import ObjectStore
from lake.event import MAX_LINE_BYTES
from lake.gzip_lines import CHUNK, LongLine, split, unpack
from lake.layout import RAW_BUCKET
from services.replay.plan import Chosen

Lines = Iterator[list[bytes | LongLine]]

_AHEAD = 8  # objects, of each 4 MiB at most
_THREADS = 4


class Reader:
    """Objects of the raw bucket, read in the order in which they are asked for."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="fetch")

    def opened(self, objects: Iterable[Chosen]) -> Iterator[tuple[Chosen, Lines]]:
        """Each object with its lines, chunk by chunk.

        The lines raise ValueError where the rest cannot be read, in words that follow the object's name, KeyError where
        the object is not there any more, and Transient where the store stays away.
        """
        ahead: deque[tuple[Chosen, Future[bytes]]] = deque()
        for chosen in objects:
            ahead.append((chosen, self._pool.submit(self._piece, chosen, 0)))
            if len(ahead) > _AHEAD:
                yield self._first(ahead)
        while ahead:
            yield self._first(ahead)

    def _first(self, ahead: deque[tuple[Chosen, Future[bytes]]]) -> tuple[Chosen, Lines]:
        chosen, first = ahead.popleft()
        return chosen, split(unpack(self._pieces(chosen, first)), MAX_LINE_BYTES)

    def _pieces(self, chosen: Chosen, first: Future[bytes]) -> Iterator[bytes]:
        yield first.result()
        for at in range(CHUNK, chosen.size, CHUNK):
            yield self._piece(chosen, at)

    def _piece(self, chosen: Chosen, at: int) -> bytes:
        length = min(CHUNK, chosen.size - at)
        return self._store.get_range(RAW_BUCKET, chosen.place.key, at, length) if length else b""
