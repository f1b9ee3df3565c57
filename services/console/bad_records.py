"""The Quarantine page: bad records by reason and day, the records themselves, and sending them again in two steps.

Counts come from the names of the objects, which say how many records each holds, so nothing is read for them. Records
are read object by object, the newest object first, as many as a page shows. Sending again (`redrive.py`) is first a
dry run that says what would be sent, then the same once more for good.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from starlette.requests import Request
from starlette.responses import Response

from lake.accounts import quarantine
from lake.accounts.quarantine import Choice, Quarantined, moment
from lake.accounts.redrive import Redriven, Rules, Sender, redrive
from lake.edges.objects import ObjectInfo
from lake.errors import NotYet, TarnError, Transient
from lake.layout import EVENTS_TOPIC, QUARANTINE, decode
from services.console.edges import Edges
from services.console.kept import Kept
from services.console.render import Asked, render, whole

ROWS = 25
MOST_REDRIVEN = 20_000  # records at once here; the command line takes any number
_PICKED = 100
_REVERSED = 5_000_000  # bytes of a packed object: up to this it is read to its end, and shown from there
_LISTED_S = 5.0
_KEY = re.compile(r"quarantine/reason=([^/]+)/year=(\d{4})/month=(\d{2})/day=(\d{2})/[^/]+?(?:-(\d{1,9}))?\.json\.gz")


@dataclass
class Count:
    """How many records of a reason: as the names of its objects say; `unknown` objects whose names do not."""

    reason: str
    records: int = 0
    objects: int = 0
    unknown: int = 0
    days: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Page:
    """Some records with the key of the object that holds each; `older` is the cursor of the next page."""

    records: list[tuple[str, Quarantined]]
    older: tuple[str, int] | None
    complaints: list[str]


def counts(held: Iterable[ObjectInfo]) -> list[Count]:
    """By reason, the most first."""
    found: dict[str, Count] = {}
    for entry in held:
        match = _KEY.fullmatch(entry.key)
        reason = decode(match[1]) if match else "(an object of another name)"
        count = found.setdefault(reason, Count(reason))
        count.objects += 1
        if match is None or match[5] is None:
            count.unknown += 1
        else:
            count.records += int(match[5])
            count.days[f"{match[2]}-{match[3]}-{match[4]}"] += int(match[5])
    return sorted(found.values(), key=lambda count: (-count.records, count.reason))


def choose(query: Mapping[str, str]) -> Choice:
    """The records that an address means. Raises Asked."""
    try:
        since, until = moment(query.get("since", "").strip() or None), moment(query.get("until", "").strip() or None)
    except TarnError as error:
        raise Asked(str(error)) from None
    return Choice(query.get("reason", "").strip() or "all", since, until)


def of_choice(held: Iterable[ObjectInfo], choice: Choice) -> list[ObjectInfo]:
    """The objects that may hold chosen records, the newest first."""
    fit = [entry for entry in held if entry.key.startswith(choice.prefix) and choice.takes_object(entry.key)]
    return sorted(fit, key=lambda entry: (entry.last_modified, entry.key), reverse=True)


class BadRecords:
    """What the page asks."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        pool = ThreadPoolExecutor(1, "quarantine")
        self._held = Kept(lambda: quarantine.entries(edges.store, Choice()), pool, _LISTED_S)

    def page(self, request: Request) -> Response:
        return render(request, "quarantine.html", query=request.query_params, choice=choose(request.query_params))

    def records(self, request: Request) -> Response:
        query = request.query_params
        choice = choose(query)
        everything = self.listed()
        held = of_choice(everything, choice)
        cursor = (query.get("key", ""), whole(query, "line", 0, 10**9))
        found = self._page(held, choice, cursor)
        within = Choice("all", choice.since, choice.until)
        return render(
            request, "bad_records.html", found=found, query=query, choice=choice,
            counts=counts(of_choice(everything, within)), everything=len(everything),
        )  # fmt: skip

    def redrive(self, request: Request) -> Response:
        form: Mapping[str, list[str]] = request.state.form
        first = {name: values[0] for name, values in form.items()}
        send = first.get("step") == "send"
        picked = [tuple(pick.split("|", 1)) for pick in form.get("pick", [])]
        choice = choose(first)
        if not picked and (choice.which == "all" or first.get("which") != "reason"):
            raise Asked("no record was chosen: tick some, or take all of a reason")
        skip, again = first.get("skip_truncated") == "on", first.get("again") == "on"
        done, refusal = Redriven(), ""
        try:
            done = self._redriven(picked, choice, send, skip, again)
        except TarnError as error:
            if isinstance(error, (Asked, NotYet, Transient)):
                raise
            refusal = str(error)
        return render(
            request, "redrive.html", form=form, first=first, sent=send, done=done, refusal=refusal, skip=skip,
            again=again, choice=choice, picked=len(picked),
        )  # fmt: skip

    def listed(self) -> list[ObjectInfo]:
        """The objects of the quarantine. Raises Transient where the store has not told yet."""
        reading = self._held.look(20)
        if reading.value is None:
            raise Transient(
                reading.error or "the object store has not listed the quarantine yet: try again in a moment"
            )
        return reading.value

    def _page(self, held: list[ObjectInfo], choice: Choice, cursor: tuple[str, int]) -> Page:
        complaints: list[str] = []
        found: list[tuple[str, Quarantined]] = []
        begin = next((n for n, entry in enumerate(held) if entry.key == cursor[0]), 0)
        skip = cursor[1] if held and held[begin].key == cursor[0] else 0
        for entry in held[begin:]:
            of_object = self._records_of(entry, choice, complaints)
            for number, record in enumerate(islice(of_object, skip, None), skip):
                if len(found) == ROWS:
                    return Page(found, (entry.key, number), complaints)
                found.append((entry.key, record))
            skip = 0
        return Page(found, None, complaints)

    def _records_of(self, entry: ObjectInfo, choice: Choice, complaints: list[str]) -> Iterator[Quarantined]:
        found = quarantine.records(self._edges.store, [entry], choice, complaints.append)
        return reversed(list(found)) if entry.size <= _REVERSED else found

    def _redriven(self, picked: list[tuple[str, ...]], choice: Choice, send: bool, skip: bool, again: bool) -> Redriven:
        held, sources = self._meant(picked, choice)
        with self._edges.kafka.line() as (topics, _, _):
            rules = Rules(len(topics.partitions(EVENTS_TOPIC)))
        told: list[str] = []

        def read() -> Iterator[Quarantined]:
            for record in quarantine.records(self._edges.store, held, choice, told.append):
                if (not sources or record.source in sources) and not (skip and record.truncated):
                    yield record

        sender = Sender(self._edges.kafka.settings, rules) if send else None
        return redrive(read, self._edges.catalog, rules, sender, again)

    def _meant(self, picked: list[tuple[str, ...]], choice: Choice) -> tuple[list[ObjectInfo], set[str]]:
        """The objects to read, and the sources to take of them; no sources are all."""
        if len(picked) > _PICKED:
            raise Asked(f"at most {_PICKED} records are picked at once: take all of a reason instead")
        held = of_choice(self.listed(), choice)
        if picked:
            keys = {pick[0] for pick in picked if pick[0].startswith(QUARANTINE)}
            return [entry for entry in held if entry.key in keys], {pick[-1] for pick in picked}
        if sum(count.records for count in counts(held)) > MOST_REDRIVEN:
            raise Asked(
                f"this page sends up to {MOST_REDRIVEN:,} records at once: choose less time, or type "
                f"./tarn quarantine redrive {choice.which}"
            )
        return held, set()
