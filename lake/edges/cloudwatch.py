"""The client of CloudWatch's place: figures and alarms, over AWS JSON 1.0, from the service itself."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from lake.config import HttpUrl, Settings, port
from lake.edges.aws_json import AwsJson
from lake.errors import TarnError, Transient

_TARGET = "GraniteServiceVersion20100801"  # botocore's model of `cloudwatch`


class CloudWatchSettings(Settings):
    """Where CloudWatch's API answers."""

    cloudwatch_url: HttpUrl = Field(default_factory=lambda: f"http://127.0.0.1:{port('cloudwatch')}")


class CloudWatchAway(TarnError, Transient):
    """The metrics service does not answer."""


class CloudWatch:
    """CloudWatch at one address. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._api = AwsJson(self._url, _TARGET, "1.0", timeout_s=20.0)

    def ask(self, operation: str, **members: Any) -> dict[str, Any]:
        """One operation; times are unix seconds. Raises TarnError with its words where it refuses, CloudWatchAway."""
        away = CloudWatchAway(f"the metrics service at {self._url} does not answer; is the stack up?")
        return self._api.ask(operation, members, away)
