"""The console: read the settings, listen, answer until told to stop. Its parts are asked when somebody looks."""

from __future__ import annotations

import socket

import uvicorn

from lake import config, errors
from lake.console import ConsoleSettings
from lake.runtime import log
from lake.runtime.door import HEAD_BYTES, DoorSettings
from services.console.access import Keys
from services.console.app import make_app
from services.console.edges import Edges

AT_ONCE = 64  # requests; a page is one person's


def main() -> None:
    settings = config.load(ConsoleSettings)
    logger = log.configure("console")
    keys = Keys(settings.token())
    edges = Edges()
    listener = _listen(settings)
    logger.info("console ready", asks_for_a_token=settings.asks, **settings.masked())
    app = make_app(edges, config.load(DoorSettings).names(), keys, settings.console_listen_port)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            h11_max_incomplete_event_size=HEAD_BYTES,
            limit_concurrency=AT_ONCE,
            log_config=None,
            access_log=False,  # an address may hold the token
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    )
    server.run(sockets=[listener])


def _listen(settings: ConsoleSettings) -> socket.socket:
    """Binds first, so that a taken port is one clear line."""
    address = (settings.console_host, settings.console_listen_port)
    try:
        return socket.create_server(address, backlog=128)
    except OSError as error:
        where = f"{address[0]}:{address[1]}"
        raise errors.TarnError(f"the console cannot listen on {where}: {error.strerror}; set TARN_PORT_BASE") from None


if __name__ == "__main__":
    errors.run(main)
