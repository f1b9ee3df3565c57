"""How fast a run goes: at most so many events a second, in small bursts. What a pause missed is not made up for."""

from __future__ import annotations

BURST_S = 0.25  # a batch holds no more than this long takes
_BEHIND_S = 1.0


class Pace:
    """Times are seconds of any clock that does not go back."""

    def __init__(self, rate: float) -> None:
        """`rate` in events a second; 0 is as fast as it goes."""
        self._rate = rate
        self._due: float | None = None

    def most(self, otherwise: int) -> int:
        """How many events one batch may hold."""
        return max(1, min(otherwise, int(self._rate * BURST_S))) if self._rate else otherwise

    def wait_s(self, events: int, now: float) -> float:
        """How long a batch of so many events has to wait before it is sent."""
        if not self._rate:
            return 0.0
        start = now if self._due is None else max(self._due, now - _BEHIND_S)
        self._due = start + events / self._rate
        return max(0.0, start - now)
