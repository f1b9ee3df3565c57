"""Managed query results: in no bucket of the user's, and deleted after a day.

They lie in Athena's own bucket of results, a folder a day, and no answer names it.
docs.aws.amazon.com/athena/latest/ug/managed-results.html
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog

from lake.edges.objects import ObjectStore
from lake.errors import TarnError, Transient
from services.query.refusals import invalid

MEMBER = "ManagedQueryResultsConfiguration"
KEPT_S = 24 * 3600.0  # "Query results are available for 24 hours"
_ROOT = "managed/"


def enabled(settings: Mapping[str, Any]) -> bool:
    """Whether a workgroup's configuration, or an execution, has them."""
    return bool(settings.get(MEMBER, {}).get("Enabled"))


def check(settings: Mapping[str, Any]) -> None:
    """Whether a workgroup can be configured so. Raises Refused."""
    asked = settings.get(MEMBER, {})
    if asked.get("EncryptionConfiguration"):
        raise invalid("tarn does not serve EncryptionConfiguration of managed query results: there are no keys")
    if asked.get("Enabled") and settings.get("ResultConfiguration", {}).get("OutputLocation"):
        raise invalid("A workgroup has an OutputLocation or managed query results, not both")


def folder(bucket: str, now: float) -> str:
    """Where the results of today go."""
    return f"s3://{bucket}/{_ROOT}{datetime.fromtimestamp(now, UTC):%Y-%m-%d}"


def over(document: Mapping[str, Any], now: float) -> bool:
    """Whether an execution's managed results are no longer kept."""
    return enabled(document) and document["Status"]["SubmissionDateTime"] < now - KEPT_S


class Sweep:
    """Deletes the folders whose results are no longer kept, beside whatever goes on."""

    def __init__(self, store: ObjectStore, bucket: str) -> None:
        self._store = store
        self._bucket = bucket
        self._thread: threading.Thread | None = None

    def __call__(self, now: float) -> None:
        """Begins, unless one is at it."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self.sweep, args=(now,), name="managed-results", daemon=True)
            self._thread.start()

    def sweep(self, now: float) -> None:
        """Deletes. What fails is tried the next time."""
        oldest = f"{datetime.fromtimestamp(now - KEPT_S, UTC):%Y-%m-%d}"
        try:
            for day in self._store.folders(self._bucket, _ROOT):
                if day < oldest:
                    found = self._store.list(self._bucket, f"{_ROOT}{day}/")
                    self._store.delete(self._bucket, (one.key for one in found))
        except (TarnError, Transient) as error:
            structlog.get_logger().warning("managed results are not deleted", service="query", error=str(error))
