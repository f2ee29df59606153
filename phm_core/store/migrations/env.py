"""How Alembic runs here: on the connection that the app has opened and locked."""

from alembic import context

from phm_core.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
