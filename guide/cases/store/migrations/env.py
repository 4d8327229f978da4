"""Run the steps on the store's own connection and transaction, as Alembic asks."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
