"""Asks a program whether it is ready, in the way a user of it would notice. Each probe answers None, or why not yet."""

from __future__ import annotations

import http.client
import json
import socket
import struct

from lake import secrets
from stack.programs import Program

_TIMEOUT_S = 2.0


def trouble(program: Program) -> str | None:
    """None when the program is ready, else one clause about what it lacks."""
    try:
        if program.probe == "kafka":
            return _kafka(program.port)
        if program.probe == "redis":
            return _redis(program.port)
        if program.probe == "trino":
            return _trino(program.port)
        return _http(program.port, "/health" if program.probe == "health" else "/", program.probe == "health")
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return f"port {program.port}: {reason.lower()}"


def _kafka(port: int) -> str | None:
    """One ApiVersions request, the only one that needs no other first; a port alone is open also while Kafka hangs."""
    with socket.create_connection(("127.0.0.1", port), _TIMEOUT_S) as connection:
        connection.sendall(struct.pack(">ihhih", 10, 18, 0, 1, -1))  # length, key, version, correlation, no client id
        return None if connection.recv(4) else f"port {port}: closed the connection"


def _redis(port: int) -> str | None:
    """PING is answered by LOADING until the append-only file has been read. Without a password, none is asked for."""
    password = secrets.read("redis")
    with socket.create_connection(("127.0.0.1", port), _TIMEOUT_S) as connection:
        if password:
            connection.sendall(f"AUTH {password}\r\n".encode())
            connection.recv(200)  # a refusal shows in what comes next
        connection.sendall(b"PING\r\n")
        answer = connection.recv(200).decode("utf-8", "replace").strip()
    return None if answer == "+PONG" else f"port {port}: {answer.lstrip('-')}"


def _trino(port: int) -> str | None:
    """It answers from early on, and says there whether it takes queries yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", "/v1/info")
        told = json.loads(connection.getresponse().read(10_000))
    except ValueError:
        return f"port {port}: no Trino answers there"
    finally:
        connection.close()
    return "it is starting up" if not isinstance(told, dict) or told.get("starting", True) else None


def _http(port: int, path: str, must_be_200: bool) -> str | None:
    """An object store refuses an unsigned `GET /` and is ready by that; a service says 200 or why it is not ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read(300).decode("utf-8", "replace").strip()
    finally:
        connection.close()
    if answer.status == 200 or (not must_be_200 and answer.status < 500):
        return None
    return body or f"port {port}: HTTP {answer.status}"
