"""The database of the catalog: opened or refused in one line, and whole after a failure in the middle."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from lake.errors import TarnError
from services.catalog.store import Store
from services.catalog.tables import commits, consumed, databases, files, job_runs, jobs, partitions, tables


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:////proc/none/catalog.db", "sqlite://", "postgresql://me:secret@x/y"]
)
def test_a_database_that_cannot_be_opened_is_one_line(url: str) -> None:
    with pytest.raises(TarnError) as refused:
        Store(url)
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/c.db")

    def fail_midway() -> None:
        with store.transaction() as db:
            db.execute(databases.insert().values(name="x", definition={}, created_at=0))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_midway()
    with store.transaction() as db:
        assert db.execute(select(databases)).all() == []
    store.close()


def test_what_is_committed_is_there_for_the_next_process(tmp_path: Path) -> None:
    first = Store(f"sqlite:///{tmp_path}/c.db")
    with first.transaction() as db:
        db.execute(databases.insert().values(name="x", definition={"Name": "x"}, created_at=0))
    second = Store(f"sqlite:///{tmp_path}/c.db")
    with second.transaction() as db:
        assert [row.name for row in db.execute(select(databases))] == ["x"]
    first.close()
    second.close()


def test_a_reader_waits_for_no_writer_and_sees_what_was_committed(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/c.db")
    with store.transaction() as writer:
        writer.execute(databases.insert().values(name="x", definition={}, created_at=0))
        with store.snapshot() as reader:  # behind the write lock it would wait for 30 s and fail
            assert reader.execute(select(databases)).all() == []
    with store.snapshot() as before:
        assert len(before.execute(select(databases)).all()) == 1
        with store.transaction() as writer:
            writer.execute(databases.delete())
        assert len(before.execute(select(databases)).all()) == 1, "one snapshot, whatever is committed meanwhile"
    with store.snapshot() as after:
        assert after.execute(select(databases)).all() == []
    store.close()


def test_a_reader_writes_nothing_and_leaves_a_connection_that_can(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/c.db")
    with store.snapshot() as reader, pytest.raises(OperationalError):
        reader.execute(databases.insert().values(name="x", definition={}, created_at=0))
    with store.transaction() as writer:
        writer.execute(databases.insert().values(name="y", definition={}, created_at=0))
    with store.snapshot() as reader:
        assert [row.name for row in reader.execute(select(databases))] == ["y"]
    store.close()


def test_a_database_of_before_versions_comes_up_with_its_data(tmp_path: Path) -> None:
    """`kept.sql` is the dump of a catalog with two commits, made by the code before there were versions."""
    with closing(sqlite3.connect(tmp_path / "c.db")) as kept:
        kept.executescript(Path(__file__).with_name("kept.sql").read_text(encoding="utf-8"))
    store = Store(f"sqlite:///{tmp_path}/c.db")
    with store.snapshot() as db:
        assert [(row.name, row.job_name) for row in db.execute(select(tables))] == [("events", "etl")]
        keys = db.execute(select(files.c.key, files.c.superseded_by).order_by(files.c.key))
        assert [(row.key.rpartition("/")[2], row.superseded_by) for row in keys] == [
            ("a.parquet", "commit-1"),
            ("b.parquet", None),
        ]
        assert db.execute(select(consumed.c.key).order_by(consumed.c.key)).scalars().all() == ["bad", "one", "two"]
        made = db.execute(select(commits.c.id, commits.c.job_name, commits.c.table_name).order_by(commits.c.id)).all()
        assert made == [("commit-0", "etl", "events"), ("commit-1", "etl", "events")]
        (partition,) = db.execute(select(partitions)).all()
        assert (partition.row_count, partition.file_count, partition.generation) == (5, 1, "")
        (job,) = db.execute(select(jobs)).all()
        beaten = db.execute(select(func.max(job_runs.c.beat_at))).scalar_one()
        assert job.asked_at == beaten > 0, "its runs were taken: it has a worker"
        assert job.updated_at == job.created_at
    store.close()
    Store(f"sqlite:///{tmp_path}/c.db").close()  # a second start has nothing to do


def test_a_database_that_was_changed_has_the_schema_of_a_new_one(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "kept.db")) as kept:
        kept.executescript(Path(__file__).with_name("kept.sql").read_text(encoding="utf-8"))
    for name in ("kept", "new"):
        Store(f"sqlite:///{tmp_path}/{name}.db").close()
    assert shape(tmp_path / "kept.db") == shape(tmp_path / "new.db")


def test_a_database_of_a_newer_version_is_refused_in_one_line(tmp_path: Path) -> None:
    Store(f"sqlite:///{tmp_path}/c.db").close()
    with closing(sqlite3.connect(tmp_path / "c.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    with pytest.raises(TarnError, match="a newer version of tarn"):
        Store(f"sqlite:///{tmp_path}/c.db")


def shape(path: Path) -> dict[str, Any]:
    """Columns, primary keys and indexes of every table."""
    with closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: (
                # a column that was added stands last, and has a default for the rows of before
                {
                    (column, kind, notnull, key)
                    for _, column, kind, notnull, _, key in db.execute(f"PRAGMA table_info({name})")
                },
                {
                    (
                        index,
                        unique,
                        partial,
                        tuple(column for _, _, column in db.execute(f"PRAGMA index_info({index})")),
                    )
                    for _, index, unique, _, partial in db.execute(f"PRAGMA index_list({name})")
                },
            )
            for name in names
        }
