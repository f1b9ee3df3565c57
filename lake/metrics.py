"""Each service's window: `/metrics` in Prometheus' text format and `/health`, on TARN_METRICS_PORT.

`/health` answers 200 while `ready()` returns None, else 503 with the one sentence that `ready()` returns.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import Field

from lake.config import Settings
from lake.errors import TarnError


class MetricsSettings(Settings):
    """Where a service shows its metrics and health; port 0 takes any free one."""

    metrics_host: str = "127.0.0.1"
    metrics_port: int = Field(default=0, ge=0, le=65535)


def serve(settings: MetricsSettings, ready: Callable[[], str | None]) -> ThreadingHTTPServer:
    """Starts answering in a daemon thread. Raises TarnError where the port is taken."""

    class Window(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(200, generate_latest(), CONTENT_TYPE_LATEST)
            elif self.path == "/health":
                trouble = ready()
                self._answer(503 if trouble else 200, (trouble or "ok").encode() + b"\n", "text/plain; charset=utf-8")
            else:
                self._answer(404, b"try /metrics or /health\n", "text/plain; charset=utf-8")

        def _answer(self, status: int, body: bytes, content_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """A health check every few seconds is no news."""

    try:
        server = ThreadingHTTPServer((settings.metrics_host, settings.metrics_port), Window)
    except OSError as error:
        where = f"{settings.metrics_host}:{settings.metrics_port}"
        raise TarnError(f"cannot show metrics on {where}: {error.strerror}; set TARN_METRICS_PORT") from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
