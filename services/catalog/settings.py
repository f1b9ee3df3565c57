"""Settings of the catalog."""

from __future__ import annotations

from pydantic import Field
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from lake.config import Settings, home, port
from lake.errors import TarnError


class CatalogSettings(Settings):
    """Where the catalog listens and which database it owns."""

    catalog_host: str = "127.0.0.1"
    catalog_listen_port: int = Field(default_factory=lambda: port("catalog"), ge=1, le=65535)
    catalog_db: str = Field(default_factory=lambda: f"sqlite:///{home()}/catalog/catalog.db")  # SQLite alone

    def check(self) -> None:
        """Whether this is a database that tarn serves; it is not asked."""
        database(self.catalog_db)


def database(url: str) -> URL:
    """The database of the catalog. Raises TarnError where it is none of SQLite's, without the URL's password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise TarnError("setting TARN_CATALOG_DB is not usable: give sqlite:///PATH") from None
    if parsed.drivername != "sqlite" or not parsed.database:
        raise TarnError(
            f"setting TARN_CATALOG_DB is not usable: {parsed.drivername} is not served, give sqlite:///PATH"
        )
    return parsed
