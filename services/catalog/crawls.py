"""Crawls: runs of a crawler, started by anyone or by its schedule, taken by one worker, finished by it or given up.

    STARTING --TakeCrawl--> RUNNING --FinishCrawl--> COMPLETED | FAILED | STOPPED
        |                     | StopCrawler -> STOPPING -> STOPPED
        +-- StopCrawler -> STOPPED
        +-- nobody takes it within ABSENT_S of the last sign of any worker -> FAILED

A crawl belongs to the worker that took it while it shows signs of life (LEASE_S). What has become of one that waits or
is silent follows from what is kept and the time: a read works it out (`_settled`), a write writes it down (`settle`).
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from aws import schedule
from lake.edges.catalog import LEASE_S
from services.catalog import crawler_shapes as ask
from services.catalog.crawler_tables import classifiers, crawlers, crawls
from services.catalog.definitions import one
from services.catalog.errors import (
    CrawlerNotRunningException,
    CrawlerRunningException,
    CrawlerStoppingException,
    EntityNotFoundException,
    InvalidInputException,
)
from services.catalog.tables import tables

Answer = dict[str, Any]

ABSENT_S = 120.0  # a crawl waits so long for a worker; one that works another crawl shows signs meanwhile
UNDER_WAY = ("STARTING", "RUNNING", "STOPPING")
LOG_GROUP = "/aws-glue/crawlers"
ENDED = {"COMPLETED": "SUCCEEDED", "FAILED": "FAILED", "STOPPED": "CANCELLED"}
_NOBODY = "no crawler service took this crawl: is the service `crawler` up?"


def start_crawler(db: Connection, request: ask.OfName, now: float) -> Answer:
    """Raises CrawlerRunningException, EntityNotFoundException."""
    _crawler(db, request.name)
    settle(db, now)
    check_ready(db, request.name, now)
    _start(db, request.name, now)
    return {}


def start_for_trigger(db: Connection, name: str, now: float) -> str:
    """As StartCrawler; the crawl's id."""
    start_crawler(db, ask.OfName(name=name), now)
    return str((under_way(db, name, now) or {})["id"])


def state_of(db: Connection, crawl_id: str, now: float) -> str:
    """SUCCEEDED, FAILED or CANCELLED, as conditions of triggers name them, of a crawl that has ended; else its own."""
    row = db.execute(select(crawls).where(crawls.c.id == crawl_id)).one_or_none()
    if row is None:
        return "CANCELLED"  # its crawler was deleted
    state = str(settled(row, _last_sign(db), now)["state"])
    return ENDED.get(state, state)


def stop_for_trigger(db: Connection, name: str, crawl_id: str, now: float) -> None:
    """Stops this crawl, where it is still under way."""
    crawl = under_way(db, name, now)
    if crawl is not None and crawl["id"] == crawl_id and crawl["state"] != "STOPPING":
        stop_crawler(db, ask.OfName(name=name), now)


def stop_crawler(db: Connection, request: ask.OfName, now: float) -> Answer:
    """Raises CrawlerNotRunningException, CrawlerStoppingException, EntityNotFoundException."""
    _crawler(db, request.name)
    settle(db, now)
    crawl = under_way(db, request.name, now)
    if crawl is None:
        raise CrawlerNotRunningException(f"Crawler with name {request.name} isn't running")
    if crawl["state"] == "STOPPING":
        raise CrawlerStoppingException(f"Crawler with name {request.name} is stopping")
    if crawl["state"] == "STARTING":
        _set(db, crawl["id"], state="STOPPED", completed_at=now)
    else:
        _set(db, crawl["id"], state="STOPPING")
    return {}


def take_crawl(db: Connection, request: ask.TakeCrawl, now: float) -> Answer:
    """The oldest crawl that waits, now this worker's, with all that it needs to know; `{"Crawl": null}` for none.

    Starts those that are due first. What the same worker had in hand before is given up: it died and came back.
    """
    settle(db, now)  # what was told stays told
    gone = crawls.c.state.in_(("RUNNING", "STOPPING")), crawls.c.worker == request.worker
    if db.execute(select(crawls.c.id).where(*gone).limit(1)).one_or_none() is not None:
        db.execute(update(crawls).where(*gone).values(state="FAILED", completed_at=now, error="the worker went away"))
    _start_due(db, now)
    waiting = select(crawls).where(crawls.c.state == "STARTING").order_by(crawls.c.created_at).limit(1)
    crawl = db.execute(waiting).one_or_none()
    if crawl is None:
        return {"Crawl": None}
    _set(db, crawl.id, state="RUNNING", worker=request.worker, started_at=now, beat_at=now)
    crawler = _crawler(db, crawl.crawler_name)
    definition = {**crawler.definition, "CreationTime": crawler.created_at}
    custom = [_classifier(db, name) for name in definition.get("Classifiers") or []]
    return {"Crawl": {"Id": crawl.id, "Crawler": definition, "Classifiers": custom}}


def heartbeat_crawl(db: Connection, request: ask.HeartbeatCrawl, now: float) -> Answer:
    crawl = _owned(db, request.crawl_id, request.worker)
    _set(db, crawl.id, beat_at=now)
    return {"State": crawl.state}


def finish_crawl(db: Connection, request: ask.FinishCrawl, now: float) -> Answer:
    before = db.execute(select(crawls).where(crawls.c.id == request.crawl_id)).one_or_none()
    if before is not None and (before.state, before.worker) == (request.state, request.worker):
        return {}  # the worker lost the answer and asks again
    crawl = _owned(db, request.crawl_id, request.worker)
    error = request.error_message[:2048] if request.error_message else None
    _set(db, crawl.id, state=request.state, completed_at=now, error=error, result=request.result)
    return {}


def crawl_log(db: Connection, request: ask.OfCrawler, _now: float) -> Answer:
    """The lines of a crawler's newest finished crawl: tarn's own operation."""
    _crawler(db, request.crawler_name)
    done = select(crawls).where(crawls.c.crawler_name == request.crawler_name, crawls.c.completed_at.is_not(None))
    row = db.execute(done.order_by(crawls.c.created_at.desc()).limit(1)).one_or_none()
    return {"CrawlId": row.id if row else None, "Lines": (row.result or {}).get("Log", []) if row else []}


def tables_of_jobs(db: Connection, request: ask.TablesOfJobs, _now: float) -> Answer:
    """The tables of a database that jobs make: a crawl leaves them alone."""
    of_database = tables.c.database_name == request.database_name
    rows = db.execute(select(tables.c.name).where(of_database, tables.c.job_name.is_not(None)))
    return {"Tables": sorted(row.name for row in rows)}


def settle(db: Connection, now: float) -> None:
    """Writes down which crawls have waited too long, or are silent."""
    sign = _last_sign(db)
    for row in db.execute(select(crawls).where(crawls.c.state.in_(UNDER_WAY))).all():
        if ended := _given_up(row._mapping, sign, now):
            _set(db, row.id, **ended)


def check_ready(db: Connection, name: str, now: float) -> None:
    """Raises CrawlerRunningException."""
    if under_way(db, name, now) is not None:
        raise CrawlerRunningException(f"Crawler with name {name} has already started")


def under_way(db: Connection, name: str, now: float) -> Answer | None:
    """A crawler's crawl that has not ended."""
    query = select(crawls).where(crawls.c.crawler_name == name, crawls.c.state.in_(UNDER_WAY))
    row = db.execute(query.order_by(crawls.c.created_at.desc()).limit(1)).one_or_none()
    if row is None or _given_up(row._mapping, _last_sign(db), now):
        return None
    return dict(row._mapping)


def shown_state(crawl: Answer | None) -> str:
    """The state of a crawler by its crawl under way."""
    return "READY" if crawl is None else "STOPPING" if crawl["state"] == "STOPPING" else "RUNNING"


def elapsed_ms(crawl: Answer | None, now: float) -> int:
    """How long the crawl under way takes by now."""
    return 0 if crawl is None else max(0, round(1000 * (now - crawl["created_at"])))


def last_crawl(db: Connection, name: str, now: float) -> Answer | None:
    """Glue's LastCrawl: of the newest crawl that ended."""
    sign = _last_sign(db)
    query = select(crawls).where(crawls.c.crawler_name == name).order_by(crawls.c.created_at.desc()).limit(2)
    for row in db.execute(query).all():
        crawl = settled(row, sign, now)
        if crawl["completed_at"] is not None:
            shown = {"Status": ENDED[crawl["state"]], "ErrorMessage": crawl["error"], "StartTime": crawl["created_at"]}
            logged = {"LogGroup": LOG_GROUP, "LogStream": name, "MessagePrefix": crawl["id"]}
            return {key: value for key, value in {**shown, **logged}.items() if value is not None}
    return None


def settled(row: Row[Any], sign: float, now: float) -> Answer:
    """A crawl as it stands, with what has become of it since it was last written."""
    return {**row._mapping, **_given_up(row._mapping, sign, now)}


def last_sign(db: Connection) -> float:
    """When any worker last showed a sign of life."""
    return _last_sign(db)


def _given_up(crawl: Any, sign: float, now: float) -> Answer:
    if crawl["state"] == "STARTING":
        until, why = max(crawl["created_at"], sign) + ABSENT_S, _NOBODY
    elif crawl["state"] in ("RUNNING", "STOPPING"):
        until, why = (crawl["beat_at"] or crawl["created_at"]) + LEASE_S, "the worker went away"
    else:
        return {}
    return {"state": "FAILED", "completed_at": until, "error": why} if now >= until else {}


def _last_sign(db: Connection) -> float:
    newest = select(func.max(func.coalesce(crawls.c.beat_at, 0)))
    return float(db.execute(newest).scalar() or 0.0)


def _start(db: Connection, name: str, now: float) -> None:
    db.execute(insert(crawls).values(id=str(uuid.uuid4()), crawler_name=name, state="STARTING", created_at=now))


def _start_due(db: Connection, now: float) -> None:
    """Starts the crawlers whose schedule is due, each once however often it was missed; one at work is passed over."""
    due = db.execute(select(crawlers).where(crawlers.c.due_at <= now)).all()
    if not due:
        return
    settle(db, now)
    for crawler in due:
        next_at = schedule.cron(crawler.definition["ScheduleExpression"]).after(now)
        db.execute(update(crawlers).where(crawlers.c.name == crawler.name).values(due_at=next_at))
        if under_way(db, crawler.name, now) is None:
            _start(db, crawler.name, now)


def _crawler(db: Connection, name: str) -> Row[Any]:
    return one(db, crawlers, f"Crawler {name} not found.", name=name)


def _classifier(db: Connection, name: str) -> Answer:
    row = db.execute(select(classifiers).where(classifiers.c.name == name)).one_or_none()
    if row is None:
        return {"Missing": name}
    return {row.kind: {**row.definition, "Version": row.version}}


def _owned(db: Connection, crawl_id: str, worker: str) -> Row[Any]:
    crawl = db.execute(select(crawls).where(crawls.c.id == crawl_id)).one_or_none()
    if crawl is None:
        raise EntityNotFoundException(f"Crawl {crawl_id} not found.")
    if crawl.state not in ("RUNNING", "STOPPING") or crawl.worker != worker:
        raise InvalidInputException(f"crawl {crawl_id} is {crawl.state} and in the hands of {crawl.worker}")
    return crawl


def _set(db: Connection, crawl_id: str, **values: Any) -> None:
    db.execute(update(crawls).where(crawls.c.id == crawl_id).values(**values))
