"""SHOW CREATE TABLE and DESCRIBE of Iceberg tables.

The first is a statement that makes the same table; AWS documents neither its line breaks nor those of the second.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyiceberg.partitioning import PartitionField
from pyiceberg.transforms import BucketTransform, IdentityTransform, TruncateTransform

from services.query.commands import Column, Context, Output
from services.query.commands.create_text import quoted
from services.query.commands.glue import Catalog
from services.query.failure import refuse
from services.query.iceberg.altering import opened
from services.query.iceberg.files import StoredFiles
from services.query.iceberg.properties import KEPT
from services.query.iceberg.table import GlueTable
from services.query.statements import Describe, ShowCreateTable

_DESCRIBED = tuple(Column(name, "string") for name in ("col_name", "data_type", "comment"))


def show_create(statement: ShowCreateTable, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """SHOW CREATE TABLE."""
    table = opened(statement, catalog, context, files)
    columns = []
    for one in table.record["StorageDescriptor"]["Columns"]:
        comment = f" COMMENT {quoted(one['Comment'])}" if one.get("Comment") else ""
        columns.append(f"  {_name(one['Name'])} {one['Type']}{comment}")
    lines = [f"CREATE TABLE {'.'.join(table.name())} (", *",\n".join([*columns]).split("\n")]
    lines[-1] += ")"
    if "comment" in table.properties:
        lines.append(f"COMMENT {quoted(table.properties['comment'])}")
    if table.spec().fields:
        lines.append(f"PARTITIONED BY ({', '.join(_part(table, one) for one in table.spec().fields)})")
    lines.append(f"LOCATION {quoted(table.location())}")
    told = {"table_type": "iceberg"} | {
        key: value for key, value in sorted(table.properties.items()) if key in KEPT - {"comment"}
    }
    lines.append("TBLPROPERTIES (")
    lines += [f"  {quoted(key)}={quoted(value)}," for key, value in told.items()]
    lines[-1] = lines[-1].removesuffix(",")
    lines.append(")")
    return Output((Column("createtab_stmt", "string"),), tuple((line,) for line in lines))


def describe(statement: Describe, catalog: Catalog, context: Context, files: StoredFiles) -> Output:
    """DESCRIBE: the schema, then the partition spec."""
    if statement.style or statement.path or statement.partition:
        refuse("DESCRIBE of an Iceberg table with FORMATTED, EXTENDED, PARTITION or a column")
    table = opened(statement, catalog, context, files)
    return Output(_DESCRIBED, tuple((row,) for row in _described(table)))


def _described(table: GlueTable) -> Iterator[str]:
    yield "# Table schema:\t\t"
    yield "# col_name\tdata_type\tcomment"
    for one in table.record["StorageDescriptor"]["Columns"]:
        yield f"{one['Name']}\t{one['Type']}\t{one.get('Comment', '')}"
    if table.spec().fields:
        yield "\t\t"
        yield "# Partition spec:\t\t"
        yield "# field_name\tfield_transform\tcolumn_name"
        for field in table.spec().fields:
            yield f"{field.name}\t{field.transform}\t{table.schema().find_column_name(field.source_id)}"


def _part(table: GlueTable, one: PartitionField) -> str:
    column = _name(str(table.schema().find_column_name(one.source_id)))
    if isinstance(one.transform, IdentityTransform):
        return column
    if isinstance(one.transform, BucketTransform):
        return f"bucket({one.transform.num_buckets}, {column})"
    if isinstance(one.transform, TruncateTransform):
        return f"truncate({one.transform.width}, {column})"
    return f"{one.transform}({column})"


def _name(name: str) -> str:
    return f"`{name.replace('`', '``')}`"
