"""Settings of the gateway."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lake.config import HttpUrl, Settings, port


class GatewaySettings(Settings):
    """Where the gateway listens, and whether a request must be signed with the stack's key."""

    gateway_host: str = "127.0.0.1"
    gateway_listen_port: int = Field(default_factory=lambda: port("gateway"), ge=1, le=65535)
    aws_auth: Literal["on", "off"] = "on"  # off: any key and any signature will do, or none
    query_url: HttpUrl = Field(default_factory=lambda: f"http://127.0.0.1:{port('query')}")  # Athena's API
    cloudwatch_url: HttpUrl = Field(default_factory=lambda: f"http://127.0.0.1:{port('cloudwatch')}")  # and Logs'
