"""Crawlers, their crawls, and classifiers."""

from alembic import op

revision = "0005"
down_revision = "0004"

_STEPS = """
CREATE TABLE crawlers (
    name VARCHAR(255) NOT NULL, definition JSON NOT NULL, created_at FLOAT NOT NULL,
    updated_at FLOAT NOT NULL, version INTEGER NOT NULL, schedule_state VARCHAR(16), due_at FLOAT, PRIMARY KEY (name)
);
CREATE TABLE crawls (
    id VARCHAR(64) NOT NULL, crawler_name VARCHAR(255) NOT NULL, state VARCHAR(16) NOT NULL, created_at FLOAT NOT NULL,
    started_at FLOAT, beat_at FLOAT, completed_at FLOAT, worker VARCHAR(255), error TEXT, result JSON, PRIMARY KEY (id)
);
CREATE INDEX crawls_of_crawler ON crawls (crawler_name, created_at);
CREATE INDEX crawls_of_state ON crawls (state, created_at);
CREATE TABLE classifiers (
    name VARCHAR(255) NOT NULL, kind VARCHAR(32) NOT NULL, definition JSON NOT NULL, created_at FLOAT NOT NULL,
    updated_at FLOAT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (name)
)
"""


def upgrade() -> None:
    for statement in _STEPS.split(";"):
        op.execute(statement)
