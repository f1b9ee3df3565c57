"""Checks a run against the generator's answer key: what the key says, and what was found in the lake after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lake.ledger import Account


@dataclass(frozen=True)
class Found:
    """What the stack holds at one moment."""

    account: Account
    rows: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # by (event_type, event_subtype, day)
    quarantined: Counter[str] = field(default_factory=Counter)  # by reason, counted in the raw bucket


class Answer(NamedTuple):
    """One figure of the key beside the one found."""

    name: str
    expected: int
    found: int

    @property
    def right(self) -> bool:
        """Whether they agree."""
        return self.expected == self.found


def answers(key: Mapping[str, Any], before: Found, after: Found) -> list[Answer]:
    """Every figure of the answer key against the difference that the run made."""

    def grown(name: str) -> int:
        return int(getattr(after.account, name) - getattr(before.account, name))

    figures = [
        Answer("produced", key["sent"], grown("produced")),
        Answer("unique", key["unique"], grown("unique")),
        Answer("duplicate", key["duplicate"], grown("duplicate")),
        Answer("quarantined", key["malformed"], grown("quarantined")),
        Answer("delivered to the raw bucket", key["unique"], grown("delivered")),
        Answer("rows in the processed bucket", key["unique"], grown("rows")),
        Answer("rejected by the ETL", 0, grown("rejected")),
        Answer("in flight", 0, after.account.in_flight),
        Answer("pending", 0, after.account.pending),
    ]
    wanted = {(row["event_type"], row["event_subtype"], row["day"]): row["unique"] for row in key["events"]}
    made = after.rows - before.rows
    for where in sorted(wanted.keys() | made.keys()):
        figures.append(Answer(f"rows of {where[0]}:{where[1]} on {where[2]}", wanted.get(where, 0), made[where]))
    reasons: dict[str, int] = key["malformed_by_reason"]
    new = after.quarantined - before.quarantined
    for reason in sorted(reasons.keys() | new.keys()):
        figures.append(Answer(f"quarantined as {reason}", reasons.get(reason, 0), new[reason]))
    return figures
