"""ALTER TABLE ADD, DROP and RENAME PARTITION; SHOW PARTITIONS."""

from __future__ import annotations

from collections.abc import Sequence

from services.query.commands import spec, storage
from services.query.commands.glue import BATCH, DELETE_BATCH, Catalog, Record, Refusal
from services.query.commands.output import Context, Output, lines
from services.query.commands.tables import database_of, one_partition, put_partition, table_of
from services.query.failure import ddl_task, semantic
from services.query.hive_paths import escaped
from services.query.statements import AddPartitions, Condition, DropPartitions, RenamePartition, ShowPartitions


def add(statement: AddPartitions, catalog: Catalog, context: Context) -> Output:
    """ADD PARTITION. Without IF NOT EXISTS one that exists fails the statement; those beside it are added."""
    database = database_of(statement, context)
    table = table_of(statement, catalog, context)
    new: dict[tuple[str, ...], Record] = {}
    for partition in statement.partitions:
        values = spec.ordered(table, partition.spec)
        if partition.location is not None:
            storage.check_location(partition.location)
        if tuple(values) in new and not statement.if_not_exists:
            raise ddl_task("AlreadyExistsException(message:Partition already exists.)")
        new.setdefault(tuple(values), storage.partition(table, values, partition.location, context.now))
    taken = create_in_batches(catalog, database, statement.table, list(new.values()))
    if taken and not statement.if_not_exists:
        raise ddl_task("AlreadyExistsException(message:Partition already exists.)")
    return Output()


def create_in_batches(catalog: Catalog, database: str, table: str, new: Sequence[Record]) -> list[list[str]]:
    """Creates partitions, 100 a request; tells the values of those that existed. Raises QueryFailed."""
    taken: list[list[str]] = []
    for start in range(0, len(new), BATCH):
        part = list(new[start : start + BATCH])
        members = {"DatabaseName": database, "TableName": table, "PartitionInputList": part}
        for error in catalog.change("batch_create_partition", **members).get("Errors", []):
            detail = error.get("ErrorDetail", {})
            refusal = Refusal(detail.get("ErrorCode", ""), detail.get("ErrorMessage", ""))
            if not refusal.exists:
                raise refusal.failure()
            taken.append(error.get("PartitionValues", []))
    return taken


def drop(statement: DropPartitions, catalog: Catalog, context: Context) -> Output:
    """DROP PARTITION. The data stays."""
    database = database_of(statement, context)
    table = table_of(statement, catalog, context)
    gone: dict[tuple[str, ...], None] = {}
    for conditions in statement.specs:
        found = _matching(catalog, database, table, conditions)
        if not found and not statement.if_exists:
            shown = " AND ".join(f"{one.column} {one.operator} {one.value}" for one in conditions)
            raise semantic(f"Partition not found ({shown})", 10006)
        gone.update(dict.fromkeys(map(tuple, found)))
    _delete(catalog, database, statement.table, list(gone))
    return Output()


def _matching(catalog: Catalog, database: str, table: Record, conditions: Sequence[Condition]) -> list[list[str]]:
    """The values of the partitions that fit all conditions."""
    spec.check_names(table, [condition.column for condition in conditions])
    listed = catalog.partitions(database, table["Name"], spec.expression(table, conditions))
    return [values for values in listed if spec.matches(table, conditions, values)]


def _delete(catalog: Catalog, database: str, table: str, gone: Sequence[tuple[str, ...]]) -> None:
    for start in range(0, len(gone), DELETE_BATCH):
        part = [{"Values": list(values)} for values in gone[start : start + DELETE_BATCH]]
        answer = catalog.change(
            "batch_delete_partition", DatabaseName=database, TableName=table, PartitionsToDelete=part
        )
        for error in answer.get("Errors", []):
            detail = error.get("ErrorDetail", {})
            refusal = Refusal(detail.get("ErrorCode", ""), detail.get("ErrorMessage", ""))
            if not refusal.missing:  # who dropped it meanwhile did the same
                raise refusal.failure()


def rename(statement: RenamePartition, catalog: Catalog, context: Context) -> Output:
    """PARTITION … RENAME TO PARTITION: the values change, the location stays."""
    database = database_of(statement, context)
    table = table_of(statement, catalog, context)
    old, new = spec.ordered(table, statement.spec), spec.ordered(table, statement.to)
    partition = one_partition(catalog, database, table, old)
    put_partition(catalog, database, statement.table, old, {**partition, "Values": new})
    return Output()


def show(statement: ShowPartitions, catalog: Catalog, context: Context) -> Output:
    """SHOW PARTITIONS: `key=value/key=value`, in order."""
    database = database_of(statement, context)
    table = table_of(statement, catalog, context)
    if not table.get("PartitionKeys"):
        raise ddl_task(f"Table {statement.table} is not a partitioned table")
    wanted = [Condition(name, "=", value) for name, value in statement.partition]
    found = _matching(catalog, database, table, wanted)
    return lines("partition", sorted(named(table, values) for values in found))


def named(table: Record, values: Sequence[str]) -> str:
    """A partition by its folder's name."""
    keys = [key["Name"] for key in table["PartitionKeys"]]
    return "/".join(f"{key}={escaped(value)}" for key, value in zip(keys, values, strict=True))
