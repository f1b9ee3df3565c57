"""The Faults page: switch a fault on for a while, see on the Flow page who complains, and what it did in the ledger.

A switch takes two steps: what would happen, then the same once more with a one-time word. One fault is on at a time.
"""

from __future__ import annotations

import time

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lake.accounts.ledger import drawn_up, total
from lake.edges.catalog import CatalogAway
from lake.errors import TarnError
from lake.layout import EVENTS_TOPIC
from services.console.edges import Edges
from services.console.render import Asked, address, render
from services.console.strikes import Figures, Strikes, nonce
from services.console.switches import LEAST_S, MOST_S, SWITCHES, USUAL_S, chosen, seconds_of
from services.console.watch import UNKNOWN


class Faults:
    """What the page asks."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self._strikes = Strikes(edges, self._figures)

    def page(self, request: Request) -> Response:
        """The switches; `fault` and `seconds` of the address are chosen already."""
        asked = request.query_params
        return render(
            request, "faults.html", switches=SWITCHES, fault=asked.get("fault", ""),
            seconds=asked.get("seconds", str(USUAL_S)), least=LEAST_S, most=MOST_S,
        )  # fmt: skip

    def now(self, request: Request) -> Response:
        """What is on, and what was."""
        return render(request, "strikes.html", strikes=self._strikes.all(), now=time.time())

    def start(self, request: Request) -> Response:
        """What would happen; then, with its one-time word, the fault itself."""
        form = _form(request)
        kept = {name: form.get(name, "") for name in ("fault", "seconds")}
        try:
            switch, seconds = chosen(kept["fault"]), seconds_of(kept["seconds"])
            if form.get("step") == "start":
                if not form.get("nonce"):
                    raise TarnError("a fault begins after you have seen what it does")
                self._strikes.begin(switch, seconds, form["nonce"])
                return RedirectResponse("/faults", 303)
        except TarnError as error:
            return self._asked(request, kept, str(error))
        return self._asked(request, kept, "")

    def end(self, _request: Request) -> Response:
        """Ends the fault that is on before its time."""
        try:
            self._strikes.end()
        except TarnError as error:
            raise Asked(str(error)) from None
        return RedirectResponse("/faults", 303)

    def _asked(self, request: Request, kept: dict[str, str], refusal: str) -> Response:
        return render(
            request, "fault_check.html", 400 if refusal else 200, switch=SWITCHES.get(kept["fault"]), form=kept,
            refusal=refusal, nonce=nonce(), again=address("/faults", **kept),
        )  # fmt: skip

    def _figures(self) -> Figures:
        try:
            totals = self._edges.catalog.totals()
        except CatalogAway:
            totals = UNKNOWN  # rows are not compared
        with self._edges.kafka.line() as (topics, _, _):
            account = total(drawn_up(topics, totals).values())
            ends = topics.end_offsets(EVENTS_TOPIC)
            before = topics.offsets_at(EVENTS_TOPIC, int((time.time() - 60) * 1000))
        return Figures(account, sum(max(0, end - before.get(p, end)) for p, end in ends.items()) / 60)


def _form(request: Request) -> dict[str, str]:
    form: dict[str, list[str]] = request.state.form
    return {name: values[0] for name, values in form.items()}
