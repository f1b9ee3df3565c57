"""Tags of what has an ARN in Glue: `arn:aws:glue:REGION:ACCOUNT:job/etl`. Kept by the last part.

A resource must be there to be tagged, and loses its tags when it is deleted. Those that have tags are in `KINDS`.
docs.aws.amazon.com/glue/latest/dg/monitor-tags.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from aws.account import ACCOUNT
from services.catalog.crawler_tables import crawlers
from services.catalog.errors import EntityNotFoundException, InvalidInputException
from services.catalog.record_tables import connections, tags, triggers, workflows
from services.catalog.tables import databases, jobs

Answer = dict[str, Any]

MOST = 50
KINDS: dict[str, Table] = {  # more kinds are added where they are made
    "connection": connections,
    "crawler": crawlers,
    "database": databases,
    "job": jobs,
    "trigger": triggers,
    "workflow": workflows,
}

_ARN = re.compile(rf"arn:aws[a-z-]*:glue:[a-z0-9-]*:{ACCOUNT}:([A-Za-z]+)/(.+)")


def tag_resource(db: Connection, asked: Answer, _now: float) -> Answer:
    """Adds tags, over those of the same names. Raises EntityNotFoundException, InvalidInputException."""
    resource = _resource(db, asked["ResourceArn"])
    put(db, resource, {**of(db, resource), **asked["TagsToAdd"]})
    return {}


def untag_resource(db: Connection, asked: Answer, _now: float) -> Answer:
    resource = _resource(db, asked["ResourceArn"])
    left = {name: value for name, value in of(db, resource).items() if name not in asked["TagsToRemove"]}
    put(db, resource, left)
    return {}


def get_tags(db: Connection, asked: Answer, _now: float) -> Answer:
    return {"Tags": of(db, _resource(db, asked["ResourceArn"]))}


def of(db: Connection, resource: str) -> dict[str, str]:
    """The tags of `job/etl` and the like."""
    kept = db.execute(select(tags.c.tags).filter_by(resource=resource)).scalar_one_or_none()
    return dict(kept or {})


def put(db: Connection, resource: str, given: Mapping[str, str] | None) -> None:
    """Sets all tags of a resource; None leaves them. Raises InvalidInputException for more than there may be."""
    if given is None:
        return
    if len(given) > MOST:
        raise InvalidInputException(f"a resource has {MOST} tags at most")
    kept = insert(tags).values(resource=resource, tags=dict(given))
    db.execute(kept.on_conflict_do_update(index_elements=["resource"], set_={"tags": dict(given)}))


def drop(db: Connection, resource: str) -> None:
    """Forgets the tags of what was deleted."""
    db.execute(delete(tags).where(tags.c.resource == resource))


def tagged(db: Connection, kind: str, names: list[str], wanted: Mapping[str, str] | None) -> list[str]:
    """Those of `names` that have all the wanted tags: what the `Tags` of ListJobs and its like mean."""
    if not wanted:
        return names
    rows = db.execute(select(tags).where(tags.c.resource.startswith(f"{kind}/", autoescape=True)))
    having = {row.resource for row in rows if row.tags.items() >= wanted.items()}
    return [name for name in names if f"{kind}/{name}" in having]


def resource_of(arn: str) -> tuple[str, str]:
    """The kind and the name in an ARN of Glue in this account. Raises InvalidInputException."""
    found = _ARN.fullmatch(arn)
    if not found:
        raise InvalidInputException(f"{arn[:300]!r} is no ARN of Glue in account {ACCOUNT}")
    return found[1], found[2]


def _resource(db: Connection, arn: str) -> str:
    kind, name = resource_of(arn)
    table = KINDS.get(kind)
    if table is None:
        raise InvalidInputException(f"tags of a {kind} are not served: {', '.join(sorted(KINDS))} have tags here")
    name = name.lower() if kind == "database" else name
    if db.execute(select(table.c.name).where(table.c.name == name)).one_or_none() is None:
        raise EntityNotFoundException(f"Entity not found: {kind}/{name}")
    return f"{kind}/{name}"
