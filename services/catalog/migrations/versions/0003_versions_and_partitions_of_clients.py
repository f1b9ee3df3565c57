"""A table has versions, and partitions that clients define. Names of databases and tables are in lower case.

A name that would be taken in lower case gets underscores behind it, so that nothing is out of reach.
"""

from collections.abc import Callable
from functools import partial

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"

_STEPS = """
ALTER TABLE tables ADD COLUMN version INTEGER DEFAULT 1 NOT NULL;
CREATE TABLE table_versions (
    database_name VARCHAR(255) NOT NULL, table_name VARCHAR(255) NOT NULL, version INTEGER NOT NULL,
    definition JSON NOT NULL, updated_at FLOAT NOT NULL, PRIMARY KEY (database_name, table_name, version)
);
ALTER TABLE partitions ADD COLUMN definition JSON;
CREATE INDEX partitions_of_values ON partitions (database_name, table_name, partition_values);
"""
_KEPT_BY_TABLE = ("partitions", "files", "commits", "consumed", "sources", "bookmarks")


def upgrade() -> None:
    for statement in _STEPS.split(";"):
        if statement.strip():
            op.execute(statement)
    db = op.get_bind()
    _fold([name for (name,) in db.execute(text("SELECT name FROM databases"))], _rename_database)
    for database in db.execute(text("SELECT name FROM databases")).scalars().all():
        of_database = text("SELECT name FROM tables WHERE database_name = :database")
        names = list(db.execute(of_database, {"database": database}).scalars())
        _fold(names, partial(_rename_table, database))


def _fold(names: list[str], rename: Callable[[str, str], None]) -> None:
    taken = set(names)
    for old in sorted(names):
        new = old.lower()
        while new != old and new in taken:
            new += "_"
        if new != old:
            rename(old, new)
            taken.add(new)


def _rename_database(old: str, new: str) -> None:
    change = {"old": old, "new": new}
    op.get_bind().execute(text("UPDATE databases SET name = :new WHERE name = :old"), change)
    for kept in ("tables", *_KEPT_BY_TABLE):
        op.get_bind().execute(text(f"UPDATE {kept} SET database_name = :new WHERE database_name = :old"), change)


def _rename_table(database: str, old: str, new: str) -> None:
    change = {"database": database, "old": old, "new": new}
    this = "WHERE database_name = :database AND"
    op.get_bind().execute(text(f"UPDATE tables SET name = :new {this} name = :old"), change)
    for kept in _KEPT_BY_TABLE:
        op.get_bind().execute(text(f"UPDATE {kept} SET table_name = :new {this} table_name = :old"), change)
