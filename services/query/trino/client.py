"""One statement over Trino's client protocol: trino.io/docs/current/develop/client-protocol.html.

    POST /v1/statement   the SQL; answers the first page
    GET nextUri          the next page, until there is none
    DELETE nextUri       cancels

A server that is away, starts up or is overloaded is asked again for `PATIENCE_S`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import msgspec
import urllib3
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from lake.errors import Transient
from services.query.failure import OTHER, QueryFailed
from services.query.trino.failures import failure_of

PATIENCE_S = 30.0
PREPARED = "tarn"  # the name of a statement that travels in a header

_AGAIN = (429, 502, 503, 504)  # what proxies in front of Trino answer, and Trino that is overloaded
_STARTING = "SERVER_STARTING_UP"
_READ_S = 120.0  # Trino answers within a second, with an empty page where nothing is there yet

Page = dict[str, Any]  # QueryResults of the protocol


class TrinoAway(Transient):
    """Trino does not answer: the same query may succeed later, and AthenaError says so (`Retryable`)."""


class Trino:
    """A Trino server or cluster at one address. Safe to share between threads."""

    def __init__(
        self, url: str, user: str, password: str = "", patience_s: float = PATIENCE_S, most_at_once: int = 16
    ) -> None:
        self._url = url.rstrip("/")
        self._headers = {
            "X-Trino-User": user,
            "X-Trino-Source": "tarn",
            "X-Trino-Time-Zone": "UTC",
            "X-Trino-Language": "en-US",
            "X-Trino-Client-Capabilities": "PARAMETRIC_DATETIME",
            "Content-Type": "text/plain; charset=utf-8",
        }
        if password:
            self._headers |= urllib3.make_headers(basic_auth=f"{user}:{password}")
        self._patience_s = patience_s
        self._pool = urllib3.PoolManager(maxsize=most_at_once, retries=False)

    def statement(self, sql: str, catalog: str, schema: str, prepared: str = "") -> Statement:
        """Begins a statement. `prepared` is one that `sql` calls by the name `PREPARED`. Raises QueryFailed."""
        headers = {"X-Trino-Catalog": quote(catalog), "X-Trino-Schema": quote(schema)}
        if prepared:
            headers["X-Trino-Prepared-Statement"] = f"{PREPARED}={quote(prepared, safe='')}"
        return Statement(self, sql, headers)

    def page(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Page:
        """One page. Raises TrinoAway, QueryFailed."""
        again = Retrying(
            retry=retry_if_exception_type(TrinoAway),
            stop=stop_after_delay(self._patience_s),
            wait=wait_random_exponential(0.1, max=2),
            reraise=True,
        )
        return again(self._page, method, url or f"{self._url}/v1/statement", headers, body)

    def cancel(self, url: str) -> None:
        """Ends a statement; one that has ended already, or whose server is away, is as good as cancelled."""
        try:
            self._pool.request("DELETE", url, headers=self._headers, timeout=urllib3.Timeout(connect=5, read=10))
        except urllib3.exceptions.HTTPError:
            return

    def _page(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Page:
        timeout = urllib3.Timeout(connect=5, read=_READ_S)
        try:
            reply = self._pool.request(method, url, body=body, headers={**self._headers, **headers}, timeout=timeout)
        except urllib3.exceptions.HTTPError as error:
            raise TrinoAway(f"Trino at {self._url} does not answer: {type(error).__name__}") from None
        if reply.status in _AGAIN:
            raise TrinoAway(f"Trino at {self._url} answers HTTP {reply.status}")
        if reply.status != 200:
            said = reply.data[:200].decode("utf-8", "replace").strip()
            raise QueryFailed(
                f"GENERIC_INTERNAL_ERROR: Trino answers HTTP {reply.status}: {said}", OTHER, 1000, "TRINO_REFUSED"
            )
        try:
            page: Page = msgspec.json.decode(reply.data, type=dict[str, Any])
        except msgspec.DecodeError:
            said = f"GENERIC_INTERNAL_ERROR: {self._url} does not speak Trino's protocol"
            raise QueryFailed(said, OTHER, 1000, "TRINO_REFUSED") from None
        if page.get("error", {}).get("errorName") == _STARTING:
            raise TrinoAway(f"Trino at {self._url} is starting up")
        return page


class Statement:
    """A statement that runs. `stats` are those of the newest page, `columns` are there once they are known."""

    def __init__(self, trino: Trino, sql: str, headers: Mapping[str, str]) -> None:
        self._trino = trino
        self._lock = threading.Lock()
        self._cancelled = False
        self._next: str | None = None
        self.columns: list[dict[str, Any]] | None = None
        self.stats: dict[str, Any] = {}
        self._first: list[list[Any]] = self._taken(trino.page("POST", "", headers, sql.encode()))

    def begin(self) -> None:
        """Reads on until the columns are known. Raises QueryFailed."""
        while self.columns is None and self._next is not None:
            self._first += self._more()

    def data(self, watch: Callable[[], None] = lambda: None) -> Iterator[list[list[Any]]]:
        """The rows in pieces, each value as JSON has it. `watch` is called after each page. Raises QueryFailed."""
        rows, self._first = self._first, []
        while True:
            watch()
            if rows:
                yield rows
            if self._next is None:
                return
            rows = self._more()

    def cancel(self) -> None:
        """Ends it; whoever reads it then fails. Safe from another thread."""
        with self._lock:
            already, self._cancelled, url = self._cancelled, True, self._next
        if url is not None and not already:
            self._trino.cancel(url)

    def _more(self) -> list[list[Any]]:
        if self._cancelled or self._next is None:
            raise QueryFailed("USER_CANCELED: Query was canceled", OTHER, 1000, "USER_CANCELED")
        return self._taken(self._trino.page("GET", self._next, {}))

    def _taken(self, page: Page) -> list[list[Any]]:
        with self._lock:
            self._next = page.get("nextUri")
        self.stats = page.get("stats") or self.stats
        if "error" in page:
            raise failure_of(page["error"])
        self.columns = page.get("columns") or self.columns
        return page.get("data") or []
