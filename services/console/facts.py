"""What the Flow page is drawn from: figures of one moment, and those of the last two minutes for rates. Pure."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from lake.accounts.ledger import Account
from lake.catalog_answers import JobRun
from services.console.kept import Reading

Where = tuple[str, int]  # topic and partition

_KEPT = 120  # samples: about one a second while somebody looks
_RATE_S = 12.0  # rates are of about so long
_GAP_S = 15.0  # between two samples: over it nobody looked, and what happened meanwhile is not known


@dataclass(frozen=True)
class Stream:
    """What Kafka and the ledger say. Times are unix seconds, None is none; `lake`: whether rows are known."""

    account: Account
    lake: bool
    files: int
    file_bytes: int
    last_minute: int  # records that came to `events`
    last: Mapping[str, float | None]  # by topic, when its last record came
    oldest: Mapping[str, float | None]  # by group, when the oldest record that waits for it came
    passed: Mapping[str, int]  # by group, the sum of its committed offsets
    at: float
    held: Mapping[Where, int] = field(default_factory=dict)  # the offset at which a transaction holds readers back


@dataclass(frozen=True)
class Ids:
    """The id table."""

    count: int
    used: int
    most: int  # bytes that Redis may hold; 0 is without a bound


@dataclass(frozen=True)
class Facts:
    """All that is known now. `parts` says of each what is wrong with it; empty is well."""

    stream: Reading[Stream]
    ids: Reading[Ids]
    runs: Reading[list[JobRun]]
    parts: Mapping[str, Reading[str]]
    rates: Mapping[str, float | None]  # by the ledger's names, a second
    standing: Mapping[str, float | None]  # by group, for how long it has committed nothing, as far as was looked
    sink_buffer_s: float
    now: float
    holding: Mapping[str, float] = field(default_factory=dict)  # by topic, for how long one transaction holds readers


class History:
    """The samples of the last minutes, of those moments when somebody looked."""

    def __init__(self) -> None:
        self._samples: deque[Stream] = deque(maxlen=_KEPT)
        self._lock = threading.Lock()

    def add(self, sample: Stream) -> None:
        """One more."""
        with self._lock:
            if self._samples and sample.at - self._samples[-1].at > _GAP_S:
                self._samples.clear()
            self._samples.append(sample)

    def rates(self) -> dict[str, float | None]:
        """How many a second came to each count; None before there are two samples."""
        with self._lock:
            samples = list(self._samples)
        names = ("produced", "in_", "unique", "duplicate", "quarantined", "delivered", "rows")
        recent = [one for one in samples if samples[-1].at - one.at <= _RATE_S]
        if len(recent) < 2 or recent[-1].at - recent[0].at < 0.9:
            return dict.fromkeys(names)
        first, last = recent[0], recent[-1]
        span = last.at - first.at
        return {name: max(0.0, (getattr(last.account, name) - getattr(first.account, name)) / span) for name in names}

    def standing(self) -> dict[str, float | None]:
        """For how long each group has committed nothing; None where it moved, or nobody looked for long enough."""
        with self._lock:
            samples = list(self._samples)
        found: dict[str, float | None] = {}
        for group in samples[-1].passed if samples else ():
            now, since = samples[-1], samples[-1].at
            for sample in reversed(samples):
                if sample.passed.get(group) != now.passed[group]:
                    break
                since = sample.at
            found[group] = now.at - since or None
        return found

    def holding(self) -> dict[str, float]:
        """By topic: for how long readers have been held back at the same place, as far as was looked."""
        with self._lock:
            samples = list(self._samples)
        found: dict[str, float] = {}
        for where, offset in samples[-1].held.items() if samples else ():
            since = samples[-1].at
            for sample in reversed(samples):
                if sample.held.get(where) != offset:
                    break
                since = sample.at
            found[where[0]] = max(found.get(where[0], 0.0), samples[-1].at - since)
        return found

    def arrivals(self) -> list[float]:
        """Records a second that came to `events`, between one sample and the next."""
        with self._lock:
            samples = list(self._samples)
        pairs = zip(samples, samples[1:], strict=False)
        return [max(0.0, (b.account.produced - a.account.produced) / max(b.at - a.at, 0.1)) for a, b in pairs]
