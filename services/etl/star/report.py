"""The report of a run: what it read of each day, and what became of it. Pure.

read = accepted + quarantined, for every day: what was read is counted by the catalog and by Spark, what was written is
counted in the files that lie there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lake.errors import TarnError


class Unbalanced(TarnError):
    """What was written is not what was read: readers are not told of it."""


@dataclass(frozen=True)
class Seen:
    """What Spark found of one day: `read` rows in all, of which `accepted` and `reasons` are of what is made now."""

    read: int = 0
    accepted: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class DayReport:
    """One day, or the hour of it that was asked for: its events, and how many a reason sent to quarantine."""

    day: str
    read: int
    accepted: int
    reasons: dict[str, int]


def seen(counts: Iterable[tuple[str, bool, str | None, int]]) -> dict[str, Seen]:
    """Out of rows of (day, whether it is made now, reason or None, how many)."""
    read, accepted = Counter[str](), Counter[str]()
    reasons: dict[str, Counter[str]] = {}
    for day, now, reason, count in counts:
        read[day] += count
        if now and reason is None:
            accepted[day] += count
        elif now:
            reasons.setdefault(day, Counter())[str(reason)] += count
    return {day: Seen(read[day], accepted[day], reasons.get(day, Counter())) for day in read}


def check(day: str, rows: int, found: Seen, kept: tuple[int, int], written: tuple[int, int]) -> DayReport:
    """The day's report. Raises Unbalanced.

    `rows` says the catalog of the day's live files. `kept` and `written` are rows of fact table and quarantine: those
    of other hours that stay, and those in the new files.
    """
    if found.read != rows:
        raise Unbalanced(f"{day}: Spark read {found.read} events where the catalog counts {rows}")
    expected = (found.accepted + kept[0], found.reasons.total() + kept[1])
    if written != expected:
        raise Unbalanced(f"{day}: {written} rows of facts and quarantine were written, and not {expected}")
    return DayReport(day, found.accepted + found.reasons.total(), found.accepted, dict(sorted(found.reasons.items())))


def summary(days: Iterable[DayReport], dimension_rows: int | None) -> dict[str, Any]:
    """The sums of a run. `dimension_rows`: of the whole dimension, None where it stayed as it was."""
    days = list(days)
    reasons: Counter[str] = Counter()
    for day in days:
        reasons.update(day.reasons)
    sums: dict[str, Any] = {
        "days": len(days),
        "read": sum(day.read for day in days),
        "accepted": sum(day.accepted for day in days),
        "quarantined": reasons.total(),
        "reasons": dict(sorted(reasons.items())),
    }
    return sums if dimension_rows is None else sums | {"dimension_rows": dimension_rows}


def sentence(result: Mapping[str, Any]) -> str:
    """A run in one line.

    >>> sentence({"days": 1, "read": 3, "accepted": 2, "quarantined": 1, "reasons": {"schema": 1}})
    '1 day, 3 events: 2 accepted, 1 in quarantine (1 schema)'
    """
    if not result.get("days"):
        return "nothing new"
    why = ", ".join(f"{count:,} {reason}" for reason, count in result["reasons"].items())
    told = f"{result['quarantined']:,} in quarantine ({why})" if why else "none in quarantine"
    days = "1 day" if result["days"] == 1 else f"{result['days']:,} days"
    return f"{days}, {result['read']:,} events: {result['accepted']:,} accepted, {told}"
