"""What a trigger's definition must be, and whether its predicate holds. Pure.

    ON_DEMAND      StartTrigger starts its actions
    SCHEDULED      so does the clock, by cron(…) or rate(…), while it is ACTIVATED
    CONDITIONAL    so does the end of runs that triggers started, while it is ACTIVATED

    docs.aws.amazon.com/glue/latest/dg/about-triggers.html

A SCHEDULED or CONDITIONAL trigger is CREATED until StartTrigger (or StartOnCreation) makes it ACTIVATED.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aws.schedule import BadSchedule, parse
from services.catalog.errors import InvalidInputException

JOB_STATES = ("SUCCEEDED", "STOPPED", "FAILED", "TIMEOUT")
CRAWL_STATES = ("SUCCEEDED", "FAILED", "CANCELLED")

Definition = Mapping[str, Any]


@dataclass(frozen=True)
class Condition:
    """A run of `name` that ends in `state`."""

    kind: str  # JOB or CRAWLER
    name: str
    state: str


def check(kind: str, definition: Definition) -> None:
    """Raises InvalidInputException, in Glue's words where they are known (getmoto/moto)."""
    if kind == "EVENT" or definition.get("EventBatchingCondition"):
        raise InvalidInputException("triggers of type EVENT are not served: there is no EventBridge")
    if kind == "SCHEDULED":
        if not definition.get("Schedule"):
            raise InvalidInputException("Schedule cannot be null or empty for a trigger of type SCHEDULED")
        try:
            parse(definition["Schedule"])
        except BadSchedule as error:
            raise InvalidInputException(f"Invalid schedule: {error}") from None
    elif definition.get("Schedule"):
        raise InvalidInputException(f"Schedule cannot be set for a trigger of type {kind}")
    for action in definition.get("Actions") or []:
        _check_action(action)
    if kind == "CONDITIONAL":
        _check_predicate(definition.get("Predicate") or {})
    elif (definition.get("Predicate") or {}).get("Conditions"):
        raise InvalidInputException(f"Predicate cannot be set for a trigger of type {kind}")


def conditions(definition: Definition) -> list[Condition]:
    """The conditions of a predicate, in its order."""
    found = (definition.get("Predicate") or {}).get("Conditions") or []
    return [
        Condition("JOB", one["JobName"], one["State"])
        if one.get("JobName")
        else Condition("CRAWLER", one["CrawlerName"], one["CrawlState"])
        for one in found
    ]


def is_any(definition: Definition) -> bool:
    """Whether one condition is enough."""
    return (definition.get("Predicate") or {}).get("Logical") == "ANY"


def holds(definition: Definition, met: Sequence[bool]) -> bool:
    """Whether a predicate holds, by which of its conditions are met."""
    return any(met) if is_any(definition) else all(met)


def action_of(action: Definition) -> tuple[str, str]:
    """The kind and the name of what an action starts."""
    return ("JOB", action["JobName"]) if action.get("JobName") else ("CRAWLER", action["CrawlerName"])


def _check_action(action: Definition) -> None:
    if action.get("JobName") and action.get("CrawlerName"):
        raise InvalidInputException("Both JobName and CrawlerName cannot be set together in an action")
    if not action.get("JobName") and not action.get("CrawlerName"):
        raise InvalidInputException("JobName or CrawlerName in an action cannot be null or empty")


def _check_predicate(predicate: Definition) -> None:
    found = predicate.get("Conditions") or []
    if not found:
        raise InvalidInputException("Predicate cannot be null or empty")
    if len(found) > 1 and not predicate.get("Logical"):
        raise InvalidInputException("Logical operator cannot be null or empty")
    for one in found:
        if not one.get("LogicalOperator"):
            raise InvalidInputException("Logical operator cannot be null or empty")
        if bool(one.get("JobName")) == bool(one.get("CrawlerName")):
            raise InvalidInputException("JobName or CrawlerName in condition cannot be null or empty")
        if one.get("JobName") and one.get("State") not in JOB_STATES:
            raise InvalidInputException(_no_state("job", JOB_STATES))
        if one.get("CrawlerName") and one.get("CrawlState") not in CRAWL_STATES:
            raise InvalidInputException(_no_state("crawler", CRAWL_STATES))


def _no_state(what: str, states: tuple[str, ...]) -> str:
    allowed = ", ".join(states)
    return f"State cannot be null or empty, choose from one of the following {what} state: [{allowed}]"
