"""Commits of an Iceberg table: what one statement adds and takes away, in one snapshot."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pyiceberg.exceptions import CommitFailedException, ValidationException
from pyiceberg.manifest import DataFile
from pyiceberg.table import Transaction
from pyiceberg.table.snapshots import Operation, Summary
from pyiceberg.table.update.snapshot import _MergeAppendFiles, _OverwriteFiles
from pyiceberg.typedef import EMPTY_DICT

from services.query.failure import USER, QueryFailed
from services.query.iceberg.table import GlueTable


def append(table: GlueTable, files: Iterable[DataFile]) -> None:
    """Adds files. Of two appends at the same time both stay: the second is made once more. Raises QueryFailed."""

    def change(transaction: Transaction) -> None:
        with _Merged(Operation.APPEND, transaction, table.io) as snapshot:
            for one in files:
                snapshot.append_data_file(one)

    committed(table, change)


def replace(
    table: GlueTable, gone: Iterable[DataFile], files: Iterable[DataFile], operation: Operation = Operation.OVERWRITE
) -> None:
    """Puts files in the place of others. Fails where somebody else committed since. Raises QueryFailed."""

    def change(transaction: Transaction) -> None:
        with _Once(operation, transaction, table.io, uuid.uuid4()) as snapshot:
            for one in gone:
                snapshot.delete_data_file(one)
            for one in files:
                snapshot.append_data_file(one)

    committed(table, change)


class _Merged(_MergeAppendFiles):
    """An append that makes one manifest of many small ones, so that a table of many INSERTs is read by few."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._merge_enabled = True


class _Once(_OverwriteFiles):
    """An overwrite whose rows were computed from one snapshot: on another one it is not made again."""

    def _summary(self, snapshot_properties: dict[str, str] = EMPTY_DICT) -> Summary:
        """pyiceberg knows no REPLACE; its figures are those of an overwrite."""
        meant, self._operation = self._operation, Operation.OVERWRITE
        summary = super()._summary(snapshot_properties)
        self._operation = meant
        return summary.model_copy(update={"operation": meant})

    def _validate_concurrency(self) -> None:
        if self._commit_window is not None and not self._commit_window.is_empty():
            raise ValidationException("the table was changed by another statement")


def committed(table: GlueTable, change: Callable[[Transaction], None]) -> None:
    """One change of a table. Raises QueryFailed."""
    with _told(table), table.transaction() as transaction:
        change(transaction)


@contextmanager
def _told(table: GlueTable) -> Iterator[None]:
    try:
        yield
    except (CommitFailedException, ValidationException) as error:
        name = ".".join(table.name())
        said = f"ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table: {name}: {error}"
        raise QueryFailed(said, USER, code="ICEBERG_COMMIT_ERROR") from None
