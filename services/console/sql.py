"""The SQL page: an editor, each statement's result as it comes, the history and the queries that are kept by name.

1. A form starts one statement, or several one after another (`scripts.py`); nothing else on this page starts any.
2. Each result is a part of the page that asks for itself until its execution ended, then holds the first rows.
3. An address names what is shown: `q` a text to begin with, `id` executions, `run` several statements, `saved` a query.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from lake.edges.athena import AthenaAway
from lake.edges.catalog import DATABASE
from lake.errors import TarnError
from services.console.edges import Edges
from services.console.executions import ROWS, Execution, Executions, valid
from services.console.render import Asked, address, part_only, render, whole
from services.console.saved import SavedQueries, names
from services.console.scripts import MOST, Scripts
from services.console.statements import statements

TEXT = 262_144  # characters of a query: Athena's own limit of a QueryString
SHOWN = 10  # executions of one address
_PIECE = 1_048_576  # bytes of a result on its way to a file


class Sql:
    """What the page asks."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self._executions = Executions(edges.athena)
        self._saved = SavedQueries(edges.athena)
        self._scripts = Scripts(self._executions)

    def page(self, request: Request) -> Response:
        query = request.query_params
        ids = [valid(id_) for id_ in query.getlist("id")[:SHOWN]]
        sql, database = query.get("q", "")[:TEXT], query.get("database") or DATABASE
        script = self._scripts.get(query.get("run", ""))
        if query.get("saved"):
            kept = self._saved.get(query["saved"])
            sql, database = kept.sql, kept.database or database
        elif script is not None:
            sql, database = ";\n".join(step.sql for step in script.steps), script.database
        elif ids and not sql:
            first = self._executions.get(ids[0])
            sql, database = first.sql, first.database or database
        forgotten = bool(query.get("run")) and script is None
        return self._shown(request, sql, database, ids=ids, run=script.id if script else "", forgotten=forgotten)

    def _shown(self, request: Request, sql: str, database: str, status: int = 200, **what: Any) -> Response:
        shown: dict[str, Any] = {"ids": [], "run": "", "forgotten": False, "refusal": "", "fresh": ""}
        query = request.query_params
        return render(
            request, "sql.html", status, sql=sql, database=database, order=query.get("order", ""),
            after=query.get("after", ""), **(shown | what),
        )  # fmt: skip

    def run(self, request: Request) -> Response:
        """Starts what the form holds: the selection where there is one."""
        form = _form(request)
        whole_text, database = form.get("sql", ""), form.get("database", "").strip()
        texts = statements(form.get("selection", "").strip() or whole_text)
        try:
            if not texts:
                raise Asked("there is no statement to run")
            if len(texts) > MOST:
                raise Asked(f"these are {len(texts):,} statements; {MOST} run at once")
            if len(texts) == 1:
                where = address("/sql", id=self._executions.start(texts[0], database))
            else:
                where = address("/sql", run=self._scripts.start(texts, database).id)
        except TarnError as refused:
            return self._refused(request, refused, whole_text, database)
        if not part_only(request):
            return RedirectResponse(where, 303)
        answer = self._begun(request, where)
        answer.headers["HX-Push-Url"] = where
        return answer

    def _begun(self, request: Request, where: str) -> Response:
        query = dict(pair.split("=", 1) for pair in urlsplit(where).query.split("&"))
        return render(
            request, "results.html", ids=[query["id"]] if "id" in query else [], run=query.get("run", ""),
            forgotten=False, refusal="", fresh="1",
        )  # fmt: skip

    def _refused(self, request: Request, refused: TarnError, sql: str, database: str) -> Response:
        if isinstance(refused, AthenaAway):
            raise refused
        if part_only(request):
            return render(request, "sentence.html", sentence=str(refused))
        return self._shown(request, sql, database, 400, refusal=str(refused))

    def result(self, request: Request) -> Response:
        """One execution as it stands."""
        return self._one(request, self._executions.get(valid(request.query_params.get("id", ""))))

    def step(self, request: Request) -> Response:
        """One statement of several as it stands, and the next one's place once it ended."""
        query = request.query_params
        script, number = self._scripts.get(query.get("run", "")), whole(query, "n", 0, MOST)
        if script is None or number >= len(script.steps):
            raise Asked("these statements are not remembered: the history shows what ran")
        step = script.steps[number]
        place: dict[str, Any] = {"run": script.id, "n": number, "of": len(script.steps)}
        if step.id:
            return self._one(request, self._executions.get(step.id), **place)
        ended = script.ended.is_set() and not step.id  # the step may have begun since it was looked at
        return render(request, "step.html", step=step, ended=ended, **place)

    def _one(self, request: Request, one: Execution, **place: Any) -> Response:
        found, why = None, ""
        if one.state == "SUCCEEDED":
            try:
                found = self._executions.result(one)
            except AthenaAway:
                raise
            except TarnError as refused:  # its object was deleted, say
                why = str(refused)
        fresh = request.query_params.get("fresh", "")[:1]
        shown: dict[str, Any] = {"run": "", "n": 0, "of": 1} | place
        answer = render(request, "result.html", one=one, found=found, why=why, most=ROWS, fresh=fresh, **shown)
        if fresh and one.ended:
            answer.headers["HX-Trigger"] = "ran"  # the history has one more
        return answer

    def stop(self, request: Request) -> Response:
        """Cancels an execution."""
        id_ = valid(_form(request).get("id", ""))
        self._executions.stop(id_)
        if part_only(request):
            return Response(status_code=204)
        return RedirectResponse(address("/sql", id=id_), 303)

    def file(self, request: Request) -> Response:
        """The whole result, as Athena wrote it into the bucket."""
        one = self._executions.get(valid(request.query_params.get("id", "")))
        parts = urlsplit(one.place)
        if one.state != "SUCCEEDED" or parts.scheme != "s3" or not one.place.endswith((".csv", ".txt")):
            raise Asked(f"query {one.id} has no file of rows")
        bucket, key = parts.netloc, one.place.partition("//")[2].partition("/")[2]
        try:
            size, _ = self._edges.store.stat(bucket, key)
        except KeyError:
            raise Asked(f"the result {one.place} is not there any more: run the query again") from None
        ending = one.place.rpartition(".")[2]
        headers = {
            "Content-Disposition": f'attachment; filename="{one.id}.{ending}"',
            "Content-Length": str(size),
        }
        kind = "text/csv" if ending == "csv" else "text/plain"
        return StreamingResponse(self._pieces(bucket, key, size), headers=headers, media_type=f"{kind}; charset=utf-8")

    def _pieces(self, bucket: str, key: str, size: int) -> Iterator[bytes]:
        for at in range(0, size, _PIECE):
            yield self._edges.store.get_range(bucket, key, at, min(_PIECE, size - at))

    def history(self, request: Request) -> Response:
        """What ran: the newest, or of the newest those that scanned most."""
        query = request.query_params
        costliest = query.get("order") == "scanned"
        found, following = (
            (self._executions.costliest(), None) if costliest else self._executions.newest(query.get("after"))
        )
        return render(request, "history.html", found=found, next=following, costliest=costliest)

    def kept(self, request: Request) -> Response:
        """The queries that have a name."""
        found, following = self._saved.page(request.query_params.get("after"))
        return render(request, "saved.html", found=found, next=following)

    def save(self, request: Request) -> Response:
        """Gives a query a name."""
        form = _form(request)
        name, sql, database = form.get("name", "").strip(), form.get("sql", ""), form.get("database", "").strip()
        try:
            if not name or not sql.strip():
                raise Asked("give the query a name" if sql.strip() else "there is no query to save")
            id_ = self._saved.save(name, database, sql)
        except TarnError as refused:
            return self._refused(request, refused, sql, database)
        if not part_only(request):
            return RedirectResponse(address("/sql", saved=id_), 303)
        answer = render(request, "told.html", told=f"Saved as {name}.")
        answer.headers["HX-Trigger"] = "saved"
        return answer

    def forget(self, request: Request) -> Response:
        """Asks whether to delete a saved query, then does."""
        if request.method == "GET":
            return render(request, "forget.html", kept=self._saved.get(request.query_params.get("id", "")))
        self._saved.delete(_form(request).get("id", ""))
        return RedirectResponse("/sql", 303)

    def names(self, request: Request) -> Response:
        """What the editor completes."""
        return JSONResponse(names(self._edges.catalog, request.query_params.get("database") or DATABASE))


def _form(request: Request) -> dict[str, str]:
    """The first value of each field; lines end as people mean it, not as a form sends them."""
    form: dict[str, list[str]] = request.state.form
    return {name: values[0].replace("\r\n", "\n") for name, values in form.items()}
