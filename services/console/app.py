"""The console's web application: which address shows what."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from lake.errors import TarnError, Transient
from services.console import render
from services.console.access import Access, Keys
from services.console.alarms import Alarms
from services.console.bad_records import BadRecords
from services.console.cloudwatch import Metrics
from services.console.edges import Edges
from services.console.edit_record import EditRecord
from services.console.faults import Faults
from services.console.flow import picture
from services.console.logs import Logs
from services.console.replay import Replay
from services.console.sql import Sql
from services.console.tables import Tables
from services.console.topics import Events
from services.console.troubles import troubles
from services.console.watch import Watch

FIRST_S = 0.1  # how long the first paint waits for figures
NEXT_S = 1.0  # how long an update does
_GZIP = Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)  # of answers that are not small


class Flow:
    """The pipeline as it is now."""

    def __init__(self, edges: Edges) -> None:
        self._watch = Watch(edges)

    def page(self, request: Request) -> Response:
        return self._drawn(request, "flow.html", FIRST_S)

    def now(self, request: Request) -> Response:
        return self._drawn(request, "picture.html", NEXT_S)

    def _drawn(self, request: Request, template: str, wait_s: float) -> Response:
        facts = self._watch.look(wait_s)
        drawn = picture(facts, troubles(facts), self._watch.history.arrivals())
        return render.render(request, template, picture=drawn, now=facts.now)


def make_app(edges: Edges, names: frozenset[str], keys: Keys, number: int) -> Access:
    """The application, called by one of `names` or a loopback address, on port `number`."""
    routes = [
        Route("/", _home),
        Route("/health", _health),
        Route("/metrics", _metrics),
        *_stream(edges),
        *_lake(edges),
        *_sql(edges),
        *_operations(edges),
        Mount("/static", StaticFiles(directory=render.HERE / "static")),
    ]
    handlers = {
        TarnError: render.unavailable,
        Transient: render.unavailable,
        404: render.missing,
        405: render.missing,
        Exception: render.broken,
    }
    return Access(Starlette(routes=routes, middleware=[_GZIP], exception_handlers=handlers), names, keys, number)


def _stream(edges: Edges) -> list[Route]:
    """The pipeline, its events, and those that are none."""
    flow, events, bad = Flow(edges), Events(edges), BadRecords(edges)
    mend = EditRecord(edges, bad)
    return [
        Route("/flow", flow.page),
        Route("/flow/now", flow.now),
        Route("/events", events.page),
        Route("/events/found", events.found),
        Route("/events/browse", events.browse),
        Route("/quarantine", bad.page),
        Route("/quarantine/records", bad.records),
        Route("/quarantine/redrive", bad.redrive, methods=["POST"]),
        Route("/quarantine/edit", mend.edit, methods=["GET", "POST"]),
    ]


def _lake(edges: Edges) -> list[Route]:
    tables = Tables(edges)
    return [
        Route("/lake", tables.page),
        Route("/lake/jobs/{job}", tables.job),
        Route("/lake/tables/{database}/{table}", tables.table),
        Route("/lake/tables/{database}/{table}/partition", tables.partition),
    ]


def _sql(edges: Edges) -> list[Route]:
    sql = Sql(edges)
    return [
        Route("/sql", sql.page),
        Route("/sql/run", sql.run, methods=["POST"]),
        Route("/sql/result", sql.result),
        Route("/sql/step", sql.step),
        Route("/sql/stop", sql.stop, methods=["POST"]),
        Route("/sql/file", sql.file),
        Route("/sql/history", sql.history),
        Route("/sql/saved", sql.kept),
        Route("/sql/save", sql.save, methods=["POST"]),
        Route("/sql/forget", sql.forget, methods=["GET", "POST"]),
        Route("/sql/names", sql.names),
    ]


def _operations(edges: Edges) -> list[Route]:
    """Figures, alarms, replays, faults, logs."""
    metrics, alarms, replay = Metrics(edges), Alarms(edges), Replay(edges)
    faults, logs = Faults(edges), Logs()
    return [
        Route("/cloudwatch", metrics.page),
        Route("/cloudwatch/charts", metrics.charts),
        Route("/cloudwatch/alarms", alarms.list),
        Route("/cloudwatch/alarm", alarms.form),
        Route("/cloudwatch/alarm", alarms.put, methods=["POST"]),
        Route("/cloudwatch/alarm/delete", alarms.forget, methods=["GET", "POST"]),
        Route("/replay", replay.page),
        Route("/replay/runs", replay.runs),
        Route("/replay/start", replay.start, methods=["POST"]),
        Route("/replay/pause", replay.pause, methods=["POST"]),
        Route("/replay/resume", replay.resume, methods=["POST"]),
        Route("/faults", faults.page),
        Route("/faults/now", faults.now),
        Route("/faults/start", faults.start, methods=["POST"]),
        Route("/faults/end", faults.end, methods=["POST"]),
        Route("/logs", logs.page),
        Route("/logs/now", logs.now),
    ]


async def _home(_request: Request) -> Response:
    return RedirectResponse("/flow", 303)


async def _metrics(_request: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok\n")
