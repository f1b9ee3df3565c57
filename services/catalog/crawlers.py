"""Crawlers as people define them: kept as they came, shown with their state, their schedule and their last crawl.

A crawler is READY, or RUNNING or STOPPING as its newest crawl is (`crawls.py`).
docs.aws.amazon.com/glue/latest/webapi/API_Crawler.html
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from aws import schedule
from aws.account import ACCOUNT
from services.catalog import crawler_rules, tags
from services.catalog import crawler_shapes as ask
from services.catalog.crawler_tables import crawlers, crawls
from services.catalog.crawls import check_ready, elapsed_ms, last_crawl, shown_state, under_way
from services.catalog.definitions import one
from services.catalog.errors import (
    AlreadyExistsException,
    EntityNotFoundException,
    InvalidInputException,
    NoScheduleException,
    SchedulerNotRunningException,
    SchedulerRunningException,
)
from services.catalog.pages import page
from services.catalog.requests import Paged

Answer = dict[str, Any]

RUNS, RESTS = "SCHEDULED", "NOT_SCHEDULED"
_DEFAULTS: Answer = {
    "Classifiers": [],
    "RecrawlPolicy": {"RecrawlBehavior": "CRAWL_EVERYTHING"},
    "LineageConfiguration": {"CrawlerLineageSettings": "DISABLE"},
    "LakeFormationConfiguration": {"UseLakeFormationCredentials": False, "AccountId": ""},
}


def create_crawler(db: Connection, request: Answer, now: float) -> Answer:
    """Raises AlreadyExistsException, InvalidInputException."""
    _check_account(request)
    crawler_rules.check_crawler(request)
    name = request["Name"]
    if db.execute(select(crawlers.c.name).where(crawlers.c.name == name)).one_or_none() is not None:
        raise AlreadyExistsException(f"Crawler with name {name} already exists")
    definition = {key: value for key, value in request.items() if key not in ("Tags", "Schedule")}
    dates = {"created_at": now, "updated_at": now, "version": 1}
    values = {"definition": definition, **dates}
    db.execute(insert(crawlers).values(name=name, **values, **_scheduled(definition, request.get("Schedule"), now)))
    tags.put(db, f"crawler/{name}", request.get("Tags"))
    return {}


def update_crawler(db: Connection, request: Answer, now: float) -> Answer:
    """Puts the given members in the place of others. Raises CrawlerRunningException, EntityNotFoundException."""
    _check_account(request)
    crawler = find_crawler(db, request["Name"])
    check_ready(db, crawler.name, now)
    definition = {**crawler.definition, **{key: value for key, value in request.items() if key != "Schedule"}}
    schedule = request.get("Schedule", crawler.definition.get("ScheduleExpression"))
    crawler_rules.check_crawler({**definition, "Schedule": schedule})
    changed: Answer = _scheduled(definition, schedule, now) if "Schedule" in request else {}
    values = {"definition": definition, "updated_at": now, "version": crawler.version + 1, **changed}
    db.execute(update(crawlers).where(crawlers.c.name == crawler.name).values(**values))
    return {}


def delete_crawler(db: Connection, request: ask.OfName, now: float) -> Answer:
    """Raises CrawlerRunningException, EntityNotFoundException."""
    name = find_crawler(db, request.name).name
    check_ready(db, name, now)
    db.execute(delete(crawls).where(crawls.c.crawler_name == name))
    db.execute(delete(crawlers).where(crawlers.c.name == name))
    tags.drop(db, f"crawler/{name}")
    return {}


def get_crawler(db: Connection, request: ask.OfName, now: float) -> Answer:
    return {"Crawler": _crawler(db, find_crawler(db, request.name), now)}


def get_crawlers(db: Connection, request: ask.PagedList, now: float) -> Answer:
    rows, token = page(db, select(crawlers), crawlers.c.name, _paged(request))
    return {"Crawlers": [_crawler(db, row, now) for row in rows], **token}


def list_crawlers(db: Connection, request: ask.ListCrawlers, _now: float) -> Answer:
    query = select(crawlers)
    if request.tags:
        names = list(db.execute(select(crawlers.c.name)).scalars())
        query = query.where(crawlers.c.name.in_(tags.tagged(db, "crawler", names, request.tags)))
    rows, token = page(db, query, crawlers.c.name, _paged(request))
    return {"CrawlerNames": [row.name for row in rows], **token}


def batch_get_crawlers(db: Connection, request: ask.BatchGetCrawlers, now: float) -> Answer:
    found = {row.name: row for row in db.execute(select(crawlers).where(crawlers.c.name.in_(request.crawler_names)))}
    names = list(dict.fromkeys(request.crawler_names))
    shown = [_crawler(db, found[name], now) for name in names if name in found]
    return {"Crawlers": shown, "CrawlersNotFound": [name for name in names if name not in found]}


def update_crawler_schedule(db: Connection, request: ask.UpdateCrawlerSchedule, now: float) -> Answer:
    """Raises EntityNotFoundException, InvalidInputException."""
    crawler = find_crawler(db, request.crawler_name)
    if request.schedule:
        crawler_rules.check_schedule(request.schedule)
    definition = dict(crawler.definition)
    values = _scheduled(definition, request.schedule, now)
    db.execute(update(crawlers).where(crawlers.c.name == crawler.name).values(definition=definition, **values))
    return {}


def start_crawler_schedule(db: Connection, request: ask.OfCrawler, now: float) -> Answer:
    """Raises NoScheduleException, SchedulerRunningException, EntityNotFoundException."""
    crawler = find_crawler(db, request.crawler_name)
    if crawler.schedule_state is None:
        raise NoScheduleException(f"There is no schedule for crawler {crawler.name}")
    if crawler.schedule_state == RUNS:
        raise SchedulerRunningException(f"The schedule of crawler {crawler.name} is already running")
    values = _scheduled(dict(crawler.definition), crawler.definition["ScheduleExpression"], now)
    db.execute(update(crawlers).where(crawlers.c.name == crawler.name).values(**values))
    return {}


def stop_crawler_schedule(db: Connection, request: ask.OfCrawler, _now: float) -> Answer:
    """Raises SchedulerNotRunningException, EntityNotFoundException."""
    crawler = find_crawler(db, request.crawler_name)
    if crawler.schedule_state != RUNS:
        raise SchedulerNotRunningException(f"The schedule of crawler {crawler.name} is not running")
    resting = update(crawlers).where(crawlers.c.name == crawler.name)
    db.execute(resting.values(schedule_state=RESTS, due_at=None))
    return {}


def find_crawler(db: Connection, name: str) -> Row[Any]:
    """Raises EntityNotFoundException."""
    return one(db, crawlers, f"Crawler {name} not found.", name=name)


def _scheduled(definition: Answer, expression: str | None, now: float) -> Answer:
    """The columns of a schedule that runs, or of none; notes the expression in the definition."""
    definition.pop("ScheduleExpression", None)
    if not expression:
        return {"schedule_state": None, "due_at": None}
    definition["ScheduleExpression"] = expression
    return {"schedule_state": RUNS, "due_at": schedule.cron(expression).after(now)}


def _check_account(request: Answer) -> None:
    if request.get("CatalogId") not in (None, ACCOUNT):
        raise EntityNotFoundException(f"Catalog {request['CatalogId']} not found.")


def _crawler(db: Connection, row: Row[Any], now: float) -> Answer:
    definition = {key: value for key, value in row.definition.items() if key != "ScheduleExpression"}
    crawl = under_way(db, row.name, now)
    policy = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE"}
    if definition.get("RecrawlPolicy", {}).get("RecrawlBehavior") == "CRAWL_NEW_FOLDERS_ONLY":
        policy = {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}
    shown: Answer = {
        **_DEFAULTS,
        **definition,
        "SchemaChangePolicy": {**policy, **(definition.get("SchemaChangePolicy") or {})},
        "State": shown_state(crawl),
        "CrawlElapsedTime": elapsed_ms(crawl, now),
        "CreationTime": row.created_at,
        "LastUpdated": row.updated_at,
        "Version": row.version,
        "CatalogId": ACCOUNT,
    }
    if row.schedule_state is not None:
        expression = row.definition["ScheduleExpression"]
        shown["Schedule"] = {"ScheduleExpression": expression, "State": row.schedule_state}
    last = last_crawl(db, row.name, now)
    return {**shown, "LastCrawl": last} if last else shown


def _paged(request: ask.PagedList) -> Paged:
    if request.max_results > 1000:
        raise InvalidInputException("MaxResults is too large")
    return Paged(max_results=request.max_results, next_token=request.next_token)
