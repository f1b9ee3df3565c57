"""A client of one AWS JSON API, asked of a service of this stack itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import urllib3

from lake.errors import TarnError


@dataclass(frozen=True)
class AwsJson:
    """An API at one address. Safe to share between threads.

    `target`: the first half of X-Amz-Target, as `AmazonAthena`. `version`: of the protocol, 1.0 or 1.1.
    """

    url: str
    target: str
    version: str
    timeout_s: float
    headers: Mapping[str, str] = field(default_factory=dict)
    _pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(maxsize=2, retries=False))

    def ask(self, operation: str, members: Mapping[str, Any], away: TarnError) -> dict[str, Any]:
        """The answer of an operation. Raises TarnError with the service's words where it refuses, else `away`."""
        kind = {"Content-Type": f"application/x-amz-json-{self.version}"}
        headers = {"X-Amz-Target": f"{self.target}.{operation}", **kind, **self.headers}
        try:
            reply = self._pool.request(
                "POST", self.url, body=json.dumps(members), headers=headers, timeout=self.timeout_s
            )
            told: dict[str, Any] = json.loads(reply.data)
        except (urllib3.exceptions.HTTPError, ValueError):
            raise away from None
        if reply.status != 200:
            raise TarnError(str(told.get("message") or told.get("Message") or reply.status))
        return told
