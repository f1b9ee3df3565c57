"""The gateway: read the settings, open the edges, listen, answer until told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from datetime import UTC, datetime

from aws.sigv4 import Key
from lake import config, errors
from lake.edges.catalog import CatalogSettings
from lake.edges.kafka import broker
from lake.edges.kafka.broker import BrokerSettings
from lake.edges.objects import ObjectStore, StoreSettings
from lake.runtime import log, metrics
from lake.runtime.door import DoorSettings
from services.gateway.announcer import Announcer
from services.gateway.connection import Server
from services.gateway.forward import Neighbours
from services.gateway.front import Behind, Front
from services.gateway.settings import GatewaySettings


def main() -> None:
    settings, at_store = config.load(GatewaySettings), config.load(StoreSettings)
    at_catalog, window = config.load(CatalogSettings), config.load(metrics.MetricsSettings)
    logger = log.configure("gateway")
    listener = _listen(settings)
    announcer = Announcer(broker.producer(config.load(BrokerSettings)), ObjectStore(at_store, connections=2))
    key = Key(at_store.s3_access_key, at_store.s3_secret_key.get_secret_value())
    apis = {
        "glue": at_catalog.catalog_url.rstrip("/"),
        "athena": settings.query_url.rstrip("/"),
        "monitoring": settings.cloudwatch_url.rstrip("/"),
        "logs": settings.cloudwatch_url.rstrip("/"),
    }
    behind = Behind(apis, at_store.s3_endpoint, at_store.s3_region, key, settings.aws_auth == "on")
    metrics.serve(window, announcer.trouble)
    logger.info("gateway ready", **settings.masked())
    try:
        asyncio.run(_serve(behind, announcer, listener))
    finally:
        announcer.close()
    logger.info("gateway stopped")


async def _serve(behind: Behind, announcer: Announcer, listener: socket.socket) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    neighbours = Neighbours()
    names = config.load(DoorSettings).names()
    server = Server(Front(behind, names, neighbours, announcer, lambda: datetime.now(UTC)).answer)
    listening = await loop.create_server(server, sock=listener)
    await stop.wait()
    listening.close()
    await server.shutdown(3.0)
    await neighbours.close()


def _listen(settings: GatewaySettings) -> socket.socket:
    """Binds first, so that a taken port is one clear line."""
    address = (settings.gateway_host, settings.gateway_listen_port)
    try:
        return socket.create_server(address, backlog=1024)
    except OSError as error:
        raise errors.TarnError(
            f"the gateway cannot listen on {address[0]}:{address[1]}: {error.strerror}; set TARN_PORT_BASE"
        ) from None


if __name__ == "__main__":
    errors.run(main)
