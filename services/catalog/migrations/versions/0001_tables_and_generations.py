"""What a table is made of is kept by table, a commit names its job and table, a partition its generation.

Before this, the catalog had one table and one job that made it: what there is belongs to them.
"""

from alembic import op

revision = "0001"
down_revision = None

_STEPS = """
ALTER TABLE tables ADD COLUMN job_name VARCHAR(255);
UPDATE tables SET job_name = (SELECT job_name FROM job_runs ORDER BY created_at LIMIT 1)
    WHERE EXISTS (SELECT * FROM files WHERE database_name = tables.database_name AND table_name = tables.name);
ALTER TABLE partitions ADD COLUMN generation VARCHAR(255) DEFAULT '' NOT NULL;

ALTER TABLE commits RENAME TO commits_before;
CREATE TABLE commits (
    id VARCHAR(64) NOT NULL, run_id VARCHAR(64) NOT NULL, job_name VARCHAR(255) NOT NULL,
    database_name VARCHAR(255) NOT NULL, table_name VARCHAR(255) NOT NULL, committed_at FLOAT NOT NULL,
    summary JSON NOT NULL, PRIMARY KEY (id)
);
INSERT INTO commits
    SELECT before.id, run_id, coalesce(tables.job_name, 'etl'), database_name, name, committed_at, summary
    FROM commits_before AS before, (SELECT * FROM tables ORDER BY job_name IS NULL LIMIT 1) AS tables;
DROP TABLE commits_before;
CREATE INDEX commits_of_job ON commits (job_name, committed_at);

ALTER TABLE files RENAME TO files_before;
DROP INDEX files_of_partition;
DROP INDEX files_superseded;
CREATE TABLE files (
    database_name VARCHAR(255) NOT NULL, table_name VARCHAR(255) NOT NULL, "key" VARCHAR(1024) NOT NULL,
    folder VARCHAR(1024) NOT NULL, byte_count BIGINT NOT NULL, row_count BIGINT NOT NULL, added_by VARCHAR(64) NOT NULL,
    superseded_by VARCHAR(64), superseded_at FLOAT, PRIMARY KEY (database_name, table_name, "key")
);
INSERT INTO files SELECT database_name, table_name, "key", folder, byte_count, row_count, added_by, superseded_by,
    superseded_at FROM files_before;
DROP TABLE files_before;
CREATE INDEX files_of_partition ON files (database_name, table_name, folder);
CREATE INDEX files_superseded ON files (database_name, table_name, superseded_at);

ALTER TABLE consumed RENAME TO consumed_before;
DROP INDEX IF EXISTS consumed_damaged;
CREATE TABLE consumed (
    database_name VARCHAR(255) NOT NULL, table_name VARCHAR(255) NOT NULL, "key" VARCHAR(1024) NOT NULL,
    byte_count BIGINT NOT NULL, etag VARCHAR(128) NOT NULL, source_id INTEGER, line_count BIGINT NOT NULL,
    rejected_count BIGINT NOT NULL, superseded_count BIGINT NOT NULL, damage TEXT, commit_id VARCHAR(64) NOT NULL,
    PRIMARY KEY (database_name, table_name, "key")
);
INSERT INTO consumed SELECT database_name, table_name, "key", byte_count, etag, source_id, line_count, rejected_count,
    superseded_count, damage, commit_id FROM consumed_before;
DROP TABLE consumed_before;
CREATE INDEX consumed_damaged ON consumed (database_name, table_name) WHERE damage IS NOT NULL;
"""


def upgrade() -> None:
    for statement in _STEPS.split(";"):
        if statement.strip():
            op.execute(statement)
