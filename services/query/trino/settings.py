"""Settings of the engine Trino: who signs in, and under which name Trino has the Data Catalog."""

from __future__ import annotations

from pydantic import Field, SecretStr

from lake.config import Settings
from lake.errors import TarnError
from lake.query_engine import EngineSettings
from services.query.trino.client import Trino
from services.query.trino.engine import CATALOG, Shape, TrinoEngine


class TrinoSettings(Settings):
    """What a Trino cluster is told. A password goes over https alone, as Trino asks."""

    trino_user: str = Field(default="tarn", pattern=r"^[!-~]{1,200}$")  # as whom queries run there
    trino_password: SecretStr | None = None  # of that user
    trino_catalog: str = Field(default=CATALOG, pattern=r"^[a-z0-9_-]{1,100}$")  # a hive catalog over tarn's Glue


def opened(engine: EngineSettings, trino: TrinoSettings, shape: Shape, at_once: int) -> dict[str, TrinoEngine]:
    """The engine by its name; nothing where no Trino is named. Raises TarnError."""
    if engine.address is None:
        return {}
    password = trino.trino_password.get_secret_value() if trino.trino_password else ""
    if password and not engine.address.startswith("https://"):
        raise TarnError("setting TARN_TRINO_PASSWORD is not usable: TARN_TRINO_URL must begin with https://")
    client = Trino(engine.address, trino.trino_user, password, most_at_once=at_once * 2)
    return {"trino": TrinoEngine(client, trino.trino_catalog, shape)}
