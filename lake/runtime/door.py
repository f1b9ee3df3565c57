"""The door of every HTTP port of ours: who may come in, and how many may stand in it.

Who: a web page must not reach a lake on the machine of its reader. Its browser says where it comes from (`Origin`,
`Sec-Fetch-Site`), and by which name it was sent here (`Host`), which gives away a name that a stranger's DNS lets point
at 127.0.0.1 (DNS rebinding). So `Host` must be a loopback address, localhost, this host's own name, in a container its
own address, or one of TARN_HTTP_HOSTS, and `Origin`, where there is one, this very port.

How many: who has not sent a whole request yet is waited for, but not for ever, and where too many are waited for, the
one that has made us wait longest goes. So thousands of half requests cost no thread and little memory, and a whole one
is answered meanwhile.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Generic, TypeVar

from pydantic import Field

from lake.config import Settings
from lake.mode import in_container

HEAD_BYTES = 16 * 1024  # of request line and headers; a SigV4 request has 2 KB
HEAD_S = 10.0  # for all of them
WAITING = 256  # connections without a whole request

Guest = TypeVar("Guest")

_HOST = re.compile(r"(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)


class DoorSettings(Settings):
    """Names by which the HTTP ports may be called, beside loopback addresses, `localhost` and this host's own name.

    In a container its own addresses, too: no page of a stranger's comes from there.
    """

    # Separated by commas; in containers the names of the services.
    http_hosts: str = Field(default="", pattern=r"^[A-Za-z0-9._, -]*$")

    def names(self) -> frozenset[str]:
        """All of them, in lower case."""
        given = {name.strip().lower() for name in self.http_hosts.split(",")}
        own = {"localhost", socket.gethostname().lower()}
        if in_container():  # Prometheus finds each process of a service by its address
            with suppress(OSError):
                own |= set(socket.gethostbyname_ex(socket.gethostname())[2])
        return frozenset(given - {""} | own)


def refusal(headers: Mapping[str, str], names: Iterable[str]) -> str | None:
    """Why a request with these headers (lower case) is not answered; None where it is."""
    host, origin = headers.get("host"), headers.get("origin")
    if host is not None and not _is_ours(host, frozenset(names)):
        return f"Host {host[:100]!r} is not one of this port: call it by 127.0.0.1, or set TARN_HTTP_HOSTS"
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        return f"a page of {origin[:100]!r} may not use this port"
    if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
        return "a page of another site may not use this port"
    return None


def _is_ours(host: str, names: frozenset[str]) -> bool:
    if not _HOST.fullmatch(host):
        return False
    name = re.sub(r":\d+$", "", host).strip("[]").rstrip(".").lower()
    with suppress(ValueError):
        return ipaddress.ip_address(name).is_loopback or name in names
    return name in names


class Waiting(Generic[Guest]):
    """Those that have not sent a whole request yet, oldest first. `turn_away` is called for one that is too many."""

    def __init__(self, turn_away: Callable[[Guest], None], most: int = WAITING) -> None:
        self._turn_away = turn_away
        self._most = most
        self._guests: dict[Guest, None] = {}

    def add(self, guest: Guest) -> None:
        """One more; where there are too many, the oldest goes."""
        self._guests[guest] = None
        if len(self._guests) > self._most:
            oldest = next(iter(self._guests))
            del self._guests[oldest]
            self._turn_away(oldest)

    def discard(self, guest: Guest) -> None:
        """It has said what it wants, or is gone."""
        self._guests.pop(guest, None)
