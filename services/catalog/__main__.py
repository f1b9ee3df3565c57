"""The catalog service: read the settings, open the database, listen, answer until told to stop."""

from __future__ import annotations

import socket

import uvicorn

from lake import config, errors, log
from services.catalog.http import make_app
from services.catalog.settings import CatalogSettings
from services.catalog.store import Store


def main() -> None:
    settings = config.load(CatalogSettings)
    logger = log.configure("catalog")
    store = Store(settings.catalog_db)
    listener = _listen(settings)
    logger.info("catalog ready", **settings.masked())
    server = uvicorn.Server(
        uvicorn.Config(
            make_app(store),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=3,
            timeout_keep_alive=75,  # longer than a worker's pauses: else a pooled connection closes under its next call
        )
    )
    try:
        server.run(sockets=[listener])
    finally:
        store.close()


def _listen(settings: CatalogSettings) -> socket.socket:
    """Binds before uvicorn starts, so that a taken port is one clear line."""
    address = (settings.catalog_host, settings.catalog_listen_port)
    try:
        listener = socket.create_server(address, backlog=128)
    except OSError as error:
        where = f"{settings.catalog_host}:{settings.catalog_listen_port}"
        raise errors.TarnError(f"the catalog cannot listen on {where}: {error.strerror}; set TARN_PORT_BASE") from None
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # connections inherit it; else 40 ms a request
    return listener


if __name__ == "__main__":
    errors.run(main)
