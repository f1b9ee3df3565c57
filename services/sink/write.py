"""Format and destination: JSON lines as gzip (bytes), and many puts at once (bucket)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from isal import igzip

from lake.edges.kafka.announcements import Announced
from lake.edges.objects import ObjectStore
from lake.errors import Transient
from lake.failpoint import reach
from lake.layout import RAW_BUCKET
from services.sink.batch import NewObject

_GZIP_LEVEL = 1  # isal's levels are 0 to 3; 1 is where its speed is


def gzip_lines(lines: list[bytes]) -> bytes:
    """One JSON object a line, closed by a newline; no name and no time inside, so equal lines are equal bytes."""
    return bytes(igzip.compress(b"\n".join(lines) + b"\n", compresslevel=_GZIP_LEVEL, mtime=0))


class Upload:
    """Objects on their way to the bucket."""

    def __init__(self, puts: Sequence[Future[Announced]]) -> None:
        self._puts = puts
        self.objects = len(puts)

    def wait(self, within: float | None = None) -> None:
        """Returns when none is under way any more. Raises Transient where that takes longer."""
        if late := wait(self._puts, within).not_done:
            raise Transient(f"{len(late)} of {self.objects} objects are not written after {within:g} s")

    def written(self) -> list[Announced]:
        """What there is to announce, once all are written. Raises Transient where one was not, CancelledError."""
        wait(self._puts)
        return [put.result() for put in self._puts]

    def cancel(self) -> None:
        """Starts no more of them."""
        for put in self._puts:
            put.cancel()


class Writer:
    """Uploads objects of the raw bucket on a few threads."""

    def __init__(self, store: ObjectStore, threads: int, beat: Callable[[], None]) -> None:
        """`beat` is called after every upload."""
        self._store = store
        self._beat = beat
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="upload")

    def start(self, objects: Iterable[NewObject]) -> Upload:
        """Uploads all, while the caller goes on."""
        return Upload([self._pool.submit(self._put, new) for new in objects])

    def _put(self, new: NewObject) -> Announced:
        data = gzip_lines(new.lines)
        etag = self._store.put(RAW_BUCKET, new.key, data, "application/gzip", new.about)
        reach("sink.after_upload")
        self._beat()
        return Announced(new.key, len(data), etag, new.records)

    def close(self) -> None:
        """Lets uploads under way end."""
        self._pool.shutdown()
