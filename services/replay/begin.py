"""A new run, or one that goes on: checked before anything is sent.

1. Refuse what cannot be exact: a topic that is not served, a repair that dedup would not hold up.
2. Draw up the plan: which objects, how many events and bytes.
3. Write the record of the run, from which any later process can go on.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from lake import limits
from lake.accounts import replays
from lake.accounts.replays import Choice, Planned, Run, Wish
from lake.config import load, variable
from lake.edges.ids.seen import SeenSettings
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import Topics
from lake.edges.objects import ObjectStore
from lake.errors import TarnError
from lake.layout import EVENTS_TOPIC, REPLAYS_TOPIC
from services.replay import choose
from services.replay.plan import Plan, drawn_up


@dataclass(frozen=True)
class Begun:
    """What a run needs besides its neighbours."""

    run: Run
    plan: Plan
    ids: frozenset[str] | None
    partitions: int


def verify(wish: Wish) -> None:
    """Raises TarnError for a wish that is not served."""
    choose.verify(wish.choice)
    if wish.rate and wish.speed:
        raise TarnError("--rate and --speed are two ways to say how fast: give one")
    if wish.mode == "reprocess":
        replays.verify_topic(wish.topic)
    elif variable("TARN_DEDUP_POLICY").lower() == "last":
        raise TarnError("repair needs TARN_DEDUP_POLICY=first: with `last`, dedup passes on what is there already")


def new(wish: Wish, store: ObjectStore, complain: Callable[[str], None]) -> Begun:
    """A run that was not there before; nothing is written yet. Raises TarnError where nothing is chosen."""
    verify(wish)
    ids, digest = choose.read_ids(wish.choice)
    now = time.time()
    plan = drawn_up(store, wish.choice, Plan(now - load(SeenSettings).dedup_ttl_s), complain)
    if not plan.planned.objects:
        raise TarnError("no object of bucket `raw` is chosen")
    run = Run(
        id=secrets.token_hex(6),
        who=wish.who,
        mode=wish.mode,
        topic=wish.topic,
        choice=msgspec.structs.replace(wish.choice, ids_sha256=digest),
        rate=wish.rate,
        speed=wish.speed,
        digest=plan.digest if wish.speed else "",
        started=now,
        updated=now,
        state="running",
        planned=plan.planned,
        bounds=plan.bounds,
        forgotten=wish.forgotten,
    )
    return Begun(run, plan, ids, 0)


def again(run: Run, ids: str | None, store: ObjectStore, complain: Callable[[str], None]) -> Begun:
    """The rest of a run that was paused or killed; `ids` is where its file of ids lies by now, where it moved."""
    if run.state == "done":
        raise TarnError(f"run {run.id} is done: it sent {run.events:,} events")
    if ids is not None and run.choice.ids is None:
        raise TarnError(f"run {run.id} did not choose by ids")
    choice: Choice = run.choice if ids is None else msgspec.structs.replace(run.choice, ids=ids)
    verify(Wish(who="", mode=run.mode, topic=run.topic, choice=choice))
    known, _ = choose.read_ids(choice)
    plan = drawn_up(store, choice, Plan(time.time() - load(SeenSettings).dedup_ttl_s, run.bounds), complain)
    return Begun(run, plan, known, 0)


def remembered(run: Run, planned: Planned) -> None:
    """Raises TarnError where dedup may have forgotten ids of a repair, and would let them pass a second time."""
    if run.mode == "repair" and planned.forgotten and not run.forgotten:
        raise TarnError(
            f"{planned.forgotten:,} of {planned.objects:,} chosen objects were delivered longer ago than dedup "
            "remembers ids (TARN_DEDUP_TTL_S), so what is there already might pass: choose by --delivered-since, "
            "or give --forgotten"
        )


def topics_ready(topics: Topics, run: Run, complain: Callable[[str], None]) -> int:
    """How many partitions the run's topic has. A topic of reprocess that is not there is made, as wide as `events`."""
    topics.ensure_compacted(REPLAYS_TOPIC)
    if not topics.present(run.topic):
        topics.ensure({run.topic: limits.OUTPUT_RECORD})
        topics.widen([run.topic], len(topics.partitions(EVENTS_TOPIC)))
        complain(f"topic {run.topic} was not there, and is made")
    return len(topics.partitions(run.topic))


def stored(settings: BrokerSettings, topics: Topics, run: str, settled: bool = True) -> Run:
    """A run as its record says, once no transaction is open. Raises TarnError where there is none, Transient."""
    found = replays.runs(settings, topics, settled).get(run)
    if found is None:
        raise TarnError(f"there is no run {run!r}; ./tarn replay list shows those there are")
    return found
