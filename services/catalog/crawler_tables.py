"""The tables of crawlers, their crawls, and classifiers. A change here needs a step in `migrations/versions`."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table, Text

from services.catalog.tables import metadata

crawlers = Table(
    "crawlers",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("definition", JSON, nullable=False),  # Glue's CreateCrawler request, without its tags
    Column("created_at", Float, nullable=False),  # unix seconds, here and below
    Column("updated_at", Float, nullable=False),
    Column("version", Integer, nullable=False),
    Column("schedule_state", String(16)),  # null where it has no schedule
    Column("due_at", Float),  # when it is to be started next; null where its schedule rests
)

crawls = Table(
    "crawls",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("crawler_name", String(255), nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),
    Column("beat_at", Float),  # the last sign of life of the worker that took it
    Column("completed_at", Float),
    Column("worker", String(255)),
    Column("error", Text),
    Column("result", JSON(none_as_null=True)),  # counts of tables and partitions, and the lines of its log
    Index("crawls_of_crawler", "crawler_name", "created_at"),
    Index("crawls_of_state", "state", "created_at"),
)

classifiers = Table(
    "classifiers",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("kind", String(32), nullable=False),  # GrokClassifier, JsonClassifier or CsvClassifier
    Column("definition", JSON, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    Column("version", Integer, nullable=False),
)
