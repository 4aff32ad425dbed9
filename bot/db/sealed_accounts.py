"""Which Telegram account is whose, sealed once in a database of a version that did not, and held against the seal.

All of them are sealed in one transaction, by the upgrade, and only where none is: a seal that was taken out later is never
made anew, and where all are gone nothing starts, so whoever writes the database cannot have another number sealed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.db.people_index import FOUND_BY, is_found_as_another
from bot.db.sealed_rows import is_whole
from bot.settings import SettingsError
from domain.columns import place_in, table_of
from domain.customers.accounts import is_own_account
from domain.customers.tables import Customer
from domain.errors import SealBroken
from domain.moves.results import MoveStatus
from domain.moves.tables import AccountMove
from domain.outbox.results import NoticeKind
from domain.phones.tables import PhoneChange
from domain.ports import FieldCipher
from domain.staff.tables import StaffMember, StaffProposal, StaffSession

SEALED_FROM = "0009"  # the revision of the tables
BATCH = 500
_COLUMN = "telegram_token"
_OVER = (MoveStatus.DONE, MoveStatus.STOPPED)
# Every table whose rows are sealed whole.
_SEALED_WHOLE = (AccountMove, PhoneChange, StaffMember, StaffSession, StaffProposal)


def _columns() -> tuple[Column[Any], ...]:
    table = table_of("customers")
    return table.c.id, table.c.telegram_id, table.c[_COLUMN], table.c.frozen_at


async def seal_accounts(engine: AsyncEngine, cipher: FieldCipher) -> int:
    """Seal every customer's number at Telegram where none is sealed yet; return how many."""
    table, sealed = table_of("customers"), 0
    any_sealed = select(exists().where(table.c[_COLUMN].is_not(None)))
    put = update(table).where(table.c.id == bindparam("row")).values({_COLUMN: bindparam("token")})
    async with engine.connect() as connection:  # nearly always that is all
        if await connection.scalar(any_sealed):
            return 0
    async with engine.execution_options(writes=True).begin() as connection:
        if await connection.scalar(any_sealed):
            return 0
        async for rows in _batches(connection, *_columns()):
            tokens = [
                {
                    "row": row["id"],
                    "token": cipher.seal(str(row["telegram_id"]), place_in(table, _COLUMN, row)),
                }
                for row in rows
                if row["telegram_id"] is not None
            ]
            if tokens:
                await connection.execute(put, tokens)
            sealed += len(tokens)
    return sealed


async def require_sealed_accounts(engine: AsyncEngine) -> None:
    """Raise `SettingsError` where there are customers with accounts and nobody's is sealed."""
    table = table_of("customers")
    unsealed = select(
        exists(select(table.c.id).where(table.c.telegram_id.is_not(None)))
        & ~exists(select(table.c.id).where(table.c[_COLUMN].is_not(None)))
    )
    async with engine.connect() as connection:
        if await connection.scalar(unsealed):
            raise SettingsError(
                "DATABASE_URL points to a database in which no customer's Telegram account is sealed. If an upgrade was"
                " broken off, run `python -m bot migrate --seal-accounts`. If not, somebody took the seals out, and may have"
                " written other accounts: restore a backup."
            )


async def accounts_in_doubt(engine: AsyncEngine, cipher: FieldCipher) -> AsyncIterator[tuple[str, str]]:
    """Yield the ids of the customers whose number is not the one that was sealed as theirs, and what is wrong."""
    async with engine.connect() as connection:
        async for rows in _batches(connection, *_columns()):
            for row in rows:
                if row["telegram_id"] is None and row[_COLUMN] is None:
                    continue  # brought in, and not come to the chat yet
                if row[_COLUMN] is None:
                    yield row["id"], "its number at Telegram is not sealed: the seal was taken out"
                elif not _is_own(cipher, row):
                    yield (
                        row["id"],
                        "its number at Telegram is not the one that was sealed, or it was frozen then",
                    )


def _is_own(cipher: FieldCipher, row: Mapping[str, Any]) -> bool:
    place = place_in(table_of("customers"), _COLUMN, row)
    try:
        cipher.open(row[_COLUMN], place)
    except SealBroken:  # named with the other fields that do not open
        return True
    return is_own_account(Customer(**row), cipher)


async def numbers_in_doubt(engine: AsyncEngine, cipher: FieldCipher) -> AsyncIterator[tuple[str, str]]:
    """Yield the ids of the customers whose ID number, name or phone is looked up by another hash than its own, and that."""
    table = table_of("identities")
    columns = (
        table.c.customer_id, table.c.id_number_token, table.c.id_number_hash, *(table.c[name] for name in FOUND_BY)
    )  # fmt: skip
    async with engine.connect() as connection:
        async for rows in _batches(connection, *columns):
            for row in rows:
                if row["id_number_token"] is not None and not _has_own_hash(cipher, row):
                    yield row["customer_id"], "its ID number is not the one that is looked up for it"
                if is_found_as_another(cipher, row):
                    yield row["customer_id"], "its name or phone is not the one that is looked up for it"


def _has_own_hash(cipher: FieldCipher, row: Mapping[str, Any]) -> bool:
    try:
        number = cipher.open(row["id_number_token"], place_in(table_of("identities"), "id_number_token", row))
    except SealBroken:  # named with the other fields that do not open
        return True
    return bool(cipher.lookup_hash(number) == row["id_number_hash"])


async def rows_in_doubt(engine: AsyncEngine, cipher: FieldCipher) -> AsyncIterator[tuple[str, str, str]]:
    """Yield table and id of the rows that are not as they were sealed, or go on although they were over, and that."""
    told = table_of("notices")
    async with engine.connect() as connection:
        outcomes = select(told.c.subject).where(told.c.kind == NoticeKind.MOVED)
        over = set(await connection.scalars(outcomes.distinct()))
        for kind in _SEALED_WHOLE:
            table = table_of(kind.__tablename__)
            async for rows in _batches(connection, *table.c):
                for row in (kind(**one) for one in rows):
                    if not is_whole(row, cipher):
                        yield table.name, row.id, "it was written by another hand: it is not what was sealed"
                    elif isinstance(row, AccountMove) and row.id in over and row.status not in _OVER:
                        yield (
                            table.name,
                            row.id,
                            "it was over, and is under way again: it was written by another hand",
                        )


async def _batches(
    connection: AsyncConnection, key: Column[Any], *others: Column[Any]
) -> AsyncIterator[Sequence[dict[str, Any]]]:
    """Yield all rows of the table by its key; memory does not grow with the table."""
    page = select(key, *others).order_by(key).limit(BATCH)
    last = ""
    while True:
        found = (await connection.execute(page.where(key > last))).mappings().all()
        if not found:
            return
        yield [dict(row) for row in found]
        last = found[-1][key.name]
