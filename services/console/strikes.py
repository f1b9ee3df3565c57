"""Faults that were switched on: one at a time, each with the ledger before and after it.

1. The ledger is read; where it cannot be, no fault begins.
2. The fault is on until its time is up, or somebody ends it.
3. What came by then is waited for until it is decided and delivered, for SETTLE_S at most; then the ledger is read.

A thread of the console does so, whether anybody looks or not. Should the console die, the fault ends by itself all the
same (`switches.py`), and the comparison is lost.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import structlog

from lake.accounts.ledger import Account
from lake.errors import TarnError, Transient
from services.console.edges import Edges
from services.console.switches import Fault, Switch

KEPT = 20  # faults
SETTLE_S = 180.0  # the sink holds an event for a minute
_LOOK_S = 0.25
_ASK_S = 2.0
COLUMNS = {
    "produced": "produced", "unique": "unique", "duplicate": "duplicate", "quarantined": "quarantined",
    "delivered": "delivered", "quarantine_delivered": "bad records delivered", "in_flight": "in flight",
}  # fmt: skip

State = Literal["on", "settling", "over"]


@dataclass(frozen=True)
class Figures:
    """The ledger of one moment, and how many records a second came in the minute before it."""

    account: Account
    rate: float


@dataclass
class Strike:
    """One fault, as far as it has come. Times are unix seconds."""

    switch: Switch
    seconds: int
    before: Account
    begun: float
    state: State = "on"
    ended: float | None = None
    after: Account | None = None
    said: str = ""  # by what did it, or why something of it is not known
    early: threading.Event = field(default_factory=threading.Event)

    @property
    def rows(self) -> list[tuple[str, int, int, int]]:
        """Label, before, after, and the difference."""
        if self.after is None:
            return []
        pairs = [(label, getattr(self.before, name), getattr(self.after, name)) for name, label in COLUMNS.items()]
        return [(label, was, now, now - was) for label, was, now in pairs]


class Strikes:
    """The faults of this console. `ask` reads the ledger. Safe to share between threads."""

    def __init__(self, edges: Edges, ask: Callable[[], Figures]) -> None:
        self._edges, self._ask = edges, ask
        self._lock, self._beginning = threading.Lock(), threading.Lock()
        self._kept: deque[Strike] = deque(maxlen=KEPT)
        self._used: deque[str] = deque(maxlen=200)

    def all(self) -> list[Strike]:
        """The newest first."""
        with self._lock:
            return list(reversed(self._kept))

    @property
    def on(self) -> Strike | None:
        """The one that is on."""
        return next((one for one in self.all() if one.state == "on"), None)

    def begin(self, switch: Switch, seconds: int, nonce: str) -> Strike:
        """Switches one on. Raises TarnError or Transient where another is on, or the ledger cannot be read."""
        with self._beginning:
            if nonce in self._used:
                raise TarnError("this fault was switched on already: the list shows it")
            if self.on is not None:
                raise TarnError("a fault is on already: one at a time, so that the ledger shows what each did")
            before = self._ask()
            self._used.append(nonce)
            fault = switch.begin(self._edges, seconds, before.rate)
            strike = Strike(switch, seconds, before.account, time.time())
            with self._lock:
                self._kept.append(strike)
        structlog.get_logger().warning("fault switched on", fault=switch.name, seconds=seconds)
        threading.Thread(target=self._follow, args=(strike, fault), daemon=True, name="fault").start()
        return strike

    def end(self) -> None:
        """Ends the one that is on. Raises TarnError where there is none, or it can only be waited for."""
        strike = self.on
        if strike is None:
            raise TarnError("no fault is on")
        if not strike.switch.early:
            raise TarnError(f"{strike.switch.name} ends by itself only")
        strike.early.set()

    def _follow(self, strike: Strike, fault: Fault) -> None:
        try:
            while not fault.over() and not strike.early.wait(_LOOK_S):
                pass
            strike.said = fault.end()
            strike.ended, strike.state = time.time(), "settling"
            structlog.get_logger().info("fault is over", fault=strike.switch.name, said=strike.said)
            strike.after = self._settled(strike)
        finally:
            strike.state = "over"  # whatever failed: another may begin

    def _settled(self, strike: Strike) -> Account | None:
        until = time.monotonic() + SETTLE_S
        came: int | None = None  # by the end of the fault
        passed: int | None = None  # what dedup had passed on when it had decided all that
        found: Account | None = None
        while time.monotonic() < until:
            try:
                found = self._ask().account
            except (TarnError, Transient) as error:
                strike.said = strike.said or f"the ledger could not be read for a while: {error}"
            else:
                came = found.produced if came is None else came
                if passed is None and found.in_ + found.expired >= came:
                    passed = found.emitted + found.quarantined
                if passed is not None and found.delivered + found.quarantine_delivered + found.expired >= passed:
                    return found
            time.sleep(_ASK_S)
        strike.said = f"{strike.said} After {SETTLE_S:.0f} s not all that came was delivered.".strip()
        return found


def nonce() -> str:
    """The one-time word with which a fault begins."""
    return secrets.token_hex(16)
