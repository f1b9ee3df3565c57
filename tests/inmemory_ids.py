"""The id table in memory, without a TTL: it passes those tests of `tests/contract/test_seen.py` that need no Redis."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from lake.edges.ids.id_table import Run
from lake.edges.ids.seen import Marks, Seen
from lake.errors import Transient
from tests.inmemory_broker import Process


class Table:
    """What all processes share."""

    def __init__(self) -> None:
        self.owners: dict[str, tuple[str, int]] = {}
        self.known: dict[str, int] | None = None  # None: it has lost its ids
        self.lock = threading.Lock()


class Ids(Seen):
    """One process's client of a table."""

    def __init__(self, table: Table | None = None, process: Process | None = None) -> None:
        self._held = table or Table()
        self._process = process or Process()
        self._answers: list[set[int]] = []

    def ask(self, ids: Sequence[str], runs: Sequence[Run], marks: Marks) -> None:
        self._process.check()
        sources = [(where, first + n) for where, first, length in runs for n in range(length)]
        with self._held.lock:
            if marks and self._held.known is None:
                raise Transient("EMPTIED it has lost its ids, they are restored first")
            taken = {
                n
                for n, (one, source) in enumerate(zip(ids, sources, strict=True))
                if self._held.owners.setdefault(one, source) != source
            }
            if self._held.known is not None:
                known = self._held.known
                known.update({where: max(known.get(where, -1), offset) for where, offset in marks.items()})
        self._answers.append(taken)

    def answer(self) -> set[int]:
        self._process.check()
        if not self._answers:
            raise Transient("the claim was forgotten")
        return self._answers.pop(0)

    def forget(self) -> None:
        self._answers = []

    def knows(self, marks: Marks) -> bool:
        self._process.check()
        known = self._held.known
        return known is not None and all(known.get(where, 0) >= offset for where, offset in marks.items())

    def restored(self, marks: Marks) -> None:
        self._process.check()
        self._held.known = {**(self._held.known or {}), **marks}

    def owner(self, event_uuid: str) -> tuple[str, bytes] | None:
        found = self._held.owners.get(event_uuid)
        return ("memory", b"%b:%d" % (found[0].encode(), found[1])) if found else None

    def count(self) -> int:
        return len(self._held.owners)
