"""Series and their points in the database.

A series is a namespace, a name, dimensions and a unit. Its points are statistic sets: one a minute for 15 days and,
of what was put with a resolution of one second, one a second for three hours (CloudWatch's resolutions).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.metrics.figures.statistic import StatisticSet, merge
from services.metrics.store import Db

MINUTE = 60
KEPT_S = {MINUTE: 15 * 86_400, 1: 3 * 3_600}

Dimensions = tuple[tuple[str, str], ...]


class Series(NamedTuple):
    """What a metric is known by, and its unit. Dimensions are sorted."""

    namespace: str
    name: str
    dimensions: Dimensions
    unit: str


class Datum(NamedTuple):
    """A statistic set of one series at a time in seconds. `step`: 1 where it is kept by the second, too."""

    series: Series
    at: int
    found: StatisticSet
    step: int = MINUTE


class Known(NamedTuple):
    """A series of the database."""

    id: int
    series: Series
    first_at: int
    last_at: int


def dimensions(given: Iterable[Mapping[str, str]]) -> Dimensions:
    """Dimensions as AWS writes them, sorted."""
    return tuple(sorted((one["Name"], one["Value"]) for one in given))


def as_members(found: Dimensions) -> list[dict[str, str]]:
    """Dimensions as AWS writes them."""
    return [{"Name": name, "Value": value} for name, value in found]


def add(db: Db, data: Iterable[Datum]) -> None:
    """Adds data to their buckets."""
    buckets: dict[tuple[Series, int, int], list[StatisticSet]] = {}
    for datum in data:
        for step in {MINUTE, datum.step}:
            buckets.setdefault((datum.series, step, datum.at - datum.at % step), []).append(datum.found)
    ids = {series: _identify(db, series, at) for (series, _, at) in buckets}
    for (series, step, at), sets in buckets.items():
        key = (ids[series], step, at)
        row = db.execute("SELECT * FROM points WHERE series=? AND step=? AND at=?", key).fetchone()
        whole = merge([*([_set(row)] if row else []), *sets])
        kept = (*key, whole.total, whole.count, whole.low, whole.high, _held(whole))
        db.execute("INSERT OR REPLACE INTO points VALUES (?,?,?,?,?,?,?,?)", kept)


def find(db: Db, namespace: str, name: str, wanted: Dimensions, unit: str | None = None) -> list[Known]:
    """The series of a metric: one a unit, or the one with this unit."""
    rows = db.execute(
        "SELECT * FROM series WHERE namespace=? AND name=? AND dimensions=? AND (? IS NULL OR unit=?) ORDER BY unit",
        (namespace, name, _text(wanted), unit, unit),
    )
    return [_known(row) for row in rows]


def every(db: Db, namespace: str | None, name: str | None, since: int) -> list[Known]:
    """All series with points since a time, of a namespace and name where given."""
    rows = db.execute(
        "SELECT * FROM series WHERE last_at>=? AND (? IS NULL OR namespace=?) AND (? IS NULL OR name=?) "
        "ORDER BY namespace, name, dimensions, unit",
        (since, namespace, namespace, name, name),
    )
    return [_known(row) for row in rows]


def points(db: Db, series: int, step: int, start: int, end: int) -> list[tuple[int, StatisticSet]]:
    """The points of a series from `start` to before `end`, in order of time."""
    rows = db.execute(
        "SELECT * FROM points WHERE series=? AND step=? AND at>=? AND at<? ORDER BY at", (series, step, start, end)
    )
    return [(row["at"], _set(row)) for row in rows]


def forget(db: Db, step: int, before: int) -> None:
    """Deletes points older than a time, and series that have none left."""
    for (series,) in db.execute("SELECT id FROM series WHERE first_at<?", (before,)).fetchall():
        db.execute("DELETE FROM points WHERE series=? AND step=? AND at<?", (series, step, before))
        if step == MINUTE:
            db.execute("UPDATE series SET first_at=? WHERE id=?", (before, series))
    if step == MINUTE:
        db.execute("DELETE FROM series WHERE last_at<?", (before,))


def oldest(db: Db) -> int | None:
    """The time of the oldest series' first point."""
    found: int | None = db.execute("SELECT min(first_at) FROM series").fetchone()[0]
    return found


def _identify(db: Db, series: Series, at: int) -> int:
    row = db.execute(
        "INSERT INTO series (namespace, name, dimensions, unit, first_at, last_at) VALUES (?,?,?,?,?,?) "
        "ON CONFLICT DO UPDATE SET first_at=min(first_at, excluded.first_at), last_at=max(last_at, excluded.last_at) "
        "RETURNING id",
        (series.namespace, series.name, _text(series.dimensions), series.unit, at - at % MINUTE, at),
    ).fetchone()
    return int(row[0])


def _known(row: Mapping[str, object]) -> Known:
    pairs = tuple((str(k), str(v)) for k, v in json.loads(str(row["dimensions"])))
    series = Series(str(row["namespace"]), str(row["name"]), pairs, str(row["unit"]))
    return Known(int(str(row["id"])), series, int(str(row["first_at"])), int(str(row["last_at"])))


def _text(found: Dimensions) -> str:
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False)


def _set(row: Mapping[str, object]) -> StatisticSet:
    total, count, low, high = (float(str(row[name])) for name in ("total", "count", "low", "high"))
    held = row["held"]
    if held == "":  # one value, however often
        return StatisticSet(total, count, low, high, ((low, count),))
    values = None if held is None else tuple((float(v), float(c)) for v, c in json.loads(str(held)))
    return StatisticSet(total, count, low, high, values)


def _held(found: StatisticSet) -> str | None:
    if found.values is None:
        return None
    return "" if len(found.values) == 1 else json.dumps(found.values, separators=(",", ":"))
