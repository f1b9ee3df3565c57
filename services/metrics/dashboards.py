"""Dashboards: JSON that is stored as it is and handed back. Tags of whatever has an ARN of CloudWatch's."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from aws import pages
from aws.account import ACCOUNT
from aws.refusal import Refused
from services.metrics.figures.window import stamp
from services.metrics.refusals import invalid, resource_not_found
from services.metrics.store import Db

PAGE = 300
_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
MOST_TAGS = 50


def dashboard_arn(name: str) -> str:
    """Dashboards have no region."""
    return f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{name}"


def put_dashboard(db: Db, asked: Mapping[str, Any], now: float) -> dict[str, Any]:
    """PutDashboard: the body is a JSON object."""
    name, body = asked["DashboardName"], asked["DashboardBody"]
    if not _NAME.fullmatch(name):
        raise invalid(
            "The value for field DashboardName contains invalid characters. "
            "It can only contain alphanumerics, dash (-) and underscore (_).\n"
        )
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        raise _bad("The field DashboardBody must be a valid JSON object") from None
    if not isinstance(whole, dict):
        raise _bad("The field DashboardBody must be a valid JSON object")
    db.execute("INSERT OR REPLACE INTO dashboards VALUES (?,?,?)", (name, body, now))
    if asked.get("Tags"):
        tag(db, dashboard_arn(name), asked["Tags"])
    return {"DashboardValidationMessages": []}


def is_json(text: str) -> bool:
    """Whether a text is JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def get_dashboard(db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
    """GetDashboard."""
    name = asked["DashboardName"]
    row = db.execute("SELECT body FROM dashboards WHERE name=?", (name,)).fetchone()
    if row is None:
        raise _no_dashboard(name)
    return {"DashboardArn": dashboard_arn(name), "DashboardBody": row["body"], "DashboardName": name}


def list_dashboards(db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
    """ListDashboards, a page."""
    prefix = asked.get("DashboardNamePrefix") or ""
    rows = db.execute("SELECT name, length(CAST(body AS BLOB)) AS size, modified FROM dashboards ORDER BY name")
    found = [
        {
            "DashboardName": row["name"],
            "DashboardArn": dashboard_arn(row["name"]),
            "LastModified": stamp(row["modified"]),
            "Size": row["size"],
        }
        for row in rows
        if row["name"].startswith(prefix)
    ]
    cut, more = pages.page(found, PAGE, asked.get("NextToken"), invalid("The parameter NextToken is invalid."))
    return {"DashboardEntries": cut, "NextToken": more}


def delete_dashboards(db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
    """DeleteDashboards: all that are named, or none."""
    if not asked["DashboardNames"]:
        raise invalid("The parameter DashboardNames must not be empty.")
    for name in asked["DashboardNames"]:
        if not db.execute("DELETE FROM dashboards WHERE name=?", (name,)).rowcount:
            raise _no_dashboard(name)
        db.execute("DELETE FROM tags WHERE arn=?", (dashboard_arn(name),))
    return {}


def tag(db: Db, arn: str, given: list[Mapping[str, str]]) -> None:
    """Sets tags. Raises Refused for too many."""
    db.executemany("INSERT OR REPLACE INTO tags VALUES (?,?,?)", [(arn, one["Key"], one["Value"]) for one in given])
    if db.execute("SELECT count(*) FROM tags WHERE arn=?", (arn,)).fetchone()[0] > MOST_TAGS:
        raise invalid(f"A resource may have {MOST_TAGS} tags.")


def tag_resource(db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
    """TagResource, of an alarm or a dashboard that is there."""
    _known(db, asked["ResourceARN"])
    tag(db, asked["ResourceARN"], asked["Tags"])
    return {}


def untag_resource(db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
    """UntagResource."""
    _known(db, asked["ResourceARN"])
    db.executemany("DELETE FROM tags WHERE arn=? AND key=?", [(asked["ResourceARN"], key) for key in asked["TagKeys"]])
    return {}


def list_tags(db: Db, asked: Mapping[str, Any]) -> dict[str, Any]:
    """ListTagsForResource. An alarm that is gone has no tags, and is no error: recorded from AWS by LocalStack."""
    if ":alarm:" not in asked["ResourceARN"]:
        _known(db, asked["ResourceARN"])
    rows = db.execute("SELECT key, value FROM tags WHERE arn=? ORDER BY key", (asked["ResourceARN"],))
    return {"Tags": [{"Key": row["key"], "Value": row["value"]} for row in rows]}


def _known(db: Db, arn: str) -> None:
    for kind, table in ((":alarm:", "alarms"), (":dashboard/", "dashboards")):
        _, found, name = arn.partition(kind)
        if found and db.execute(f"SELECT 1 FROM {table} WHERE name=?", (name,)).fetchone():
            return
    raise resource_not_found(f"Unknown resource {arn}")


def _no_dashboard(name: str) -> Refused:
    return Refused("ResourceNotFound", f"Dashboard {name} does not exist", 404)


def _bad(message: str) -> Refused:
    return Refused("InvalidParameterInput", message)
