"""Checks a run against the generator's answer key: what the key says, and what was found in the lake of that run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from lake.accounts.one_run import Outcome
from lake.layout import event_folder

_EPOCH = date(1970, 1, 1)


class Answer(NamedTuple):
    """One figure of the key beside the one found."""

    name: str
    expected: int
    found: int

    @property
    def right(self) -> bool:
        """Whether they agree."""
        return self.expected == self.found


def answers(key: Mapping[str, Any], found: Outcome, policy: Literal["first", "last"] = "first") -> list[Answer]:
    """Every figure of the answer key against what became of the run. With the policy `last` duplicates go on too."""
    unique, rows = len(found.ids), found.rows.total()
    going_on = key["unique"] + (key["duplicate"] if policy == "last" else 0)
    figures = [
        Answer("produced", key["sent"], found.sent),
        Answer("unique", key["unique"], unique),
        Answer("duplicate", key["duplicate"], found.sent - unique - found.quarantined),
        Answer("quarantined", key["malformed"], found.quarantined),
        Answer("emitted by dedup", going_on, found.emitted),
        Answer("delivered to the raw bucket", going_on, found.delivered),
        Answer("rows in the processed bucket", key["unique"], rows),
        Answer("in flight", 0, found.emitted - found.delivered + found.quarantined - found.reasons.total()),
        Answer("pending", 0, unique - rows),
    ]
    wanted = {_folder(row): row["unique"] for row in key["events"]}
    for folder in sorted(wanted.keys() | found.rows.keys()):
        figures.append(Answer(f"rows of {folder}", wanted.get(folder, 0), found.rows[folder]))
    reasons: dict[str, int] = key["malformed_by_reason"]
    for reason in sorted(reasons.keys() | found.reasons.keys()):
        figures.append(Answer(f"quarantined as {reason}", reasons.get(reason, 0), found.reasons[reason]))
    return figures


def _folder(row: Mapping[str, Any]) -> str:
    """The folder of a row of the key."""
    return event_folder(f"{row['event_type']}:{row['event_subtype']}", (date.fromisoformat(row["day"]) - _EPOCH).days)
