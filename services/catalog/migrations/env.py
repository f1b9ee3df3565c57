"""Alembic runs this: the steps are taken within the transaction that the catalog opened."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
