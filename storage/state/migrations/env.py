"""How Alembic reaches the state: through the connection that `State` opened."""

from alembic import context

from storage.state.tables.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
