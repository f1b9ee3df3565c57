"""One operation: what a request is decoded as, the function that answers it, and whether that only reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from services.catalog.store import Store

Answer = dict[str, Any]

Act = Callable[[Connection, Any, float], Answer]


@dataclass(frozen=True)
class Operation:
    """What to decode a request as, the function that answers it, and whether that only reads.

    Without a `request` the function gets the members that Glue's service model knows, as a dict. `starts`: it may start
    runs, for which workers wait.
    """

    request: Any
    act: Act
    reads: bool = False
    starts: bool = False

    def answer(self, store: Store, request: Any, now: float) -> Answer:
        """Inside a transaction, or on a snapshot where it only reads. Raises Refused."""
        with store.snapshot() if self.reads else store.transaction() as db:
            return self.act(db, request, now)


def reading(operations: Mapping[str, Act]) -> dict[str, Operation]:
    """Operations that only read, and take a request as a dict."""
    return {f"AWSGlue.{name}": Operation(None, act, reads=True) for name, act in operations.items()}


def changing(operations: Mapping[str, Act], starts: bool = False) -> dict[str, Operation]:
    """Operations that change the catalog, and take a request as a dict."""
    return {f"AWSGlue.{name}": Operation(None, act, starts=starts) for name, act in operations.items()}
