"""The answer key: what a run sent, counted from the generator's truth, for whoever checks what arrived.

A record is counted when it is handed over; the key is written only right after a flush that left nothing without its
acknowledgement, so every figure in the file stands for records the broker has. The file is replaced whole, never seen
half written. The README of this folder explains each field.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lake.errors import TarnError
from services.producer import metrics
from services.producer.generate import Record, Truth, What


class AnswerKey:
    """Counts records by their truth and writes them beside the options of the run (`seed`, `rate`, shares, …)."""

    def __init__(self, path: Path | None, options: Mapping[str, Any]) -> None:
        self._path = path
        self._options = dict(options)
        self._tally: Counter[Truth] = Counter()
        self._shown: Counter[What] = Counter()
        self._shown_bytes = 0
        self.bytes = 0

    def count(self, record: Record) -> None:
        """Takes one record into account, before it is acknowledged."""
        self._tally[record.truth] += 1
        if record.value is not None:
            self.bytes += len(record.value)

    def totals(self) -> Counter[What]:
        """Records by what they are."""
        totals: Counter[What] = Counter()
        for truth, records in self._tally.items():
            totals[truth.what] += records
        return totals

    def acknowledged(self, complete: bool) -> None:
        """Writes the file and moves the metrics: all that was counted is with the broker. Raises TarnError."""
        totals = self.totals()
        for what in What:
            metrics.SENT.labels(what.value).inc(totals[what] - self._shown[what])
        metrics.SENT_BYTES.inc(self.bytes - self._shown_bytes)
        self._shown, self._shown_bytes = totals, self.bytes
        if self._path is not None:
            _replace(self._path, json.dumps(self.document(complete), indent=1, ensure_ascii=False) + "\n")

    def document(self, complete: bool) -> dict[str, Any]:
        """The content of the file. `complete` is false while the run goes on, and stays so where it was cut off."""
        totals = self.totals()
        reasons: Counter[str] = Counter()
        for truth, records in self._tally.items():
            if truth.what is What.MALFORMED:
                reasons[truth.reason] += records
        return {
            "complete": complete,
            "options": self._options,
            "sent": totals.total(),
            "unique": totals[What.UNIQUE],
            "duplicate": totals[What.DUPLICATE],
            "malformed": totals[What.MALFORMED],
            "bytes": self.bytes,
            "malformed_by_reason": dict(sorted(reasons.items())),
            "events": self._rows(),
        }

    def _rows(self) -> list[dict[str, Any]]:
        rows: dict[tuple[str, str, str], dict[str, Any]] = {}
        for truth, records in self._tally.items():
            if truth.what is not What.MALFORMED:
                where = (truth.event_type, truth.event_subtype, truth.day)
                names = dict(zip(("event_type", "event_subtype", "day"), where, strict=True))
                rows.setdefault(where, names | {"unique": 0, "duplicate": 0})[truth.what.value] += records
        return [rows[where] for where in sorted(rows)]


def _replace(path: Path, text: str) -> None:
    """Beside it first, then in its place: a reader sees the old file or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise TarnError(f"cannot write the answer key {path}: {error.strerror}") from None
