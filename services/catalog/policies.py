"""Resource policies and settings of the catalog, as records: there are no other accounts, and no KMS.

A policy is one of the catalog, or of a resource by its ARN. `PolicyHash` is of its text; a request that names another
hash than the policy's changes nothing (ConditionCheckFailureException).
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from aws.account import ACCOUNT
from services.catalog.errors import ConditionCheckFailureException, EntityNotFoundException, InvalidInputException
from services.catalog.pages import part
from services.catalog.record_tables import policies, settings
from services.catalog.tags import resource_of

Answer = dict[str, Any]

ENCRYPTION = "encryption"
NOT_ENCRYPTED = {
    "EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"},
    "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False},
}


def put_resource_policy(db: Connection, asked: Answer, now: float) -> Answer:
    """Raises InvalidInputException, EntityNotFoundException, ConditionCheckFailureException."""
    resource, policy = _resource(asked), asked["PolicyInJson"]
    try:
        if not isinstance(json.loads(policy), dict):
            raise ValueError
    except ValueError:
        raise InvalidInputException("Policy is not valid: PolicyInJson is no JSON object") from None
    old = _row(db, resource)
    wanted = asked.get("PolicyExistsCondition", "NONE")
    if wanted == "MUST_EXIST" and old is None:
        raise EntityNotFoundException("Policy not found")
    if wanted == "NOT_EXIST" and old is not None:
        raise ConditionCheckFailureException("A policy exists, and PolicyExistsCondition is NOT_EXIST")
    _check_hash(asked, old)
    kept = {"policy": policy, "updated_at": now}
    made = insert(policies).values(resource=resource, created_at=now, **kept)
    db.execute(made.on_conflict_do_update(index_elements=["resource"], set_=kept))
    return {"PolicyHash": hash_of(policy)}


def get_resource_policy(db: Connection, asked: Answer, _now: float) -> Answer:
    return _shown(_found(db, asked))


def get_resource_policies(db: Connection, asked: Answer, _now: float) -> Answer:
    """All policies; Glue's first is the catalog's own."""
    found, token = part(list(db.execute(select(policies))), lambda row: f"/{row.resource}", asked)
    return {"GetResourcePoliciesResponseList": [_shown(row) for row in found], **token}


def delete_resource_policy(db: Connection, asked: Answer, _now: float) -> Answer:
    old = _found(db, asked)
    _check_hash(asked, old)
    db.execute(delete(policies).where(policies.c.resource == old.resource))
    return {}


def put_data_catalog_encryption_settings(db: Connection, asked: Answer, _now: float) -> Answer:
    """Keeps them; nothing is encrypted by them, and GetConnection shows passwords as they came."""
    value = {**NOT_ENCRYPTED, **asked["DataCatalogEncryptionSettings"]}
    kept = insert(settings).values(name=ENCRYPTION, value=value)
    db.execute(kept.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
    return {}


def get_data_catalog_encryption_settings(db: Connection, _asked: Answer, _now: float) -> Answer:
    value = db.execute(select(settings.c.value).filter_by(name=ENCRYPTION)).scalar_one_or_none()
    return {"DataCatalogEncryptionSettings": value or NOT_ENCRYPTED}


def get_catalog_import_status(_db: Connection, _asked: Answer, _now: float) -> Answer:
    """There never was a catalog of Athena's own to import from."""
    return {"ImportStatus": {"ImportCompleted": True}}


def hash_of(policy: str) -> str:
    """A policy's hash, in the form of Glue's."""
    return base64.b64encode(hashlib.md5(policy.encode(), usedforsecurity=False).digest()).decode()


def _resource(asked: Answer) -> str:
    arn = asked.get("ResourceArn")
    return "/".join(resource_of(arn)) if arn and not arn.endswith(f":{ACCOUNT}:catalog") else ""


def _row(db: Connection, resource: str) -> Row[Any] | None:
    return db.execute(select(policies).filter_by(resource=resource)).one_or_none()


def _found(db: Connection, asked: Answer) -> Row[Any]:
    row = _row(db, _resource(asked))
    if row is None:
        raise EntityNotFoundException("Policy not found")
    return row


def _check_hash(asked: Answer, old: Row[Any] | None) -> None:
    wanted = asked.get("PolicyHashCondition")
    if wanted is not None and (old is None or wanted != hash_of(old.policy)):
        raise ConditionCheckFailureException("The hash of the policy is not PolicyHashCondition")


def _shown(row: Row[Any]) -> Answer:
    times = {"CreateTime": row.created_at, "UpdateTime": row.updated_at}
    return {"PolicyInJson": row.policy, "PolicyHash": hash_of(row.policy), **times}
