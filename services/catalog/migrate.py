"""The schema of a database brought up to date: made new, or changed with what it holds, step by step (`migrations/`).

Alembic keeps the version in the table `alembic_version`. A database without it is new, or older than versions are.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect

from services.catalog import record_tables  # noqa: F401 - its tables are metadata's, too
from services.catalog.tables import metadata

_STEPS = Path(__file__).with_name("migrations")
NEWEST = "head"


def bring_up_to_date(db: Connection) -> None:
    """Makes the tables, or changes those of an older version. Raises CommandError for a database of a newer one."""
    steps = Config()
    steps.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    steps.attributes["connection"] = db
    if inspect(db).get_table_names():
        command.upgrade(steps, NEWEST)
    else:
        metadata.create_all(db)
        command.stamp(steps, NEWEST)
