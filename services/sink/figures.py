"""What the sink shows of itself on /metrics; `lake/metric_names.py` says what each is called in CloudWatch."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from prometheus_client import Counter, Gauge

from services.sink.batch import Buffer

RECORDS = Counter("tarn_sink_records", "Events and quarantine records delivered, by topic", ["topic"])
OBJECTS = Counter("tarn_sink_objects", "Objects written")
BYTES = Counter("tarn_sink_bytes", "Bytes written, after gzip")
FLUSHES = Counter("tarn_sink_flushes", "Flushes, by end", ["end"])
for _end in ("done", "failed"):
    FLUSHES.labels(_end)  # there from the start: Prometheus counts no growth where a counter comes up
_BUFFERED = Gauge("tarn_sink_buffered_bytes", "Bytes collected for the next objects")
_FOLDERS = Gauge("tarn_sink_open_folders", "Folders for which something is collected")
_FRESHNESS = Gauge("tarn_sink_freshness_seconds", "Age of the oldest record that is not delivered, since it came")


class Held:
    """What the sink holds: in its buffers, and in the flush under way."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._buffered: float | None = None  # when the oldest record of each came
        self._flying: float | None = None

    def begun(self, buffers: Iterable[Buffer]) -> None:
        """These are handed over to a flush."""
        self._flying = _oldest(buffers)

    def ended(self) -> None:
        """The flush under way is committed."""
        self._flying = None

    def step(self, buffers: Iterable[Buffer]) -> None:
        """What is held after a step of the loop; in trouble there is none, and the age grows on."""
        every = list(buffers)
        self._buffered = _oldest(every)
        _BUFFERED.set(sum(buffer.size for buffer in every))
        _FOLDERS.set(sum(buffer.folders for buffer in every))

    def seconds(self) -> float:
        """The age of the oldest."""
        oldest = [at for at in (self._buffered, self._flying) if at is not None]
        return max(0.0, self._clock() - min(oldest)) if oldest else 0.0


def _oldest(buffers: Iterable[Buffer]) -> float | None:
    return min((buffer.since for buffer in buffers if buffer.lines), default=None)


HELD = Held()
_FRESHNESS.set_function(HELD.seconds)
