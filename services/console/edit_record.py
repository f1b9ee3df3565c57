"""One record of quarantine, mended by hand and sent again: the page form of `tarn quarantine redrive --replace`.

1. The record is shown as text in a field.
2. A check says what the field would be: an event, or bad again and why. Nothing is sent.
3. The same once more for good; what is sent is what stands in the field, byte for byte in UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from lake.accounts import quarantine
from lake.accounts.quarantine import Choice, Quarantined
from lake.accounts.redrive import Redriven, Rules, Sender, redrive
from lake.edges.objects import ObjectInfo
from lake.errors import BadRecord, NotYet, TarnError, Transient
from lake.event import parse
from lake.layout import EVENTS_TOPIC
from services.console.bad_records import BadRecords
from services.console.edges import Edges
from services.console.render import Asked, render

MOST = 80_000  # bytes of a record: a form has 262,144, and a byte takes up to three of them


def refusal_of(event: bytes) -> str:
    """Why a record would come back to quarantine; empty where it is an event.

    >>> refusal_of(b'{"event_uuid":"a","event_name":"x:y"}')
    'It would go back to quarantine as missing_field: Object missing required field `created_at`.'
    """
    try:
        parse(event)
    except BadRecord as bad:
        return f"It would go back to quarantine as {bad}."
    return ""


class EditRecord:
    """What the page asks."""

    def __init__(self, edges: Edges, bad: BadRecords) -> None:
        self._edges = edges
        self._bad = bad

    def edit(self, request: Request) -> Response:
        """The record in a field, or what became of what stood in it."""
        if request.method == "GET":
            key, source = request.query_params.get("key", ""), request.query_params.get("source", "")
            record = self._record(key, source)
            text = record.text if len(record.raw or b"") <= MOST else ""
            return self._page(request, key, record, text)
        form: dict[str, list[str]] = request.state.form
        first = {name: values[0] for name, values in form.items()}
        record = self._record(first.get("key", ""), first.get("source", ""))
        text = first.get("event", "").replace("\r\n", "\n")
        step, again = first.get("step", "check"), first.get("again") == "on"
        done, refusal = Redriven(), refusal_of(text.encode("utf-8", "surrogatepass"))
        if not refusal:
            try:
                done = self._redriven(record, text.encode(), step == "send", again)
            except (NotYet, Transient):
                raise
            except TarnError as error:
                refusal = str(error)
        return self._page(request, first["key"], record, text, step, done, refusal, again)

    def _page(  # noqa: PLR0913, PLR0917 - one for each thing that the page shows
        self, request: Request, key: str, record: Quarantined, text: str, step: str = "",
        done: Redriven | None = None, refusal: str = "", again: bool = False,
    ) -> Response:  # fmt: skip
        return render(
            request, "edit.html", key=key, record=record, text=text, step=step, done=done or Redriven(),
            refusal=refusal, again=again, most=MOST, too_long=len(record.raw or b"") > MOST, utf8=_is_text(record),
        )  # fmt: skip

    def _object(self, key: str) -> ObjectInfo:
        found = next((entry for entry in self._bad.listed() if entry.key == key), None)
        if found is None:
            raise Asked(f"quarantine has no object {key[:400]!r}")
        return found

    def _record(self, key: str, source: str) -> Quarantined:
        held, choice = [self._object(key)], Choice(source or "none")
        for record in quarantine.records(self._edges.store, held, choice, lambda _: None):
            if record.source == source:
                return record
        raise Asked(f"object {key[:400]!r} has no readable record of source {source[:120]!r}")

    def _redriven(self, record: Quarantined, event: bytes, send: bool, again: bool) -> Redriven:
        with self._edges.kafka.line() as (topics, _, _):
            rules = Rules(len(topics.partitions(EVENTS_TOPIC)), {record.source: event})

        def read() -> Iterator[Quarantined]:
            return iter([record])

        sender = Sender(self._edges.kafka.settings, rules) if send else None
        return redrive(read, self._edges.catalog, rules, sender, again)


def _is_text(record: Quarantined) -> bool:
    try:
        (record.raw or b"").decode()
    except UnicodeDecodeError:
        return False
    return True
