"""The picture of the Flow page: the stages in the order of the data, and the ledger's equations. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lake.accounts.ledger import Account
from lake.layout import EVENTS_TOPIC, OBJECTS_TOPIC
from services.console.facts import Facts, Stream
from services.console.show import number, size, span
from services.console.troubles import Trouble

_CHART = (240, 36)  # width and height of the line of arrivals


@dataclass(frozen=True)
class Stage:
    """One station. `figures` are label and value; `rate` is what leaves it a second."""

    name: str
    instead_of: str
    parts: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    last: str
    rate: str = ""
    state: str = "ok"
    page: str = ""


@dataclass(frozen=True)
class Equation:
    """One line of the ledger: `left` is the sum of `terms`."""

    left: tuple[str, int]
    terms: tuple[tuple[str, int], ...]
    note: str = ""

    @property
    def equal(self) -> bool:
        """Whether it is."""
        return self.left[1] == sum(value for _, value in self.terms)


@dataclass(frozen=True)
class Picture:
    """All of the page that changes."""

    stages: list[Stage]
    equations: list[Equation]
    troubles: list[Trouble]
    parts: list[tuple[str, str, str]]  # name, state, sentence
    line: str  # of the chart of arrivals; empty where there is none yet
    most: float = 0.0
    faults: tuple[str, ...] = ()
    balanced: bool | None = None
    age_s: float | None = None
    stale: str = field(default="")


def picture(facts: Facts, found: list[Trouble], arrivals: list[float]) -> Picture:
    """What is drawn of the facts."""
    stream = facts.stream.value
    bad: dict[str, str] = {trouble.part: trouble.level for trouble in reversed(found)}
    stages = [_judged(stage, bad) for stage in (_stages(facts, stream) if stream else [])]
    return Picture(
        stages=stages,
        equations=_equations(stream.account, stream.lake) if stream else [],
        troubles=found,
        parts=[(name, *_part(name, facts, bad)) for name in facts.parts],
        line=_line(arrivals),
        most=max(arrivals, default=0.0),
        faults=stream.account.faults if stream else (),
        balanced=stream.account.balanced if stream else None,
        age_s=facts.stream.age_s,
    )


def _part(name: str, facts: Facts, bad: dict[str, str]) -> tuple[str, str]:
    reading = facts.parts[name]
    if name in bad:
        return bad[name], reading.error or reading.value or "see above"
    return ("unknown", "not asked yet") if reading.age_s is None else ("ok", "answers")


def _judged(stage: Stage, bad: dict[str, str]) -> Stage:
    levels = [bad[part] for part in stage.parts if part in bad]
    state = "bad" if "bad" in levels else "warn" if levels else "ok"
    return Stage(**{**vars(stage), "state": state})


def _stages(facts: Facts, stream: Stream) -> Iterable[Stage]:
    a, now, rates = stream.account, stream.at, facts.rates
    sink_waits = max(0, a.emitted - a.delivered + a.quarantined - a.quarantine_delivered)
    ids = facts.ids.value
    yield Stage(
        "Stream", "Kinesis", ("kafka",),
        (("in the last minute", number(stream.last_minute)), ("ever", number(a.produced))),
        _ago("last event", stream.last.get(EVENTS_TOPIC), now), _rate(rates.get("produced")), page="/events",
    )  # fmt: skip
    yield Stage(
        "Dedup", "Lambda + DynamoDB", ("dedup", "redis"),
        (
            ("unique", number(a.unique)), ("duplicate", _share(a.duplicate, a.in_)),
            ("waiting", _waiting(max(0, a.in_flight - sink_waits), stream.oldest.get("dedup"), now)),
            ("ids kept", f"{number(ids.count)} · {size(ids.used)}" if ids else "–"),
        ),
        _ago("last decision", stream.last.get("events.unique"), now), _rate(rates.get("unique")),
    )  # fmt: skip
    yield Stage(
        "Sink", "Firehose", ("sink",),
        (("delivered", number(a.delivered)), ("waiting", _waiting(sink_waits, stream.oldest.get("sink"), now))),
        _ago("last object", stream.last.get(OBJECTS_TOPIC), now), _rate(rates.get("delivered")),
    )  # fmt: skip
    yield Stage(
        "Raw bucket", "S3", ("object-store",),
        (("events", number(a.delivered)), ("bad records", number(a.quarantine_delivered + a.strays))),
        _ago("last change", stream.last.get(OBJECTS_TOPIC), now), page="/quarantine",
    )  # fmt: skip
    yield _etl(facts, stream)
    rows = number(a.rows) if stream.lake else "–"
    yield Stage(
        "Lake", "Glue Catalog", ("catalog",),
        (
            ("rows", rows), ("files", number(stream.files) if stream.lake else "–"),
            ("size", size(stream.file_bytes) if stream.lake else "–"),
        ),
        "", _rate(rates.get("rows")) if stream.lake else "", page="/lake",
    )  # fmt: skip


def _etl(facts: Facts, stream: Stream) -> Stage:
    runs, a = facts.runs.value or [], stream.account
    last = runs[0] if runs else None
    told = "no run yet"
    if last is not None:
        ended = last.completed_on
        took = f", took {span(ended - last.started_on)}" if ended else ""
        told = f"run {last.job_run_state.lower()}{took}, {span(facts.now - (ended or last.started_on))} ago"
    figures = (
        ("pending", number(a.pending) if stream.lake else "–"),
        ("rejected", number(a.rejected) if stream.lake else "–"),
    )
    return Stage("ETL", "Glue jobs", ("etl",), figures, told, page="/lake/jobs/etl")


def _equations(a: Account, lake: bool) -> list[Equation]:
    sink_waits = a.emitted - a.delivered + a.quarantined - a.quarantine_delivered
    before = a.produced - a.in_
    lines = [
        Equation(("produced", a.produced), (("in", a.in_), ("expired or waiting" if a.expired else "waiting", before))),
        Equation(("in", a.in_), (("unique", a.unique), ("duplicate", a.duplicate), ("quarantined", a.quarantined))),
        Equation(
            ("emitted and quarantined", a.emitted + a.quarantined),
            (
                ("delivered", a.delivered + a.quarantine_delivered),
                ("expired or in flight" if a.expired else "in flight", sink_waits),
            ),
        ),
    ]
    if lake:
        terms = (("rows", a.rows), ("pending", a.pending), ("rejected", a.rejected), ("superseded", a.superseded))
        lines.append(Equation(("delivered", a.delivered), terms))
    return lines


def _line(arrivals: list[float]) -> str:
    """The points of an SVG polyline."""
    if len(arrivals) < 2:
        return ""
    width, height = _CHART
    top = max(arrivals) or 1.0
    step = width / (len(arrivals) - 1)
    return " ".join(f"{n * step:.1f},{height - 2 - value / top * (height - 4):.1f}" for n, value in enumerate(arrivals))


def _rate(value: float | None) -> str:
    return "measuring" if value is None else f"{number(round(value, 1))}/s"


def _share(part: int, whole: int) -> str:
    return f"{number(part)} · {part / whole:.1%}" if whole else number(part)


def _waiting(records: int, oldest: float | None, now: float) -> str:
    if not records:
        return "none"
    return number(records) + (f" · for {span(max(0.0, now - oldest))}" if oldest else "")


def _ago(what: str, moment: float | None, now: float) -> str:
    return f"{what} {span(max(0.0, now - moment))} ago" if moment else f"no {what.removeprefix('last ')} yet"
