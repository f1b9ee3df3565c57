"""The console's address: where it listens, whether it asks for a token, and the link that opens a page of it.

`services/console` listens there, `tarn open` prints the link. Beyond 127.0.0.1 a token is always asked for: the file
`console` of `$TARN_HOME/secrets`, or TARN_CONSOLE_SECRET. The link carries it once; the console answers with a cookie.
"""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from typing import Literal
from urllib.parse import quote

from pydantic import Field, SecretStr

from lake import secrets
from lake.config import Settings, port
from lake.errors import TarnError

PAGES = {  # by the word of a link: the name, and what is asked there
    "flow": ("Flow", "Is everything moving, and is nothing lost?"),
    "events": ("Events", "Where is an event, and what is in a topic?"),
    "quarantine": ("Quarantine", "Why was a record bad, and can it go again?"),
    "lake": ("Lake", "What do the tables hold?"),
    "sql": ("SQL", "What does a query find, and what would it cost?"),
    "cloudwatch": ("Metrics", "How did the figures move, and which alarm rings?"),
    "replay": ("Replay", "What is sent into a topic once more, and how far is it?"),
    "faults": ("Faults", "What happens when something breaks, and who says so?"),
    "logs": ("Logs", "What do the services say?"),
}


class ConsoleSettings(Settings):
    """Where the console listens, and who may come in."""

    console_host: str = "127.0.0.1"
    console_listen_port: int = Field(default_factory=lambda: port("console"), ge=1, le=65535)
    console_token: Literal["auto", "on", "off"] = "auto"  # auto: asked for where `console_host` is no loopback address
    console_secret: SecretStr | None = None  # the token; else the file `console` of this home's secrets

    @property
    def asks(self) -> bool:
        """Whether who comes must show the token."""
        return self.console_token == "on" or (self.console_token == "auto" and not _loopback(self.console_host))

    def token(self) -> str | None:
        """The token; None where none is asked for. Raises TarnError where one is asked for and there is none."""
        if not self.asks:
            return None
        token = self.console_secret.get_secret_value() if self.console_secret else secrets.read("console")
        if not token:
            raise TarnError(
                "the console asks for a token and there is none: ./tarn up makes one, or set TARN_CONSOLE_SECRET"
            )
        return token


def link(settings: ConsoleSettings, page: str) -> str:
    """The address that opens a page, token included. Raises TarnError for a page that there is not.

    >>> link(ConsoleSettings(console_listen_port=19006), "flow")
    'http://127.0.0.1:19006/flow'
    """
    if page not in PAGES:
        raise TarnError(f"the console has no page {page!r}; there are {', '.join(PAGES)}")
    host = settings.console_host if _loopback(settings.console_host) else "127.0.0.1"
    where = f"[{host}]" if ":" in host else host
    token = settings.token()
    return f"http://{where}:{settings.console_listen_port}/{page}" + (
        f"?token={quote(token, safe='')}" if token else ""
    )


def _loopback(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
