"""Settings: environment variables prefixed `TARN_`, read once at start, printed with secrets masked.

Every part keeps its own settings class beside the code that uses it, derived from `Settings`. Defaults are those of the
embedded stack, whose ports derive from `TARN_PORT_BASE`; in containers, docker-compose.yml sets the addresses.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from lake.errors import TarnError

DEFAULT_PORT_BASE = 19000

# One table for both run modes: .env publishes the same numbers from containers.
PORT_OFFSETS = {
    "object-store": 0,
    "redis": 1,
    "kafka": 2,
    "kafka-controller": 3,
    "catalog": 4,
    "query": 5,
    "console": 6,
    "object-store-console": 10,
    "producer-metrics": 11,
    "dedup-metrics": 12,
    "sink-metrics": 13,
    "etl-metrics": 14,
}


class Settings(BaseSettings):
    """Base of every settings class: `TARN_` prefix, frozen, unknown variables ignored (other parts own them)."""

    model_config = SettingsConfigDict(
        env_prefix="TARN_",
        env_file=Path(__file__).resolve().parent.parent
        / ".env",  # the laptop profile, the one docker compose reads too
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
    )

    def masked(self) -> dict[str, str]:
        """The settings as text, for the start-up log line; secrets read `**********`."""
        return {
            name: str(value) if not isinstance(value, SecretStr) else "**********"
            for name, value in self.model_dump().items()
        }


AnySettings = TypeVar("AnySettings", bound=Settings)


def load(cls: type[AnySettings]) -> AnySettings:
    """Reads `cls` from the environment; a bad value is a `TarnError` that names the variable."""
    try:
        return cls()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"TARN_{'_'.join(str(part) for part in first['loc'])}".upper()
        given = first.get("input")
        raise TarnError(f"setting {name}={given!r} is not usable: {first['msg']}") from None


def port_base() -> int:
    """The first port of this stack, from TARN_PORT_BASE. Raises TarnError unless 1024 <= base <= 65500."""
    text = os.environ.get("TARN_PORT_BASE") or str(DEFAULT_PORT_BASE)
    if not text.isdigit() or not 1024 <= int(text) <= 65500:
        raise TarnError(f"setting TARN_PORT_BASE={text!r} is not usable: give a number from 1024 to 65500")
    return int(text)


def port(name: str) -> int:
    """The port of one part of the stack, e.g. `port("kafka")`."""
    return port_base() + PORT_OFFSETS[name]


def instance_name() -> str:
    """This process' name among its like: TARN_INSTANCE, else the host's name (a container's id)."""
    return os.environ.get("TARN_INSTANCE") or socket.gethostname()


def home() -> Path:
    """Where the embedded stack keeps its state: TARN_HOME, or `.tarn` beside the launcher."""
    chosen = os.environ.get("TARN_HOME")
    return Path(chosen).expanduser().resolve() if chosen else Path(__file__).resolve().parent.parent / ".tarn"
