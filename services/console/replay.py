"""The Replay page: every run with its progress, a new one after a dry run, pause and resume.

Runs are read of topic `replays`, whoever began them. Those that this console began are its own processes, and can be
paused here; one that is paused, or was killed, is resumed here wherever it was begun.
"""

from __future__ import annotations

import secrets
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lake.accounts import replays
from lake.accounts.replay_words import chosen, state, times, what
from lake.accounts.replays import Run, Wish
from lake.errors import TarnError, Transient
from lake.layout import EVENTS_TOPIC
from services.console.edges import Edges
from services.console.kept import Kept
from services.console.render import Asked, address, render
from services.console.replay_processes import Processes

SHOWN = 100  # runs
_SILENT_S = 30.0  # without a sign of life, after which a run may have been killed
FIELDS = ("mode", "to", "type", "subtype", "since", "until", "delivered_since", "delivered_until", "object", "rate",
          "speed", "forgotten")  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A run as the page shows it, and which step is open to it: pause, resume or none."""

    run: Run
    what: str
    state: str
    act: Literal["pause", "resume", ""]
    said: str


def row(run: Run, now: float, own: bool, said: str = "") -> Row:
    """A run; `own`: a living process of this console carries it out."""
    act: Literal["pause", "resume", ""] = ""
    if own:
        act = "pause"
    elif run.state == "paused" or (run.state == "running" and now - run.updated >= _SILENT_S):
        act = "resume"
    return Row(run, what(run), state(run, now), act, said)


def wish(form: dict[str, str]) -> Wish:
    """What a form asks for. Raises TarnError for what cannot be."""
    given = {name: value.strip() or None for name, value in form.items()}
    mode = given.get("mode") or "repair"
    if mode not in ("repair", "reprocess"):
        raise Asked(f"a replay repairs or reprocesses, it does not {mode[:40]!r}")
    if mode == "reprocess" and not given.get("to"):
        raise Asked("reprocess needs a topic of your own")
    named = given.get("object")
    choice = chosen(
        given.get("type"), given.get("subtype"), (given.get("since"), given.get("until")),
        (given.get("delivered_since"), given.get("delivered_until")), [named] if named else [], None,
    )  # fmt: skip
    reprocess = mode == "reprocess"
    return Wish(
        who=f"console@{socket.gethostname()}",
        mode=cast("replays.Mode", mode),
        topic=str(given["to"]) if reprocess else EVENTS_TOPIC,
        choice=choice,
        rate=_rate(given.get("rate")),
        speed=times(given.get("speed") or "max") if reprocess else 0.0,
        forgotten=not reprocess and given.get("forgotten") == "on",
    )


def _rate(text: str | None) -> float:
    try:
        rate = float(text or 0)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1e9:
        raise Asked(f"events a second is a number, not {(text or '')[:40]!r}; 0 is as fast as it goes")
    return rate


class Replay:
    """What the page asks."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self._processes = Processes()
        self._runs = Kept(self._ask, ThreadPoolExecutor(1, "replay"))

    def page(self, request: Request) -> Response:
        form = {name: request.query_params.get(name, "") for name in FIELDS}
        return render(request, "replay.html", form=form)

    def runs(self, request: Request) -> Response:
        """Every run as it stands, the newest first."""
        reading = self._runs.look(10)
        if reading.value is None:
            raise Transient(reading.error or "Kafka has not told of the runs yet: try again in a moment")
        now = time.time()
        rows = []
        for run in reading.value[:SHOWN]:
            process = self._processes.of(run.id)
            rows.append(row(run, now, process is not None, process.last if process else ""))
        return render(
            request, "runs.html", rows=rows, more=len(reading.value) > SHOWN, planning=self._processes.planning(),
            error=reading.error or "",
        )  # fmt: skip

    def start(self, request: Request) -> Response:
        """A dry run; then, with its one-time word, the run itself."""
        form = _form(request)
        kept = {name: form.get(name, "") for name in FIELDS}
        told, refusal = "", ""
        try:
            wanted = wish(form)
            if form.get("step") == "start":
                if not form.get("nonce"):
                    raise Asked("a run begins after its dry run")
                self._processes.begin(wanted, form["nonce"])
                return RedirectResponse("/replay", 303)
            told = self._processes.check(wanted)
        except TarnError as error:
            refusal = str(error)
        nonce = secrets.token_hex(16)
        return render(
            request, "replay_check.html", 400 if refusal else 200, form=kept, told=told, refusal=refusal, nonce=nonce,
            again=address("/replay", **kept),
        )  # fmt: skip

    def pause(self, request: Request) -> Response:
        """Pauses a run of this console."""
        try:
            self._processes.pause(_form(request).get("run", ""))
        except TarnError as error:
            raise Asked(str(error)) from None
        return RedirectResponse("/replay", 303)

    def resume(self, request: Request) -> Response:
        """Goes on with a run that was paused or killed."""
        run = _form(request).get("run", "")
        if self._processes.of(run):
            raise Asked(f"run {run[:40]} is under way")
        try:
            self._processes.begin(Wish(who="", resume=run))
        except TarnError as error:
            raise Asked(str(error)) from None
        return RedirectResponse("/replay", 303)

    def _ask(self) -> list[Run]:
        with self._edges.kafka.line() as (topics, _, _):
            found = replays.runs(self._edges.kafka.settings, topics)
        return list(reversed(found.values()))


def _form(request: Request) -> dict[str, str]:
    form: dict[str, list[str]] = request.state.form
    return {name: values[0] for name, values in form.items()}
