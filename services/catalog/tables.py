"""The tables of the catalog, in the order a reader of the lake meets them.

    databases -> tables -> partitions -> files          what the lake holds
    table_versions                                      the definitions that a table had before
    jobs -> job_runs -> commits                         who made it so
    consumed, sources                                   which raw objects are in a table, and the sums over them
    bookmarks                                           how far the announcements of raw objects are read
    job_bookmarks                                       what the scripts of a job have read, by transformation_ctx
    redriven                                            records of quarantine that were sent again

What a table is made of is kept by table: a raw object may be in several. One job makes a table, `tables.job_name`, so a
table's bookmarks are that job's. A change here needs a step in `migrations/versions`.
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
    Column("job_name", String(255)),  # who makes it: the job that committed to it first
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    Column("version", Integer, nullable=False),  # grows with each UpdateTable
)

table_versions = Table(
    "table_versions",
    metadata,
    Column("database_name", String(255), primary_key=True),
    Column("table_name", String(255), primary_key=True),
    Column("version", Integer, primary_key=True),  # one that was replaced
    Column("definition", JSON, nullable=False),
    Column("updated_at", Float, nullable=False),  # when it was made
)

partitions = Table(
    "partitions",
    metadata,
    Column("database_name", String(255), primary_key=True),
    Column("table_name", String(255), primary_key=True),
    Column("folder", String(1024), primary_key=True),  # under the table's location, no slash at either end
    Column("partition_values", JSON, nullable=False),  # list of text, in the order of the table's partition keys
    Column("generation", String(255), nullable=False),  # the folder in it that holds the live files; empty: it itself
    Column("row_count", BigInteger, nullable=False),
    Column("file_count", Integer, nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    Column("definition", JSON(none_as_null=True)),  # Glue's PartitionInput; null where a job makes the table
    Index("partitions_of_values", "database_name", "table_name", "partition_values"),
)

files = Table(
    "files",
    metadata,
    Column("database_name", String(255), primary_key=True),
    Column("table_name", String(255), primary_key=True),
    Column("key", String(1024), primary_key=True),
    Column("folder", String(1024), nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    Column("row_count", BigInteger, nullable=False),
    Column("added_by", String(64), nullable=False),  # commit id
    Column("superseded_by", String(64)),  # commit id
    Column("superseded_at", Float),
    Index("files_of_partition", "database_name", "table_name", "folder"),
    Index("files_superseded", "database_name", "table_name", "superseded_at"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("definition", JSON, nullable=False),  # Glue's CreateJob request
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    Column("asked_at", Float),  # the last sign of a worker; null where there never was one
    Column("worked_by", String(16)),  # `scripts`: whoever runs scripts; null: who asks for the runs of this very job
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
    Column("attempt", Integer, nullable=False, default=0),  # grows with each retry
    Column("previous_run_id", String(64)),  # the run that this one tries again
    Column("given", JSON),  # the members that StartJobRun or the job gave: Timeout, WorkerType …
    Index("job_runs_of_job", "job_name", "created_at"),
)

commits = Table(
    "commits",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("run_id", String(64), nullable=False),
    Column("job_name", String(255), nullable=False),
    Column("database_name", String(255), nullable=False),
    Column("table_name", String(255), nullable=False),
    Column("committed_at", Float, nullable=False),
    Column("summary", JSON, nullable=False),
    Index("commits_of_job", "job_name", "committed_at"),
)

consumed = Table(
    "consumed",
    metadata,
    Column("database_name", String(255), primary_key=True),
    Column("table_name", String(255), primary_key=True),
    Column("key", String(1024), primary_key=True),
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

bookmarks = Table(
    "bookmarks",
    metadata,
    Column("database_name", String(255), primary_key=True),
    Column("table_name", String(255), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("value", JSON, nullable=False),
)

job_bookmarks = Table(
    "job_bookmarks",
    metadata,
    Column("job_name", String(255), primary_key=True),
    Column("version", Integer, nullable=False),  # grows with each change
    Column("run", Integer, nullable=False),  # how many runs have moved it
    Column("attempt", Integer, nullable=False),
    Column("run_id", String(64)),  # the run that moved it last
    Column("previous_run_id", String(64)),
    Column("value", JSON, nullable=False),  # by transformation_ctx
)

# A look for what is under way is no look at every run that is kept.
Index("job_runs_under_way", job_runs.c.state, sqlite_where=job_runs.c.completed_at.is_(None))

# Few objects are damaged, and the ledger counts them: no look at every object there ever was.
Index(
    "consumed_damaged",
    consumed.c.database_name,
    consumed.c.table_name,
    sqlite_where=consumed.c.damage.is_not(None),
)
