"""Which answers of an object store are waited out, and which are told at once: what no retry can change."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lake.edges.objects import ObjectStore, StoreSettings
from lake.errors import TarnError, Transient


@contextmanager
def answering(status: int, body: str, content_type: str = "application/xml") -> Iterator[tuple[str, list[str]]]:
    """A store that says the same to every request: its address, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def error(code: str) -> str:
    return f"<Error><Code>{code}</Code><Message>no</Message><Key>a/b</Key></Error>"


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (400, "InvalidArgument", "InvalidArgument: no .raw/a/b."),
        (400, "KeyTooLongError", "KeyTooLongError"),
        (400, "EntityTooLarge", "would be refused again"),
        (403, "AccessDenied", "refuses access key"),
        (403, "RequestTimeTooSkewed", "RequestTimeTooSkewed"),
        (404, "NoSuchBucket", "bucket 'raw' is not in"),
        (405, "MethodNotAllowed", "MethodNotAllowed"),
        (412, "PreconditionFailed", "PreconditionFailed"),
    ],
)
def test_what_no_retry_can_change_is_asked_once_and_named(status: int, code: str, told: str) -> None:
    with answering(status, error(code)) as (where, asked):
        store = ObjectStore(StoreSettings(s3_endpoint=where, s3_retry_s=30))
        with pytest.raises(TarnError, match=told):
            store.put("raw", "a/b", b"x")
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "RequestTimeout"),
        (409, "OperationAborted"),
        (429, "TooManyRequests"),
        (500, "InternalError"),
        (503, "SlowDown"),
        (507, "XMinioStorageFull"),
    ],
)
def test_what_can_pass_is_tried_again_and_then_transient(status: int, code: str) -> None:
    with answering(status, error(code)) as (where, asked):
        store = ObjectStore(StoreSettings(s3_endpoint=where, s3_retry_s=0.5))
        with pytest.raises(Transient, match=code):
            store.put("raw", "a/b", b"x")
    assert len(asked) > 1


def test_what_is_no_object_store_is_told_so() -> None:
    with answering(404, "<html>no such page</html>", "text/html") as (where, asked):
        store = ObjectStore(StoreSettings(s3_endpoint=where, s3_retry_s=30))
        with pytest.raises(TarnError, match="is no object store"):
            store.put("raw", "a/b", b"x")
    assert len(asked) == 1
