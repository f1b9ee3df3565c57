"""Settings: environment variables prefixed `TARN_`, read once at start, printed with secrets masked.

Every part keeps its own settings class beside the code that uses it, derived from `Settings`. Defaults are those of the
embedded stack, whose ports derive from `TARN_PORT_BASE`; in containers, docker-compose.yml sets the addresses.

A variable of the shell wins over the same line of `.env`, and that over the default. An empty value is the default, and
off where a setting may be off. `lake.variables` knows the names of all of them.
"""

from __future__ import annotations

import os
import re
import socket
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from lake.errors import TarnError
from lake.mask import masked

ROOT = Path(__file__).resolve().parent.parent
ENV_FILE = ROOT / ".env"  # the laptop profile, the one docker compose reads too

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
    "cloudwatch": 7,
    "prometheus": 8,  # in containers alone
    "grafana": 9,  # in containers alone
    "object-store-console": 10,
    "trino": 12,
    "producer-metrics": 11,
    "etl-metrics": 14,
    "gateway-metrics": 15,
    "crawler-metrics": 16,
    "gateway": 20,
    "dedup-metrics": 40,  # and seven more: each process of a service has a port of its own
    "sink-metrics": 30,
}


class Settings(BaseSettings):
    """Base of every settings class: `TARN_` prefix, frozen, unknown variables ignored (other parts own them)."""

    model_config = SettingsConfigDict(env_prefix="TARN_", env_file=ENV_FILE, extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_the_default_or_off(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Compose hands on every setting, empty where nobody gave one."""
        off = {name for name, field in cls.model_fields.items() if type(None) in get_args(field.annotation)}
        given = {name: value for name, value in values.items() if value != ""}
        return given | {name: None for name in values.keys() & off if values[name] == ""}

    def check(self) -> None:
        """Looks at what a value alone does not show, such as a file that it names. Raises TarnError."""

    def masked(self) -> dict[str, str]:
        """The settings as text, for the start-up log line; secrets read `**********`."""
        return {
            name: masked(str(value)) if not isinstance(value, SecretStr) else "**********"
            for name, value in self.model_dump().items()
        }


class SharedSettings(Settings):
    """What every part has in common."""

    port_base: int = Field(default=DEFAULT_PORT_BASE, ge=1024, le=65_400)  # the first port; see the README's table
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(str.lower)] = "info"
    # A member's name, kept over restarts; each its own where a service runs twice.
    instance: str = Field(default_factory=socket.gethostname, pattern=r"^[A-Za-z0-9._-]{1,200}$")


AnySettings = TypeVar("AnySettings", bound=Settings)


def load(cls: type[AnySettings]) -> AnySettings:
    """Reads `cls` from the environment; a bad value is a `TarnError` that names the variable."""
    try:
        return cls()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"TARN_{'_'.join(str(part) for part in first['loc'])}".upper()
        given = "**********" if _secret(cls, first["loc"]) else masked(repr(first.get("input")))
        raise TarnError(f"setting {name}={given} is not usable: {first['msg'].removeprefix('Value error, ')}") from None


def variable(name: str) -> str:
    """One setting as it was written, in the shell or else in `.env`; empty where nobody gave it."""
    return os.environ[name] if name in os.environ else env_file().get(name) or ""


def env_file() -> dict[str, str | None]:
    """The lines of `.env`; none where there is no such file."""
    try:
        return _env_file(ENV_FILE, ENV_FILE.stat().st_mtime_ns)
    except OSError:
        return {}


@lru_cache
def _env_file(path: Path, _changed: int) -> dict[str, str | None]:
    return dict(dotenv_values(path))


def _secret(cls: type[Settings], where: tuple[int | str, ...]) -> bool:
    """Whether a field is one whose value no message shows."""
    field = cls.model_fields.get(str(where[0])) if where else None
    return field is not None and field.annotation is SecretStr


def port_base() -> int:
    """The first port of this stack, from TARN_PORT_BASE. Raises TarnError for one that leaves no room."""
    return _port_base(variable("TARN_PORT_BASE"))


@lru_cache
def _port_base(_given: str) -> int:
    """Asked for by every port of every part; the settings are read once for what was given."""
    return load(SharedSettings).port_base


def port(name: str) -> int:
    """The port of one part of the stack, e.g. `port("kafka")`."""
    return port_base() + PORT_OFFSETS[name]


def instance_name() -> str:
    """This process' name among its like: TARN_INSTANCE, else the host's name (a container's id)."""
    return load(SharedSettings).instance


def home() -> Path:
    """Where the embedded stack keeps its state: TARN_HOME, or `.tarn` beside the launcher."""
    chosen = variable("TARN_HOME")
    if "TARN_HOME" in os.environ or not chosen:
        return (Path(chosen).expanduser() if chosen else ROOT / ".tarn").resolve()
    return (ROOT / Path(chosen).expanduser()).resolve()  # of .env: where the reader stands does not matter


def _http(url: str) -> str:
    if not re.fullmatch(r"https?://[^/\s?#]+/?", url):
        raise ValueError("give http://host:port")
    return url


def _servers(text: str) -> str:
    if not all(re.fullmatch(r"\S+:\d{1,5}", one.strip()) for one in text.split(",")):
        raise ValueError("give host:port, several by commas")
    return text


def _redis(url: str) -> str:
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("give redis://host:port/0")
    return url


HttpUrl = Annotated[str, AfterValidator(_http)]
RedisUrl = Annotated[str, AfterValidator(_redis)]
Servers = Annotated[str, AfterValidator(_servers)]
