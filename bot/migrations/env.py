"""How Alembic runs here: on the connection that `bot.db.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from domain import tables  # noqa: F401 - so that the metadata knows them

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
