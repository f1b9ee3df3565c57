"""ALTER TABLE and MSCK REPAIR TABLE (docs.aws.amazon.com/athena/latest/ug/ddl-reference.html)."""

from __future__ import annotations

from collections.abc import Callable

from services.query.failure import refuse
from services.query.statements import clauses, definitions
from services.query.statements.definitions import Condition, NewPartition, PartitionSpec
from services.query.statements.model import Statement
from services.query.statements.reader import Reader
from services.query.statements.tables_of_iceberg import DropColumn, RenameTable, UnsetTableProperties
from services.query.statements.tokens import Kind

Name = tuple[str | None, str]

_OPERATORS = ("=", "<", ">", "<=", ">=", "<>", "!=")
_UNSERVED = ("CLUSTERED", "SORTED", "SKEWED", "EXCHANGE", "ARCHIVE", "UNARCHIVE", "TOUCH", "CONCATENATE", "COMPACT")


def alter_table(reader: Reader) -> Statement:
    """After ALTER TABLE."""
    name = clauses.table_name(reader)
    if reader.accept("RENAME", "TO"):
        return RenameTable(*name, *clauses.table_name(reader))
    if reader.accept("UNSET", "TBLPROPERTIES"):
        return UnsetTableProperties(*name, clauses.several(reader, Reader.string))
    if reader.peek().word in _UNSERVED:
        refuse(f"ALTER TABLE {reader.peek().word} is not one of Athena's statements")
    if reader.sees("PARTITION"):
        return _of_partition(reader, name, clauses.partition_spec(reader))
    for word, read in _BY_WORD.items():
        if reader.accept(word):
            return read(reader, name)
    raise reader.wrong("<alter table statement>", within="alter table statement")


def _of_partition(reader: Reader, name: Name, partition: PartitionSpec) -> Statement:
    """What is done to one partition."""
    if reader.accept("RENAME", "TO"):
        return definitions.RenamePartition(*name, partition, clauses.partition_spec(reader))
    if reader.accept("SET"):
        return _set(reader, name, partition)
    if reader.accept("ADD", "COLUMNS"):
        return _columns(reader, name, partition, definitions.AddColumns)
    if reader.accept("REPLACE", "COLUMNS"):
        return _columns(reader, name, partition, definitions.ReplaceColumns)
    raise reader.wrong("<alter table statement>", within="alter table partition statement")


def _replace(reader: Reader, name: Name) -> Statement:
    reader.expect("COLUMNS")
    return _columns(reader, name, (), definitions.ReplaceColumns)


def _add(reader: Reader, name: Name) -> Statement:
    if reader.accept("COLUMNS"):
        return _columns(reader, name, (), definitions.AddColumns)
    if_not_exists = clauses.if_not_exists(reader)
    found = [_new_partition(reader)]
    while reader.accept(",") or reader.sees("PARTITION"):
        found.append(_new_partition(reader))
    return definitions.AddPartitions(*name, tuple(found), if_not_exists)


def _new_partition(reader: Reader) -> NewPartition:
    spec = clauses.partition_spec(reader)
    return NewPartition(spec, reader.string() if reader.accept("LOCATION") else None)


def _columns(
    reader: Reader,
    name: Name,
    partition: PartitionSpec,
    kind: type[definitions.AddColumns] | type[definitions.ReplaceColumns],
) -> Statement:
    columns = clauses.several(reader, clauses.column)
    if not reader.accept("CASCADE"):
        reader.accept("RESTRICT")
    return kind(*name, columns, partition)


def _drop(reader: Reader, name: Name) -> Statement:
    if reader.accept("COLUMN"):
        return DropColumn(*name, reader.name("column name"))
    if_exists = clauses.if_exists(reader)
    specs = [_conditions(reader)]
    while reader.accept(","):
        specs.append(_conditions(reader))
    reader.accept("PURGE")
    return definitions.DropPartitions(*name, tuple(specs), if_exists)


def _conditions(reader: Reader) -> tuple[Condition, ...]:
    reader.expect("PARTITION")
    return clauses.several(reader, _condition)


def _condition(reader: Reader) -> Condition:
    column = reader.name("partition specification")
    token = reader.peek()
    if token.kind is not Kind.SYMBOL or token.text not in _OPERATORS:
        raise reader.wrong("<operator>", within="drop partition statement")
    return Condition(column, reader.next().text, clauses.literal(reader))


def _set(reader: Reader, name: Name, partition: PartitionSpec = ()) -> Statement:
    if reader.accept("LOCATION"):
        return definitions.SetLocation(*name, reader.string(), partition)
    if not partition and reader.accept("TBLPROPERTIES"):
        return definitions.SetTableProperties(*name, clauses.properties(reader))
    if reader.peek().word in ("SERDE", "SERDEPROPERTIES", "FILEFORMAT", "SKEWED"):
        refuse(f"ALTER TABLE SET {reader.peek().word} is not one of Athena's statements")
    raise reader.wrong("<alter table statement>", within="alter table statement")


def _change(reader: Reader, name: Name) -> Statement:
    reader.accept("COLUMN")
    column = reader.name("column name")
    to = clauses.column(reader)
    after = None
    if reader.accept("FIRST"):
        after = ""
    elif reader.accept("AFTER"):
        after = reader.name("column name")
    if not reader.accept("CASCADE"):
        reader.accept("RESTRICT")
    return definitions.ChangeColumn(*name, column, to, after)


_BY_WORD: dict[str, Callable[[Reader, Name], Statement]] = {
    "ADD": _add,
    "DROP": _drop,
    "SET": _set,
    "REPLACE": _replace,
    "CHANGE": _change,
}


def repair(reader: Reader) -> Statement:
    """After MSCK."""
    reader.expect("REPAIR", "TABLE")
    name = clauses.table_name(reader)
    if reader.peek().word in ("ADD", "DROP", "SYNC"):
        refuse(f"MSCK REPAIR TABLE … {reader.peek().word} PARTITIONS is not one of Athena's statements")
    return definitions.RepairTable(*name)
