"""The stack in containers, asked over the network by one of them: `status`, `doctor` and `env` there.

Each part is asked for what it is there for, by its name in the network. What Docker alone knows (logs, starts, ends) is
out of reach in here: those commands name the one of Docker that does it.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import typer
from rich.markup import escape

from cli import flow_checks
from cli.screen import out, table
from lake import room
from lake.config import home, load
from lake.edges.ids.seen import Seen, SeenSettings
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.kafka.topics import Topics, TopicSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError, Transient
from lake.layout import DEDUP_GROUP, EVENTS_TOPIC, PROCESSED_BUCKET, RAW_BUCKET, SINK_GROUP
from lake.mode import spoken
from lake.secrets import well_known

SERVICES = ("catalog", "gateway", "query", "crawler", "metrics", "console", "dedup", "sink", "etl", "producer")
RESTS = "producer"  # may be stopped, and all is well
_PORT = 8080  # of every service's /health
_TIMEOUT_S = 3.0


class Part(NamedTuple):
    """One container: `state` is ready, not ready or stopped, `detail` says why it is not ready, `ms` when it told."""

    name: str
    state: str
    detail: str = ""
    ms: float = 0.0


def parts() -> list[Part]:
    """Every part, in the order in which they start."""
    asked: list[tuple[str, Callable[[], object]]] = [
        (_host(load(BrokerSettings).kafka_bootstrap), _kafka),
        (_host(load(SeenSettings).redis_url), lambda: Seen(load(SeenSettings)).verify()),
        (_host(load(StoreSettings).s3_endpoint), _store),
    ]
    return [*(_asked(name, ask) for name, ask in asked), *(part for name in SERVICES for part in _service(name))]


def verdict(found: list[Part]) -> str:
    """`ready`, `not ready` or `stopped` of the whole; the generator may rest."""
    if all(part.state == "stopped" for part in found):
        return "stopped"
    resting = (part.name == RESTS and part.state == "stopped" for part in found)
    return (
        "ready"
        if all(part.state == "ready" or rests for part, rests in zip(found, resting, strict=True))
        else "not ready"
    )


def status(as_json: bool, watch: bool = False) -> None:
    """Shows the parts; exit 0 when all are ready, 1 when one is not, 3 when none runs."""
    if watch:
        raise TarnError("--watch is for the embedded stack: in containers call `status` as often as you like")
    found = parts()
    whole = verdict(found)
    if as_json:
        typer.echo(json.dumps({"state": whole, "parts": [part._asdict() for part in found]}))
    elif whole == "stopped":
        out.print("the stack is stopped: docker compose up --wait starts it")
    else:
        shown = table("part", "state", "answer ms#", "")
        for part in found:
            taken = f"{part.ms:,.0f}" if part.state == "ready" else ""
            shown.add_row(part.name, part.state, taken, escape(part.detail))
        out.print(shown)
        for sentence in warnings():
            out.print(f"[yellow]warn[/] {escape(sentence)}")
    raise typer.Exit({"ready": 0, "not ready": 1, "stopped": 3}[whole])


def doctor() -> None:
    """Says of each part, of memory, disk and secrets what is amiss and what to do; exit 1 when a part is not ready."""
    found = parts()
    for part in found:
        mark = {"ready": "[green]ok[/]  ", "stopped": "[yellow]warn[/]", "not ready": "[red]bad[/] "}[part.state]
        remedy = {
            "ready": "",
            "stopped": f"; docker compose start {part.name}",
            "not ready": f"; docker compose logs {part.name}",
        }[part.state]
        out.print(f"{mark} {escape(f'{part.name}: {part.detail or part.state}{remedy}')}")
    well = {part.name for part in found if part.state == "ready"}
    amiss = list(flow_checks.findings(kafka="kafka" in well, catalog="catalog" in well))
    for finding in amiss:
        out.print(f"[red]bad[/]  {escape(spoken(f'{finding.part}: {finding.sentence}; {finding.remedy}'))}")
    for sentence in warnings():
        out.print(f"[yellow]warn[/] {escape(sentence)}")
    if amiss or verdict(found) != "ready":
        raise typer.Exit(1)


def ids() -> Iterator[str]:
    """A warning of Redis' memory, where Redis answers and there is one. In either mode."""
    with suppress(Transient):
        yield from filter(None, [room.redis(*Seen(load(SeenSettings)).memory())])


def warnings() -> Iterator[str]:
    """What will be amiss: memory and disk that fill up, and a key that everybody knows."""
    yield from ids()
    yield from filter(None, [room.disk_of(Path(home()))])
    if well_known(load(StoreSettings).s3_secret_key.get_secret_value(), load(SeenSettings).redis_url):
        yield "the key of the object store or of Redis is the one that everybody knows: set your own in .env"


def published() -> dict[str, str]:
    """Where the machine that runs the containers finds them: the settings that differ from those in here."""
    ports = {name: os.environ[f"TARN_{name}_PORT"] for name in ("S3", "REDIS", "KAFKA", "CATALOG", "GATEWAY")}
    redis = urlsplit(load(SeenSettings).redis_url)
    key = f"{redis.netloc.rpartition('@')[0]}@" if "@" in redis.netloc else ""
    return {
        "TARN_KAFKA_BOOTSTRAP": f"127.0.0.1:{ports['KAFKA']}",
        "TARN_REDIS_URL": f"redis://{key}127.0.0.1:{ports['REDIS']}{redis.path}",
        "TARN_S3_ENDPOINT": f"http://127.0.0.1:{ports['S3']}",
        "TARN_CATALOG_URL": f"http://127.0.0.1:{ports['CATALOG']}",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports['GATEWAY']}",
    }


def trouble(name: str) -> str | None:
    """Why one of a service's containers is not ready; None where all are."""
    return next((part.detail for part in _service(name) if part.state == "not ready"), None)


def _asked(name: str, ask: Callable[[], object]) -> Part:
    if not _addresses(name):
        return Part(name, "stopped")
    began = time.monotonic()
    try:
        ask()
    except (TarnError, Transient) as error:
        return Part(name, "not ready", str(error))
    return Part(name, "ready", ms=1000 * (time.monotonic() - began))


def _service(name: str) -> Iterator[Part]:
    """One part for each container of a service."""
    addresses = _addresses(name)
    if not addresses:
        yield Part(name, "stopped")
    for address in addresses:
        began = time.monotonic()
        trouble = _health(address)
        called, taken = _called(name, address, len(addresses)), 1000 * (time.monotonic() - began)
        yield Part(called, "not ready" if trouble else "ready", trouble or "", taken)


def _health(address: str) -> str | None:
    connection = http.client.HTTPConnection(address, _PORT, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", "/health", headers={"Host": f"127.0.0.1:{_PORT}"})
        answer = connection.getresponse()
        body = answer.read(300).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as error:
        return f"no answer: {error or type(error).__name__}"
    finally:
        connection.close()
    return None if answer.status == 200 else body or f"HTTP {answer.status}"


def _kafka() -> None:
    with Topics(load(TopicSettings)) as topics:
        topics.end_offsets(EVENTS_TOPIC)
        for group in (DEDUP_GROUP, SINK_GROUP):
            topics.committed(group)


def _store() -> None:
    settings = load(StoreSettings).model_copy(update={"s3_retry_s": _TIMEOUT_S, "s3_timeout_s": _TIMEOUT_S})
    ObjectStore(settings).verify(RAW_BUCKET, PROCESSED_BUCKET)


def _addresses(name: str) -> list[str]:
    try:
        found = socket.getaddrinfo(name, _PORT, socket.AF_INET, socket.SOCK_STREAM)
    except OSError:  # no container of that name runs
        return []
    return sorted({str(address[0]) for *_, address in found})


def _called(name: str, address: str, of: int) -> str:
    """`dedup`, or where several run the name that Docker gave the container, e.g. `tarn-dedup-2`."""
    if of == 1:
        return name
    try:
        return socket.gethostbyaddr(address)[0].partition(".")[0]
    except OSError:
        return f"{name} at {address}"


def _host(address: str) -> str:
    """The name in `redis://:key@redis:6379/0` or `kafka:9092`."""
    return urlsplit(address if "//" in address else f"//{address}").hostname or address
