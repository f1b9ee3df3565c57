"""The tables of what is kept beside databases, tables and jobs; `tables.py` has the others.

    connections, functions, partition_indexes, column_statistics, tags, policies, settings    records, kept as given
    triggers -> watches                 when runs are started, and what a condition waits for
    workflows -> workflow_runs -> started -> fired    runs that triggers started, and what came of them

`started` has one row for each run that a trigger started. Few of them have not ended yet (`started_open`), and few
triggers are due (`triggers_due`): a tick of the clock reads these indexes and nothing else.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table, Text

from services.catalog.tables import metadata

connections = Table(
    "connections",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("definition", JSON, nullable=False),  # Glue's ConnectionInput
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
)

functions = Table(
    "functions",
    metadata,
    Column("database_name", String(255), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("definition", JSON, nullable=False),  # Glue's UserDefinedFunctionInput
    Column("created_at", Float, nullable=False),
)

partition_indexes = Table(
    "partition_indexes",
    metadata,
    Column("database_name", String(255), primary_key=True),
    Column("table_name", String(255), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("keys", JSON, nullable=False),  # names of partition keys, in the index's order
)

column_statistics = Table(
    "column_statistics",
    metadata,
    Column("database_name", String(255), primary_key=True),
    Column("table_name", String(255), primary_key=True),
    Column("folder", String(1024), primary_key=True),  # of the partition; empty: the table's own
    Column("column_name", String(255), primary_key=True),
    Column("definition", JSON, nullable=False),  # Glue's ColumnStatistics
)

tags = Table(
    "tags",
    metadata,
    Column("resource", String(1024), primary_key=True),  # the end of an ARN: job/etl, database/tarn
    Column("tags", JSON, nullable=False),
)

policies = Table(
    "policies",
    metadata,
    Column("resource", String(1024), primary_key=True),  # the end of an ARN; empty: the catalog
    Column("policy", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("value", JSON, nullable=False),
)

triggers = Table(
    "triggers",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("kind", String(16), nullable=False),  # Glue's Type
    Column("state", String(16), nullable=False),
    Column("workflow_name", String(255)),
    Column("definition", JSON, nullable=False),  # Glue's TriggerUpdate
    Column("due_at", Float),  # null where no clock starts it
    Column("created_at", Float, nullable=False),
    Index("triggers_due", "due_at"),
    Index("triggers_of_workflow", "workflow_name"),
)

watches = Table(
    "watches",
    metadata,
    Column("trigger_name", String(255), primary_key=True),
    Column("place", Integer, primary_key=True),  # of the condition in the predicate
    Column("kind", String(16), nullable=False),  # JOB or CRAWLER
    Column("name", String(255), nullable=False),
    Column("state", String(16), nullable=False),  # that a run is to end in
    Column("met", Integer, nullable=False),  # whether the last run did, since the trigger last fired
    Index("watches_of_name", "kind", "name"),
)

workflows = Table(
    "workflows",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("definition", JSON, nullable=False),  # Glue's CreateWorkflow
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
)

workflow_runs = Table(
    "workflow_runs",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("workflow_name", String(255), nullable=False),
    Column("previous_id", String(255)),
    Column("state", String(16), nullable=False),
    Column("properties", JSON, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("completed_at", Float),
    Index("workflow_runs_of_workflow", "workflow_name", "started_at"),
    Index("workflow_runs_open", "completed_at"),
)

started = Table(
    "started",
    metadata,
    Column("run_id", String(255), primary_key=True),
    Column("kind", String(16), nullable=False),  # JOB or CRAWLER
    Column("name", String(255), nullable=False),
    Column("trigger_name", String(255), nullable=False),
    Column("workflow_run_id", String(255)),
    Column("started_at", Float, nullable=False),
    Column("ended_in", String(16)),  # its last state, once the triggers that watch it were told
    Column("error", Text),  # why it could not be started
    Index("started_in_workflow", "workflow_run_id"),
    Index("started_at", "started_at"),
)
Index("started_open", started.c.run_id, sqlite_where=started.c.ended_in.is_(None))

fired = Table(
    "fired",
    metadata,
    Column("workflow_run_id", String(255), primary_key=True),
    Column("trigger_name", String(255), primary_key=True),
)
