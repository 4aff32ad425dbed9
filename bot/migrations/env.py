"""How Alembic runs here: on the connection that `bot.db.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from domain import tables  # noqa: F401 - so that the metadata knows them

# See `domain.columns.partial_index`.
for table in SQLModel.metadata.tables.values():
    for index in table.indexes:
        if (where := index.dialect_kwargs.get("sqlite_where")) is not None:
            index.dialect_kwargs["postgresql_where"] = where

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
