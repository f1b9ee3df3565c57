"""What is wrong, in a sentence, with the command that mends it. Pure: facts in, troubles out, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lake.catalog_answers import JobRun
from lake.layout import DEDUP_GROUP, SINK_GROUP
from services.console.facts import Facts, Stream
from services.console.kept import Reading
from services.console.show import span

SILENT_S = 5.0  # without an answer
UNREAD_S = 9.0  # without figures: many questions one after another, beside those of other pages
SLOW_S = 3.0  # for an answer
STILL_S = 8.0  # without a commit, though records wait
OLD_S = {DEDUP_GROUP: 30.0, SINK_GROUP: 60.0}  # a record that waits longer is late; the sink's buffer comes on top

_HELD = "kafka holds readers of topic {topic} back{since}: a transaction stays open; it is ended when its time is out."
_EFFECT = {
    "kafka": "nothing moves, and nothing can be sent",
    "redis": "dedup waits, and nothing passes it",
    "object-store": "the sink and the ETL wait",
    "catalog": "no run of the ETL starts, and no table is found",
    "dedup": "events wait in topic events",
    "sink": "events wait in topic events.unique",
    "etl": "what is in the raw bucket waits for its rows",
    "gateway": "AWS clients get no answer",
    "query": "Athena answers nothing",
    "crawler": "crawls wait",
    "metrics": "CloudWatch answers nothing, and no alarm rings",
}


@dataclass(frozen=True)
class Trouble:
    """`level` bad: it does not go on by itself. warn: it may."""

    level: Literal["bad", "warn"]
    part: str
    sentence: str
    command: str


def troubles(facts: Facts) -> list[Trouble]:
    """All that is wrong."""
    found = [trouble for name, part in facts.parts.items() if (trouble := _of_part(name, part))]
    down = {trouble.part for trouble in found}
    if len(down) == len(facts.parts):
        return [Trouble("bad", "kafka", "No part of the stack answers.", "./tarn up")]
    if facts.stream.value is not None and "kafka" not in down:
        found += _of_stream(facts, facts.stream.value, down)
    if "kafka" not in down and (facts.stream.error or facts.stream.waits_s > UNREAD_S):
        found.append(Trouble("bad", "kafka", _unread(facts.stream), "./tarn logs kafka"))
    found += _of_runs(facts.runs.value or [])
    if facts.ids.value and facts.ids.value.most and facts.ids.value.used > 0.9 * facts.ids.value.most:
        share = facts.ids.value.used / facts.ids.value.most
        found.append(Trouble("warn", "redis", f"Redis is {share:.0%} full; full, it takes no ids.", "./tarn doctor"))
    return sorted(found, key=lambda trouble: trouble.level != "bad")


def _of_part(name: str, reading: Reading[str]) -> Trouble | None:
    effect = f": {_EFFECT[name]}" if name in _EFFECT else ""
    if reading.error:
        return Trouble(
            "bad", name, f"{name} does not answer{effect} ({_bare(reading.error)}).", f"./tarn restart {name}"
        )
    if reading.waits_s > SILENT_S:
        silent = f"{name} has not answered for {span(reading.waits_s)}{effect}."
        return Trouble("bad", name, silent, f"./tarn restart {name}")
    if reading.value:
        return Trouble("bad", name, f"{name} says: {_bare(reading.value)}.", f"./tarn logs {name}")
    if reading.took_s > SLOW_S:
        slow = f"{name} is slow: it answered after {span(reading.took_s)}."
        return Trouble("warn", name, slow, f"./tarn logs {name}")
    return None


def _bare(sentence: str) -> str:
    return sentence.rstrip(". ")


def _unread(reading: Reading[Stream]) -> str:
    why = _bare(reading.error or "") or f"Kafka has not answered for {span(reading.waits_s)}"
    return f"The figures cannot be read: {why}."


def _of_stream(facts: Facts, stream: Stream, down: set[str]) -> Iterator[Trouble]:
    for group in (DEDUP_GROUP, SINK_GROUP):
        if group not in down:
            yield from _behind(facts, stream, group)
    for topic, held_s in facts.holding.items():
        since = f" for {span(held_s)}" if held_s >= 1 else ""
        yield Trouble("warn", "kafka", _HELD.format(topic=topic, since=since), "./tarn logs kafka")
    account = stream.account
    if account.faults:
        more = f", and {len(account.faults) - 1} more" if len(account.faults) > 1 else ""
        yield Trouble("bad", "ledger", f"The ledger is not equal: {account.faults[0]}{more}.", "./tarn ledger")
    if account.expired:
        lost = f"{account.expired:,} records expired in Kafka before anybody read them, and are lost."
        yield Trouble("bad", "kafka", lost, "./tarn logs dedup sink")


def _behind(facts: Facts, stream: Stream, group: str) -> Iterator[Trouble]:
    oldest = stream.oldest.get(group)
    if oldest is None:
        return
    age = stream.at - oldest  # by the clock of the figures: what came since is not known
    late = OLD_S[group] + (facts.sink_buffer_s if group == SINK_GROUP else 0)
    still = facts.standing.get(group)
    still_most = STILL_S + (facts.sink_buffer_s if group == SINK_GROUP else 0)
    if age > still_most and still is not None and still > still_most:
        text = f"{group} stands still: for {span(still)} it has committed nothing, and a record waits for {span(age)}."
        yield Trouble("bad", group, text, f"./tarn restart {group}")
    elif age > late:
        text = f"{group} is behind: the oldest record waits for {span(age)}."
        yield Trouble("warn", group, text, f"./tarn logs {group}")


def _of_runs(runs: list[JobRun]) -> Iterator[Trouble]:
    """The newest run that ended says whether the ETL is well."""
    ended = next((run for run in runs if run.finished), None)
    if ended is not None and ended.job_run_state not in ("SUCCEEDED", "STOPPED"):
        why = f": {ended.error_message}" if ended.error_message else ""
        text = f"The last run of job {ended.job_name} ended {ended.job_run_state}{why}."
        yield Trouble("bad", "etl", text, "./tarn etl runs")
