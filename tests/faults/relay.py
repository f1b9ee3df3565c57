"""A relay in front of the object store: everything passes, but what becomes of an upload is the test's choice.

The fault proxies that are kept well do half of it: Toxiproxy breaks connections and has no HTTP answers, mitmproxy has
both and asks for a newer Python than tarn does.
"""

from __future__ import annotations

import itertools
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

# What becomes of an upload: (head, body, line to the client, line to the store) -> whether the lines live on.
Fate = Callable[[bytes, bytes, socket.socket, socket.socket], bool]


def passes(head: bytes, body: bytes, _client: socket.socket, store: socket.socket) -> bool:
    """As if there were no relay."""
    store.sendall(head + body)
    return True


def answered(status: int, code: str) -> Fate:
    """The store refuses it with an S3 error (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html)."""
    text = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>no</Message></Error>'
    answer = (
        f"HTTP/1.1 {status} {code}\r\nContent-Type: application/xml\r\nContent-Length: {len(text)}\r\n\r\n{text}"
    ).encode()

    def fate(_head: bytes, _body: bytes, client: socket.socket, _store: socket.socket) -> bool:
        client.sendall(answer)
        return True

    return fate


def reset(head: bytes, body: bytes, client: socket.socket, store: socket.socket) -> bool:
    """Half of it arrives, then the client's connection is reset."""
    store.sendall(head + body[: len(body) // 2])
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def silence(head: bytes, body: bytes, client: socket.socket, store: socket.socket) -> bool:
    """Half of it arrives, and nobody says anything any more."""
    store.sendall(head + body[: len(body) // 2])
    with suppress(OSError):
        client.recv(1)  # until the client gives up
    return False


def late(seconds: float) -> Fate:
    """It is passed on after so long."""

    def fate(head: bytes, body: bytes, client: socket.socket, store: socket.socket) -> bool:
        time.sleep(seconds)
        return passes(head, body, client, store)

    return fate


@contextmanager
def half_an_upload(store: str, nth: int, struck: Callable[[], None]) -> Iterator[str]:
    """The n-th upload gets half way; then `struck` is called, and the line is dead."""
    uploads = itertools.count(1)

    def fate(head: bytes, body: bytes, client: socket.socket, to_store: socket.socket) -> bool:
        if next(uploads) != nth:
            return passes(head, body, client, to_store)
        to_store.sendall(head + body[: len(body) // 2])
        struck()
        return False

    with Relay(store, fate).listening() as address:
        yield address


class Relay:
    """`fate` may be changed while it runs."""

    def __init__(self, store: str, fate: Fate = passes) -> None:
        where = urlsplit(store)
        self.fate = fate
        self.uploads = 0  # how many met a fate other than `passes`
        self._store = (where.hostname or "", where.port or 80)

    @contextmanager
    def listening(self) -> Iterator[str]:
        """The relay's address, for as long as the block lasts."""
        with socket.create_server(("127.0.0.1", 0)) as door:
            threading.Thread(target=self._accept, args=(door,), name="relay", daemon=True).start()
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
            door.shutdown(socket.SHUT_RDWR)

    def _accept(self, door: socket.socket) -> None:
        with suppress(OSError):  # the block is over
            while True:
                client, _ = door.accept()
                store = socket.create_connection(self._store)
                threading.Thread(target=self._requests, args=(client, store), daemon=True).start()
                threading.Thread(target=_answers, args=(store, client), daemon=True).start()

    def _requests(self, client: socket.socket, store: socket.socket) -> None:
        with suppress(OSError), client, store, client.makefile("rb") as reader:
            while head := b"\r\n".join(iter(lambda: reader.readline().rstrip(), b"")):  # also where the line is closed
                length = _LENGTH.search(head)
                body = reader.read(int(length[1]) if length else 0)
                fate = self.fate if head.startswith(b"PUT ") else passes
                self.uploads += fate is not passes
                if not fate(head + b"\r\n\r\n", body, client, store):
                    return


def _answers(store: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while data := store.recv(65_536):
            client.sendall(data)
