"""Records beside tables and jobs: connections, functions, indexes, statistics, tags, policies; triggers and workflows.

The tags of a job stood in its definition.
"""

import json

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"

_STEPS = """
CREATE TABLE connections (
    name VARCHAR(255) NOT NULL, definition JSON NOT NULL, created_at FLOAT NOT NULL, updated_at FLOAT NOT
    NULL, PRIMARY KEY (name)
);
CREATE TABLE functions (
    database_name VARCHAR(255) NOT NULL, name VARCHAR(255) NOT NULL, definition JSON NOT NULL, created_at
    FLOAT NOT NULL, PRIMARY KEY (database_name, name)
);
CREATE TABLE partition_indexes (
    database_name VARCHAR(255) NOT NULL, table_name VARCHAR(255) NOT NULL, name VARCHAR(255) NOT NULL, keys
    JSON NOT NULL, PRIMARY KEY (database_name, table_name, name)
);
CREATE TABLE column_statistics (
    database_name VARCHAR(255) NOT NULL, table_name VARCHAR(255) NOT NULL, folder VARCHAR(1024) NOT NULL,
    column_name VARCHAR(255) NOT NULL, definition JSON NOT NULL, PRIMARY KEY (database_name, table_name,
    folder, column_name)
);
CREATE TABLE tags (
    resource VARCHAR(1024) NOT NULL, tags JSON NOT NULL, PRIMARY KEY (resource)
);
CREATE TABLE policies (
    resource VARCHAR(1024) NOT NULL, policy TEXT NOT NULL, created_at FLOAT NOT NULL, updated_at FLOAT NOT
    NULL, PRIMARY KEY (resource)
);
CREATE TABLE settings (
    name VARCHAR(255) NOT NULL, value JSON NOT NULL, PRIMARY KEY (name)
);
CREATE TABLE triggers (
    name VARCHAR(255) NOT NULL, kind VARCHAR(16) NOT NULL, state VARCHAR(16) NOT NULL, workflow_name
    VARCHAR(255), definition JSON NOT NULL, due_at FLOAT, created_at FLOAT NOT NULL, PRIMARY KEY (name)
);
CREATE INDEX triggers_due ON triggers (due_at);
CREATE INDEX triggers_of_workflow ON triggers (workflow_name);
CREATE TABLE watches (
    trigger_name VARCHAR(255) NOT NULL, place INTEGER NOT NULL, kind VARCHAR(16) NOT NULL, name VARCHAR(255)
    NOT NULL, state VARCHAR(16) NOT NULL, met INTEGER NOT NULL, PRIMARY KEY (trigger_name, place)
);
CREATE INDEX watches_of_name ON watches (kind, name);
CREATE TABLE workflows (
    name VARCHAR(255) NOT NULL, definition JSON NOT NULL, created_at FLOAT NOT NULL, updated_at FLOAT NOT
    NULL, PRIMARY KEY (name)
);
CREATE TABLE workflow_runs (
    id VARCHAR(255) NOT NULL, workflow_name VARCHAR(255) NOT NULL, previous_id VARCHAR(255), state VARCHAR(16)
    NOT NULL, properties JSON NOT NULL, started_at FLOAT NOT NULL, completed_at FLOAT, PRIMARY KEY (id)
);
CREATE INDEX workflow_runs_of_workflow ON workflow_runs (workflow_name, started_at);
CREATE INDEX workflow_runs_open ON workflow_runs (completed_at);
CREATE TABLE started (
    run_id VARCHAR(255) NOT NULL, kind VARCHAR(16) NOT NULL, name VARCHAR(255) NOT NULL, trigger_name
    VARCHAR(255) NOT NULL, workflow_run_id VARCHAR(255), started_at FLOAT NOT NULL, ended_in VARCHAR(16),
    error TEXT, PRIMARY KEY (run_id)
);
CREATE INDEX started_at ON started (started_at);
CREATE INDEX started_in_workflow ON started (workflow_run_id);
CREATE INDEX started_open ON started (run_id) WHERE ended_in IS NULL;
CREATE TABLE fired (
    workflow_run_id VARCHAR(255) NOT NULL, trigger_name VARCHAR(255) NOT NULL, PRIMARY KEY (workflow_run_id,
    trigger_name)
);
"""


def upgrade() -> None:
    for statement in _STEPS.split(";"):
        if statement.strip():
            op.execute(statement)
    db = op.get_bind()
    for name, definition in db.execute(text("SELECT name, definition FROM jobs")).all():
        kept = json.loads(definition)
        given = kept.pop("Tags", None)
        if given is not None:
            this = {"name": name, "resource": f"job/{name}", "kept": json.dumps(kept), "given": json.dumps(given)}
            db.execute(text("UPDATE jobs SET definition = :kept WHERE name = :name"), this)
            db.execute(text("INSERT INTO tags VALUES (:resource, :given)"), this)
