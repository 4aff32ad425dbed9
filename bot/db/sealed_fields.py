"""Every sealed field of the database, wherever it stands, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache

from sqlalchemy import ColumnElement, RowMapping, Table, and_, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from domain.columns import SEALED, bound_by, place_in
from domain.ports import Place
from domain.value import Value

BATCH = 500


class SealedField(Value):
    """One field that is filled: what stands there, and where."""

    table: Table
    column: str
    row: RowMapping
    token: str

    @property
    def place(self) -> Place:
        return place_in(self.table, self.column, dict(self.row))

    @property
    def name(self) -> str:
        """Return the table, the row's key and the column, as the operator is told."""
        key = "/".join(str(self.row[column.name]) for column in self.table.primary_key.columns)
        return f"{self.table.name} {key}, {self.column}"

    @property
    def here(self) -> ColumnElement[bool]:
        """The condition of the very row, as long as the field is what it was."""
        key = (column == self.row[column.name] for column in self.table.primary_key.columns)
        return and_(*key, self.table.c[self.column] == self.token)


@cache
def sealed_tables() -> Mapping[Table, tuple[str, ...]]:
    """Return each table that has sealed columns, with their names."""
    found = {
        table: tuple(column.name for column in table.columns if SEALED.items() <= column.info.items())
        for table in SQLModel.metadata.sorted_tables
    }
    return {table: names for table, names in found.items() if names}


async def count_rows(engine: AsyncEngine) -> int:
    """Return how many rows have a sealed field that is filled."""
    async with engine.connect() as connection:
        counts = [
            (
                await connection.execute(select(func.count()).select_from(table).where(_is_filled(table)))
            ).scalar_one()
            for table in sealed_tables()
        ]
    return sum(counts)


async def rows_of_fields(engine: AsyncEngine) -> AsyncIterator[tuple[int, Sequence[SealedField]]]:
    """Yield the sealed fields by table and key: how many rows, and their fields. Memory does not grow with the table."""
    for table, names in sealed_tables().items():
        async for rows in _batches(engine, table, names):
            yield (
                len(rows),
                [
                    SealedField(table, name, row, row[name])
                    for row in rows
                    for name in names
                    if row[name] is not None and not _is_plain(table, name, row)
                ],
            )


def _is_plain(table: Table, name: str, row: RowMapping) -> bool:
    """Return whether the text is a word of ours there."""
    plain = table.c[name].info["plain"]
    return plain is not None and row[plain[0]] in plain[1]


def _is_filled(table: Table) -> ColumnElement[bool]:
    return or_(*(table.c[name].is_not(None) for name in sealed_tables()[table]))


async def _batches(
    engine: AsyncEngine, table: Table, names: Sequence[str]
) -> AsyncIterator[Sequence[RowMapping]]:
    key = tuple(table.primary_key.columns)
    beside = {one for name in names for one in bound_by(table, name)}
    others = sorted((beside | set(names)) - {column.name for column in key})
    page = (
        select(*key, *(table.c[name] for name in others)).where(_is_filled(table)).order_by(*key).limit(BATCH)
    )
    following = page
    while True:
        async with engine.connect() as connection:
            rows = (await connection.execute(following)).mappings().all()
        if not rows:
            return
        yield rows
        last = tuple_(*(literal(rows[-1][column.name], column.type) for column in key))
        following = page.where(tuple_(*key) > last)
