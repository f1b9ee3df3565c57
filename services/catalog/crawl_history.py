"""ListCrawls and GetCrawlerMetrics: what is known of a crawler's crawls. A year of them is shown, newest first.

docs.aws.amazon.com/glue/latest/webapi/API_ListCrawls.html, API_GetCrawlerMetrics.html
"""

from __future__ import annotations

import json
import operator
from statistics import median
from typing import Any

from sqlalchemy import Connection, select

from services.catalog import crawler_shapes as ask
from services.catalog.crawler_tables import crawlers, crawls
from services.catalog.crawls import LOG_GROUP, elapsed_ms, last_sign, settled, under_way
from services.catalog.errors import EntityNotFoundException, InvalidInputException

Answer = dict[str, Any]

KEPT_S = 365 * 86_400.0  # Glue keeps twelve months
_COUNTED = ("TablesCreated", "TablesUpdated", "TablesDeleted")
_SUMMARY = 255  # characters, of the service model
_COMPARE = {
    "GT": operator.gt,
    "GE": operator.ge,
    "LT": operator.lt,
    "LE": operator.le,
    "EQ": operator.eq,
    "NE": operator.ne,
}


def list_crawls(db: Connection, request: ask.ListCrawls, now: float) -> Answer:
    """Raises EntityNotFoundException, InvalidInputException."""
    if db.execute(select(crawlers.c.name).where(crawlers.c.name == request.crawler_name)).one_or_none() is None:
        raise EntityNotFoundException(f"Crawler entry with name {request.crawler_name} does not exist")
    filters = [_checked(one) for one in request.filters or []]
    token = request.next_token or "0"
    if not token.isdigit():
        raise InvalidInputException("NextToken is not one that this catalog gave")
    of_crawler = crawls.c.crawler_name == request.crawler_name, crawls.c.created_at > now - KEPT_S
    rows = db.execute(select(crawls).where(*of_crawler).order_by(crawls.c.created_at.desc(), crawls.c.id)).all()
    sign = last_sign(db)
    found = (_shown(settled(row, sign, now)) for row in rows)
    shown = [crawl for crawl in found if all(_holds(crawl, one) for one in filters)]
    start, size = int(token), request.max_results
    more = {"NextToken": str(start + size)} if len(shown) > start + size else {}
    return {"Crawls": shown[start : start + size], **more}


def crawler_metrics(db: Connection, request: ask.GetCrawlerMetrics, now: float) -> Answer:
    """Seconds and counts over what is kept of a crawler's crawls."""
    query = select(crawlers.c.name).order_by(crawlers.c.name)
    if request.crawler_name_list:
        query = query.where(crawlers.c.name.in_(request.crawler_name_list))
    if request.next_token is not None:
        query = query.where(crawlers.c.name > request.next_token)
    names = list(db.execute(query.limit(request.max_results + 1)).scalars())
    more = {"NextToken": names[request.max_results - 1]} if len(names) > request.max_results else {}
    return {"CrawlerMetricsList": [_metrics(db, name, now) for name in names[: request.max_results]], **more}


def _checked(one: ask.CrawlsFilter) -> tuple[str, str, Any]:
    """A filter's field, operator and value. Raises InvalidInputException in Glue's words."""
    field, how, value = one.field_name, one.filter_operator, one.field_value
    if field in ("CRAWL_ID", "STATE") and how not in (None, "EQ", "NE"):
        raise InvalidInputException(f"Only EQ or NE operator is allowed for field : {field}")
    if field is None or how is None or value is None:
        said = f"FieldName: {field or 'null'}, FilterOperator: {how or 'null'}, FieldValue: {value or 'null'}"
        raise InvalidInputException(f"Invalid Filter Provided: {said}")
    if field in ("CRAWL_ID", "STATE"):
        return field, how, value
    try:
        number = float(value)
    except ValueError:
        said = f"FieldName: {field}, FilterOperator: {how}, FieldValue: {value[:100]}"
        raise InvalidInputException(f"Invalid Filter Provided: {said}") from None
    return field, how, number / 1000 if field.endswith("TIME") else number  # epoch milliseconds


def _holds(crawl: Answer, check: tuple[str, str, Any]) -> bool:
    field, how, value = check
    members = {"CRAWL_ID": "CrawlId", "STATE": "State", "START_TIME": "StartTime", "END_TIME": "EndTime"}
    found = crawl.get(members.get(field, "DPUHour"))
    return found is not None and bool(_COMPARE[how](found, value))


def _shown(crawl: Answer) -> Answer:
    state = "RUNNING" if crawl["state"] in ("STARTING", "RUNNING", "STOPPING") else crawl["state"]
    shown = {
        "CrawlId": crawl["id"],
        "State": state,
        "StartTime": crawl["created_at"],
        "EndTime": crawl["completed_at"],
        "Summary": _summary(crawl["result"] or {}) if state != "RUNNING" else None,
        "ErrorMessage": crawl["error"],
        "LogGroup": LOG_GROUP,
        "LogStream": crawl["crawler_name"],
        "MessagePrefix": crawl["id"],
        "DPUHour": 0.0,  # nothing is billed here
    }
    return {name: value for name, value in shown.items() if value is not None}


def _summary(result: Answer) -> str:
    """Tables and partitions by what was done to them, as JSON; what was not done is left out."""
    done: Answer = {}
    for kind, plural in (("TABLE", "Tables"), ("PARTITION", "Partitions")):
        for what, ending in (("ADD", "Created"), ("UPDATE", "Updated"), ("DELETE", "Deleted")):
            if count := result.get(f"{plural}{ending}", 0):
                done.setdefault(kind, {})[what] = {"Count": count}
    return json.dumps(done, separators=(",", ":"))[:_SUMMARY]


def _metrics(db: Connection, name: str, now: float) -> Answer:
    done = select(crawls).where(crawls.c.crawler_name == name, crawls.c.state == "COMPLETED")
    rows = db.execute(done.order_by(crawls.c.created_at.desc()).limit(100)).all()
    seconds = [row.completed_at - (row.started_at or row.created_at) for row in rows]
    counted = {key: sum((row.result or {}).get(key, 0) for row in rows) for key in _COUNTED}
    running = under_way(db, name, now) is not None
    return {
        "CrawlerName": name,
        "TimeLeftSeconds": max(0.0, median(seconds) - elapsed_ms(under_way(db, name, now), now) / 1000)
        if running and seconds
        else 0.0,
        "StillEstimating": running and not seconds,
        "LastRuntimeSeconds": seconds[0] if seconds else 0.0,
        "MedianRuntimeSeconds": median(seconds) if seconds else 0.0,
        **counted,
    }
