"""Forgetting: what is older than its time, and the oldest where the database is larger than it may be.

Figures: a second's for three hours, a minute's for 15 days. Log events: by their group's retention. History: 30 days
(CloudWatch's own). Each look costs what it deletes, and a look at each series and each group.
"""

from __future__ import annotations

from collections.abc import Callable

from services.metrics.figures import series
from services.metrics.figures.series import KEPT_S, MINUTE
from services.metrics.store import Db, Store

HISTORY_S = 30 * 86_400
_STEP_S = 6 * 3_600  # how much of the oldest goes at once where there is too much
_MOST_STEPS = 80


class Keeper:
    """Keeps the database within its bounds. `clock` gives seconds."""

    def __init__(self, store: Store, most_bytes: int, clock: Callable[[], float]) -> None:
        self._store = store
        self._most = most_bytes
        self._clock = clock

    def keep(self) -> None:
        """One look."""
        now = int(self._clock())
        with self._store.transaction() as db:
            for step, kept in KEPT_S.items():
                series.forget(db, step, (now - kept) // MINUTE * MINUTE)
            db.execute("DELETE FROM alarm_history WHERE at<?", (now - HISTORY_S,))
            for row in db.execute("SELECT name, retention FROM log_groups WHERE retention IS NOT NULL").fetchall():
                _forget_logs(db, row["name"], (now - row["retention"] * 86_400) * 1000)
        for _ in range(_MOST_STEPS):
            if self._store.size() <= self._most:
                break
            self._make_room()
        self._store.give_back()

    def _make_room(self) -> None:
        """Deletes the oldest hours, of figures and of logs."""
        with self._store.transaction() as db:
            first = series.oldest(db)
            log = db.execute("SELECT min(at) AS at FROM log_events").fetchone()["at"]
            times = [at for at in (first, log // 1000 if log is not None else None) if at is not None]
            if not times:
                return
            before = min(times) + _STEP_S
            for step in KEPT_S:
                series.forget(db, step, before)
            for row in db.execute("SELECT name FROM log_groups").fetchall():
                _forget_logs(db, row["name"], before * 1000)


def _forget_logs(db: Db, group: str, before: int) -> None:
    """Deletes a group's events before a time in milliseconds, and counts their bytes off."""
    for row in db.execute("SELECT id FROM log_streams WHERE log_group=?", (group,)).fetchall():
        of = "FROM log_events WHERE stream=? AND at<?"
        size = db.execute(f"SELECT sum(length(CAST(message AS BLOB)) + 26) {of}", (row["id"], before)).fetchone()[0]
        if size:
            db.execute(f"DELETE {of}", (row["id"], before))
            db.execute("UPDATE log_groups SET bytes=max(0, bytes-?) WHERE name=?", (size, group))
