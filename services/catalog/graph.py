"""The graph of a workflow, and what became of the actions of one run. Pure, but for the times of its runs.

trigger ──▶ job or crawler that it starts ──▶ trigger that watches it
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.catalog.trigger_rules import action_of, conditions

Answer = dict[str, Any]

_COUNTED = {
    "TIMEOUT": "TimeoutActions",
    "FAILED": "FailedActions",
    "STOPPED": "StoppedActions",
    "CANCELLED": "StoppedActions",
    "SUCCEEDED": "SucceededActions",
    "ERROR": "ErroredActions",
    "WAITING": "WaitingActions",
}
COUNTS = (
    "TotalActions",
    "TimeoutActions",
    "FailedActions",
    "StoppedActions",
    "SucceededActions",
    "RunningActions",
    "ErroredActions",
    "WaitingActions",
)


@dataclass(frozen=True)
class Part:
    """A trigger of a workflow, as Glue shows it."""

    name: str
    shown: Mapping[str, Any]


def graph(workflow: str, parts: Sequence[Part], runs: Mapping[tuple[str, str], Sequence[Answer]] | None) -> Answer:
    """Nodes and edges; with `runs`, by kind and name, what each job and crawler did in one run of the workflow."""
    nodes: dict[str, Answer] = {}
    edges: list[Answer] = []
    for one in parts:
        trigger = _node(nodes, workflow, "TRIGGER", one.name)
        trigger["TriggerDetails"] = {"Trigger": dict(one.shown)}
        for kind, name in map(action_of, one.shown.get("Actions") or []):
            edges.append(_edge(trigger, _work(nodes, workflow, kind, name, runs)))
        for condition in conditions(one.shown):
            edges.append(_edge(_work(nodes, workflow, condition.kind, condition.name, runs), trigger))
    return {"Nodes": list(nodes.values()), "Edges": _once(edges)}


def counted(states: Iterable[str]) -> Answer:
    """Glue's WorkflowRunStatistics of the states of a run's actions; what has no last state yet is running."""
    found = Counter(_COUNTED.get(state, "RunningActions") for state in states)
    return {name: found.total() if name == "TotalActions" else found[name] for name in COUNTS}


def _work(
    nodes: dict[str, Answer],
    workflow: str,
    kind: str,
    name: str,
    runs: Mapping[tuple[str, str], Sequence[Answer]] | None,
) -> Answer:
    node = _node(nodes, workflow, kind, name)
    if runs is not None:
        details, of = ("JobDetails", "JobRuns") if kind == "JOB" else ("CrawlerDetails", "Crawls")
        node[details] = {of: list(runs.get((kind, name), ()))}
    return node


def _node(nodes: dict[str, Answer], workflow: str, kind: str, name: str) -> Answer:
    """A node, the same for the same workflow, kind and name."""
    text = "\x00".join((workflow, kind, name))
    unique = f"wnode_{hashlib.sha256(text.encode()).hexdigest()}"
    return nodes.setdefault(unique, {"Type": kind, "Name": name, "UniqueId": unique})


def _edge(source: Answer, destination: Answer) -> Answer:
    return {"SourceId": source["UniqueId"], "DestinationId": destination["UniqueId"]}


def _once(edges: list[Answer]) -> list[Answer]:
    return list({tuple(edge.values()): edge for edge in edges}.values())
