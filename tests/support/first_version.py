"""A database and a key file as version 0.1.0 left them, made from those of today."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import SQLModel

from bot.adapters.cipher import PlaceCipher
from bot.adapters.keys import KEY_FILE, read_keys
from bot.db.sealed_fields import SealedField, rows_of_fields
from bot.settings import Settings
from domain import tables as t
from domain.loans.chain import old_link


async def as_first_version(engine: AsyncEngine, settings: Settings) -> None:
    """Write every field and every chain anew as 0.1.0 did, and take out of the key file what it did not know."""
    keys = read_keys(settings)
    cipher, fernet = PlaceCipher(keys), Fernet(keys.fields[0])
    for one in await all_fields(engine):
        old = fernet.encrypt(cipher.open(one.token, one.place).encode()).decode()
        await put(engine, one, old)
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.execute(SQLModel.metadata.tables["ledger_seals"].delete())
        await write_chains(connection)
    (settings.data_dir / KEY_FILE).write_text(f"{keys.fields[0]}\n")


async def write_chains(
    connection: AsyncConnection, hashed: Callable[[str, t.LedgerEntry], str] = old_link
) -> None:
    """Chain all entries anew: as 0.1.0 did, without a key, as anybody can; or by another hash."""
    table = SQLModel.metadata.tables["ledger_entries"]
    chain, loan_id = "", ""
    for row in (
        (await connection.execute(select(table).order_by(table.c.loan_id, table.c.seq))).mappings().all()
    ):
        entry = t.LedgerEntry(**row)
        chain = hashed(chain if entry.loan_id == loan_id else "", entry)
        loan_id = entry.loan_id or ""
        await connection.execute(table.update().where(table.c.id == entry.id).values(chain=chain))


async def all_fields(engine: AsyncEngine) -> list[SealedField]:
    return [one async for _, fields in rows_of_fields(engine) for one in fields]


async def put(engine: AsyncEngine, at: SealedField, token: str) -> None:
    """Write another token where this field stands, as whoever can write the database could."""
    async with engine.execution_options(writes=True).begin() as connection:
        touched = await connection.execute(at.table.update().where(at.here).values({at.column: token}))
    assert touched.rowcount == 1
