"""Settings of the catalog."""

from __future__ import annotations

from pydantic import Field

from lake.config import Settings, home, port


class CatalogSettings(Settings):
    """Where the catalog listens and which database it owns."""

    catalog_host: str = "127.0.0.1"
    catalog_listen_port: int = Field(default_factory=lambda: port("catalog"), ge=1, le=65535)
    catalog_db: str = Field(default_factory=lambda: f"sqlite:///{home()}/catalog/catalog.db")  # any SQLAlchemy URL
