"""The scraper: asks each process of each service for its figures, and puts them under CloudWatch's names.

A service that runs several times is asked at each of its addresses, since a counter is one process's. A process that
does not answer is passed over: its counters grow on, and the next look counts all of it. What was read
and what is put are one transaction, so nothing is counted twice.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from lake.config import port
from lake.errors import TarnError
from services.metrics.exposition import Before, NoExposition, data, growth, name_of, newest, parse, slots
from services.metrics.figures import series
from services.metrics.figures.series import Datum
from services.metrics.store import Db, Store

_TIMEOUT_S = 2.0
MOST_BYTES = 2_000_000
_SEVERAL = {"dedup": 8, "sink": 8}
_ONE = {
    "etl": "etl-metrics",
    "gateway": "gateway-metrics",
    "producer": "producer-metrics",
    "crawler": "crawler-metrics",
    "query": "query",
}
_FIRST = "first look"


class Target(NamedTuple):
    """One process: its service, and where its window is. `called`: the name to call it by, where `host` has none."""

    service: str
    host: str
    port: int
    called: str = ""

    @property
    def name(self) -> str:
        return f"{self.service}@{self.host}:{self.port}"


def targets(given: str) -> list[Target]:
    """From the setting; empty: the ports of the embedded stack. Raises TarnError."""
    if not given:
        several = [(name, port(f"{name}-metrics") + n) for name, most in _SEVERAL.items() for n in range(most)]
        return [Target(name, "127.0.0.1", at) for name, at in [*several, *((n, port(at)) for n, at in _ONE.items())]]
    found = []
    for one in given.split(","):
        service, equals, url = one.strip().partition("=")
        parts = urlsplit(url)
        if not equals or parts.scheme != "http" or not parts.hostname:
            raise TarnError(
                f"setting TARN_CLOUDWATCH_TARGETS is not usable: {one.strip()!r}, give service=http://host:port"
            )
        found.append(Target(service, parts.hostname, parts.port or 80))
    return found


class Scraper:
    """Asks and puts. `clock` gives seconds."""

    def __init__(self, store: Store, where: Sequence[Target], clock: Callable[[], float]) -> None:
        self._store = store
        self._targets = where
        self._clock = clock

    def scrape(self) -> None:
        """One look at all targets."""
        every = [process for target in self._targets for process in processes(target)]
        answers = [(target, text) for target in every if (text := _ask(target)) is not None]
        now = self._clock()
        with self._store.transaction() as db:
            db.execute("INSERT OR IGNORE INTO scraped VALUES ('', ?, ?, 0)", (_FIRST, now))
            first = float(db.execute("SELECT value FROM scraped WHERE target='' AND sample=?", (_FIRST,)).fetchone()[0])
            found = [datum for target, text in answers for datum in _look(db, target, text, first, now)]
            series.add(db, found)


def processes(target: Target) -> list[Target]:
    """The processes behind a name: of a service that runs several times, DNS tells the address of each.

    >>> processes(Target("etl", "127.0.0.1", 80))
    [Target(service='etl', host='127.0.0.1', port=80, called='127.0.0.1')]
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        return []  # it does not run, or its name is not known yet
    addresses = sorted({str(address[0]) for *_, address in found})
    return [Target(target.service, address, target.port, target.host) for address in addresses]


def _look(db: Db, target: Target, text: str, first: float, now: float) -> list[Datum]:
    try:
        shown = parse(text)
    except NoExposition:
        return []  # another program has the port: what it says is none of ours
    rows = db.execute("SELECT sample, value, started FROM scraped WHERE target=?", (target.name,)).fetchall()
    before = {row["sample"]: Before(row["value"], row["started"]) for row in rows}
    grown = growth(shown, before, first)
    kept = {name_of(key): value for key, value in shown.samples.items()} | newest(shown)
    changed = [
        (target.name, name, value, shown.started)
        for name, value in kept.items()
        if name not in before or before[name] != Before(value, shown.started)
    ]
    db.executemany("INSERT OR REPLACE INTO scraped VALUES (?,?,?,?)", changed)
    return data(target.service, shown, grown, int(now)) + slots(target.service, shown, before)


def _ask(target: Target) -> str | None:
    """What a process exposes; None where it does not answer."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", "/metrics", headers={"Host": f"{target.called or target.host}:{target.port}"})
        answer = connection.getresponse()
        body = answer.read(MOST_BYTES + 1)
        return body.decode("utf-8", "replace") if answer.status == 200 and len(body) <= MOST_BYTES else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
