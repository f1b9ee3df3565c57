"""A relay in front of the object store that lets one upload get half way.

Everything passes, until the n-th PUT: its head and half of its body go on to the store, then `struck` is called, and
the line is dead.
"""

from __future__ import annotations

import itertools
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@contextmanager
def half_an_upload(store: str, nth: int, struck: Callable[[], None]) -> Iterator[str]:
    """The relay's address, for as long as the block lasts."""
    where = urlsplit(store)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        relay = _Relay(listening, (where.hostname or "", where.port or 80), nth, struck)
        threading.Thread(target=relay.accept, name="relay", daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


class _Relay:
    def __init__(self, listening: socket.socket, store: tuple[str, int], nth: int, struck: Callable[[], None]) -> None:
        self._listening = listening
        self._store = store
        self._nth = nth
        self._struck = struck
        self._puts = itertools.count(1)

    def accept(self) -> None:
        with suppress(OSError):  # the block is over
            while True:
                client, _ = self._listening.accept()
                store = socket.create_connection(self._store)
                threading.Thread(target=self._requests, args=(client, store), daemon=True).start()
                threading.Thread(target=_answers, args=(store, client), daemon=True).start()

    def _requests(self, client: socket.socket, store: socket.socket) -> None:
        with suppress(OSError), client, store, client.makefile("rb") as reader:
            while head := b"".join(iter(reader.readline, b"\r\n")):
                length = _LENGTH.search(head)
                body = reader.read(int(length[1]) if length else 0)
                if head.startswith(b"PUT ") and next(self._puts) == self._nth:
                    store.sendall(head + b"\r\n" + body[: len(body) // 2])
                    self._struck()
                    return
                store.sendall(head + b"\r\n" + body)


def _answers(store: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while data := store.recv(65_536):
            client.sendall(data)
