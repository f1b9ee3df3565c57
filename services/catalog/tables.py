"""The tables of the catalog, in the order a reader of the lake meets them.

    databases -> tables -> partitions -> files          what the lake holds
    jobs -> job_runs -> commits                         who made it so
    consumed, sources                                   the bookmarks: raw objects in the lake, and the sums over them
    redriven                                            records of quarantine that were sent again

A file is live while `superseded_at` is null. `sources` holds the sums of `consumed` by source topic-partition and event
partition, kept in the same transaction, so that a ledger needs no scan of millions of objects.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

databases = Table(
    "databases",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("definition", JSON, nullable=False),  # Glue's DatabaseInput
    Column("created_at", Float, nullable=False),  # unix seconds, here and below
)

tables = Table(
    "tables",
    metadata,
    Column("database_name", String(255), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("definition", JSON, nullable=False),  # Glue's TableInput
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
)

partitions = Table(
    "partitions",
    metadata,
    Column("database_name", String(255), primary_key=True),
    Column("table_name", String(255), primary_key=True),
    Column("folder", String(1024), primary_key=True),  # under the table's location, no slash at either end
    Column("partition_values", JSON, nullable=False),  # list of text, in the order of the table's partition keys
    Column("row_count", BigInteger, nullable=False),
    Column("file_count", Integer, nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("key", String(1024), primary_key=True),
    Column("database_name", String(255), nullable=False),
    Column("table_name", String(255), nullable=False),
    Column("folder", String(1024), nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    Column("row_count", BigInteger, nullable=False),
    Column("added_by", String(64), nullable=False),  # commit id
    Column("superseded_by", String(64)),  # commit id
    Column("superseded_at", Float),
    Index("files_of_partition", "database_name", "table_name", "folder"),
    Index("files_superseded", "superseded_at"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("definition", JSON, nullable=False),  # Glue's CreateJob request
    Column("created_at", Float, nullable=False),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("job_name", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),
    Column("beat_at", Float),  # the last sign of life of the worker that took the run
    Column("completed_at", Float),
    Column("worker", String(255)),
    Column("error", Text),
    Column("result", JSON),
    Index("job_runs_of_job", "job_name", "created_at"),
)

commits = Table(
    "commits",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("run_id", String(64), nullable=False),
    Column("committed_at", Float, nullable=False),
    Column("summary", JSON, nullable=False),
)

consumed = Table(
    "consumed",
    metadata,
    Column("key", String(1024), primary_key=True),
    Column("database_name", String(255), nullable=False),
    Column("table_name", String(255), nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    Column("etag", String(128), nullable=False),
    Column("source_id", Integer),  # null where its name is not one the sink gives
    Column("line_count", BigInteger, nullable=False),
    Column("rejected_count", BigInteger, nullable=False),
    Column("superseded_count", BigInteger, nullable=False),
    Column("damage", Text),  # why the whole object was rejected
    Column("commit_id", String(64), nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("database_name", String(255), nullable=False),
    Column("table_name", String(255), nullable=False),
    Column("topic", String(255), nullable=False),
    Column("partition", Integer, nullable=False),
    Column("partition_values", Text, nullable=False),  # JSON list, compared as text
    Column("object_count", BigInteger, nullable=False),
    Column("line_count", BigInteger, nullable=False),
    Column("rejected_count", BigInteger, nullable=False),
    Column("superseded_count", BigInteger, nullable=False),
    Index("sources_once", "database_name", "table_name", "topic", "partition", "partition_values", unique=True),
)

redriven = Table(
    "redriven",
    metadata,
    Column("source", String(255), primary_key=True),
    Column("partition", Integer, nullable=False),
    Column("redriven_at", Float, nullable=False),
)
