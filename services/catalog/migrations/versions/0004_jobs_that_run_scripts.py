"""A job says who works it, a run its attempt and with what it was started; bookmarks of scripts are kept by job.

A job of before whose script lies in S3 is worked by whoever runs scripts.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

_STEPS = """
ALTER TABLE jobs ADD COLUMN worked_by VARCHAR(16);
UPDATE jobs SET worked_by = 'scripts' WHERE name <> 'etl'
    AND json_extract(definition, '$.Command.Name') IN ('glueetl', 'pythonshell')
    AND json_extract(definition, '$.Command.ScriptLocation') LIKE 's3://%';
ALTER TABLE job_runs ADD COLUMN attempt INTEGER DEFAULT 0 NOT NULL;
ALTER TABLE job_runs ADD COLUMN previous_run_id VARCHAR(64);
ALTER TABLE job_runs ADD COLUMN given JSON;
CREATE INDEX job_runs_under_way ON job_runs (state) WHERE completed_at IS NULL;
CREATE TABLE job_bookmarks (
    job_name VARCHAR(255) NOT NULL, version INTEGER NOT NULL, run INTEGER NOT NULL, attempt INTEGER NOT NULL,
    run_id VARCHAR(64), previous_run_id VARCHAR(64), value JSON NOT NULL, PRIMARY KEY (job_name)
);
"""


def upgrade() -> None:
    for statement in _STEPS.split(";"):
        if statement.strip():
            op.execute(statement)
