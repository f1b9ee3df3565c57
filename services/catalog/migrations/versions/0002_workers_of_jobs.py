"""A job knows when a worker last asked for its runs, and when its definition was last changed.

A job whose runs were taken before has a worker: the last sign of it that was kept.
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE jobs ADD COLUMN asked_at FLOAT")
    op.execute("UPDATE jobs SET asked_at = (SELECT max(beat_at) FROM job_runs WHERE job_name = jobs.name)")
    op.execute("ALTER TABLE jobs ADD COLUMN updated_at FLOAT DEFAULT 0 NOT NULL")
    op.execute("UPDATE jobs SET updated_at = created_at")
