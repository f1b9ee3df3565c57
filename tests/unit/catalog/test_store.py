"""The database of the catalog: opened or refused in one line, and whole after a failure in the middle."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from lake.errors import TarnError
from services.catalog.store import Store
from services.catalog.tables import databases


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/none/catalog.db", "oracle9://x/y"])
def test_a_database_that_cannot_be_opened_is_one_line(url: str) -> None:
    with pytest.raises(TarnError) as refused:
        Store(url)
    assert "\n" not in str(refused.value)


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
