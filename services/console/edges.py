"""The parts of the stack as the console asks them: opened when a page needs them, closed when nobody looks any more."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import urllib3
from pydantic import Field

from lake import inside
from lake.config import Settings, load, port
from lake.edges.athena import Athena, AthenaSettings
from lake.edges.catalog import Catalog, CatalogSettings
from lake.edges.cloudwatch import CloudWatch, CloudWatchSettings
from lake.edges.ids.seen import Seen, SeenSettings
from lake.edges.kafka.broker import BrokerSettings, Consumer
from lake.edges.kafka.fetch import Fetcher, opened
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import NotYet, TarnError, Transient

_REACH_S = 1.0  # to be let in by a part on this machine
_ANSWER_S = 2.0  # to be answered
_REST_S = 60.0  # without a question, after which Kafka's connections are closed
_TURN_S = 20.0  # for another page's question to Kafka: a person waits, and is told
SERVICES = {  # that answer /health, with the port of each
    "dedup": "dedup-metrics", "sink": "sink-metrics", "etl": "etl-metrics", "gateway": "gateway-metrics",
    "query": "query", "crawler": "crawler-metrics", "metrics": "cloudwatch",
}  # fmt: skip


class NeighbourSettings(Settings):
    """Where the services show their health, and how long the sink may hold an event."""

    # service=http://host:port by commas; in containers by the services' names.
    console_services: str = Field(
        default_factory=lambda: ",".join(f"{name}=http://127.0.0.1:{port(where)}" for name, where in SERVICES.items()),
        pattern=r"^[a-z-]+=https?://[^,/\s]+(,[a-z-]+=https?://[^,/\s]+)*$",
    )
    sink_buffer_s: float = Field(default=60, gt=0, le=3600)

    def addresses(self) -> dict[str, str]:
        """The address of each service."""
        return dict(one.split("=", 1) for one in self.console_services.split(","))


class Kafka:
    """One connection for control and one for records, lent to one thread at a time."""

    def __init__(self, settings: BrokerSettings, topics: TopicSettings) -> None:
        self.settings = settings
        self._topics = topics
        self._lock = threading.Lock()
        self._held = ExitStack()
        self._line: tuple[Topics, Consumer, Fetcher] | None = None
        self._used = 0.0

    @contextmanager
    def line(self) -> Iterator[tuple[Topics, Consumer, Fetcher]]:
        """Opens what is closed. Raises TarnError or Transient where Kafka does not answer, and closes it then."""
        if not self._lock.acquire(timeout=_TURN_S):
            raise Transient("Kafka is being asked by other pages, and has not answered them yet")
        try:
            reachable(self.settings.kafka_bootstrap, "Kafka")  # on a dead connection the clients would wait for long
            if self._line is None:
                self._open()
            assert self._line is not None
            yield self._line
        except BaseException:
            self._close()
            raise
        finally:
            self._used = time.monotonic()
            self._lock.release()

    def _open(self) -> None:
        with ExitStack() as held:
            topics = held.enter_context(Topics(self._topics))
            self._line = (topics, *held.enter_context(opened(self.settings)))
            self._held = held.pop_all()
        self._look_again()

    def _look_again(self) -> None:
        timer = threading.Timer(_REST_S, self._rest)
        timer.daemon = True
        timer.start()

    def _rest(self) -> None:
        with self._lock:
            if self._line is None:
                return
            if time.monotonic() - self._used < _REST_S:
                self._look_again()
            else:
                self._close()

    def _close(self) -> None:
        self._line, held = None, self._held
        self._held = ExitStack()
        with suppress(TarnError, Transient, OSError):
            held.close()


class Edges:
    """All parts. Nothing is connected by making it."""

    def __init__(self) -> None:
        patience = {"s3_retry_s": 2.0, "s3_timeout_s": 5.0}  # a person waits
        self.at_store = load(StoreSettings).model_copy(update=patience)
        self.kafka = Kafka(load(BrokerSettings), load(TopicSettings))
        self.store = ObjectStore(self.at_store)
        self.catalog = Catalog(load(CatalogSettings).catalog_url, timeout_s=15)
        self.seen = Seen(load(SeenSettings))
        self.athena = Athena(
            load(AthenaSettings).query_url, inside.word(self.at_store.s3_secret_key.get_secret_value())
        )
        self.cloudwatch = CloudWatch(load(CloudWatchSettings).cloudwatch_url)
        self.neighbours = load(NeighbourSettings)
        self._pool = urllib3.PoolManager(maxsize=1, retries=False)

    def health(self, url: str) -> str:
        """Empty where a service is well, else what it says of itself. Raises NotYet where it does not answer."""
        try:
            reply = self._pool.request("GET", f"{url}/health", timeout=2.0)
        except urllib3.exceptions.HTTPError as error:
            raise NotYet(f"{type(error).__name__} at {url}") from None
        return "" if reply.status == 200 else reply.data[:500].decode("utf-8", "replace").strip()


def answering(servers: str) -> None:
    """Raises NotYet where no server answers ApiVersions, the one request that needs no other first.

    A port lets in also while Kafka hangs (https://kafka.apache.org/protocol.html#The_Messages_ApiVersions).
    """
    for server in servers.split(","):
        host, _, number = server.strip().rpartition(":")
        with suppress(OSError), socket.create_connection((host.strip("[]"), int(number)), _ANSWER_S) as connection:
            connection.sendall(struct.pack(">ihhih", 10, 18, 0, 1, -1))  # length, key, version, correlation, no client
            if connection.recv(4):
                return
    raise NotYet(f"Kafka does not answer at {servers}")


def reachable(servers: str, name: str) -> None:
    """Raises NotYet where no server lets anybody in: the clients would wait for ten seconds."""
    for server in servers.split(","):
        host, _, number = server.strip().rpartition(":")
        with suppress(OSError), socket.create_connection((host.strip("[]"), int(number)), _REACH_S):
            return
    raise NotYet(f"{name} does not answer at {servers}")
