"""`python -m bot keys rotate` and `keys prune`: a new key for personal data, and an end for the old ones.

Rotating puts a new key in front and seals every field anew, while the assistant may go on: processes that run find the new
key in the file when they meet it, and what they still seal with the old one stays readable. Once they were started
again, pruning seals the rest anew and takes the old keys away. Each can be broken off and run again.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import ColumnElement, RowMapping, Table, and_, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel
from tqdm import tqdm

from bot.adapters.cipher import (
    FernetCipher,
    Keys,
    key_file_is_new,
    keys_source,
    make_cipher,
    read_keys,
    write_keys,
)
from bot.cli.parser import (
    DONE,
    FAILED,
    WRONG,
    Commands,
    Say,
    add_action,
    add_group,
    complain,
    say,
    settings_of,
    until_done,
)
from bot.db.store import open_store
from bot.settings import Settings
from domain.columns import SEALED

BATCH = 500


def add_parser(commands: Commands) -> None:
    actions = add_group(commands, "keys")
    add_action(
        actions, "rotate", run, "put a new key in front and seal every field anew; the assistant may go on"
    )
    add_action(actions, "prune", run, "seal the rest anew and take the old keys away, after a new start")


def run(options: Namespace) -> int:
    work = rotate if options.action == "rotate" else prune
    return until_done(work(settings_of(options), say=say, complain=complain))


@dataclass
class Resealed:
    """What was found: fields under the newest key by now, and those that no key opens, by table."""

    renewed: int = 0
    unreadable: dict[str, int] = field(default_factory=dict)


async def rotate(settings: Settings, *, say: Say, complain: Say) -> int:
    """Answers the exit code."""
    if _has_no_keys(settings, complain):
        return WRONG
    if settings.field_keys is None:
        make_cipher(settings)  # the file is usable
        write_keys(settings, read_keys(settings).with_newest(Fernet.generate_key().decode()))
    found = await _reseal_all(settings)
    if _says_unreadable(found, settings, complain):
        return FAILED
    say(
        f"{found.renewed} fields were sealed anew; every field is under the newest key of {keys_source(settings)}."
    )
    if settings.field_keys is None:
        say(
            "Keep a copy of the file. Start running processes again, then take the old keys away: keys prune."
        )
    else:
        say(
            "Once running processes were started again with these FIELD_KEYS, run this once more; then the older keys can be"
            " taken out. Set LOOKUP_KEY to the oldest of them first: hashes for look-up hang on it."
        )
    return DONE


async def prune(settings: Settings, *, say: Say, complain: Say) -> int:
    if _has_no_keys(settings, complain):
        return WRONG
    if settings.field_keys is not None:
        complain("the keys are in FIELD_KEYS: take the older ones out there, after `keys rotate`.")
        return WRONG
    found = await _reseal_all(settings)
    if _says_unreadable(found, settings, complain):
        return FAILED
    keys = read_keys(settings)
    write_keys(settings, keys.newest_only())
    say(
        f"{found.renewed} fields were sealed anew, {len(keys.fields) - 1} old keys were taken out of the file."
    )
    return DONE


def _has_no_keys(settings: Settings, complain: Say) -> bool:
    if not key_file_is_new(settings):
        return False
    complain(f"there is no key file in {settings.data_dir} and no FIELD_KEYS: nothing to rotate.")
    return True


def _says_unreadable(found: Resealed, settings: Settings, complain: Say) -> bool:
    for table, count in found.unreadable.items():
        complain(f"{count} fields of {table} are opened by no key of {keys_source(settings)}.")
    if found.unreadable:
        complain("No key was taken away. Put the missing key behind the others and run this again.")
    return bool(found.unreadable)


async def _reseal_all(settings: Settings) -> Resealed:
    keys: Keys = read_keys(settings)
    cipher = FernetCipher(keys)
    found = Resealed()
    async with open_store(settings) as store:
        total = await _count(store.engine)
        with tqdm(total=total, desc="sealing", unit=" rows", disable=None, leave=False) as bar:
            for table in sealed_tables():
                async for rows in _batches(store.engine, table):
                    await _reseal(store.engine, table, rows, cipher, found)
                    bar.update(len(rows))
    return found


def sealed_tables() -> Mapping[Table, tuple[str, ...]]:
    """Return each table that has sealed columns, with their names."""
    found = {
        table: tuple(column.name for column in table.columns if SEALED.items() <= column.info.items())
        for table in SQLModel.metadata.sorted_tables
    }
    return {table: names for table, names in found.items() if names}


def _is_filled(table: Table) -> ColumnElement[bool]:
    return or_(*(table.c[name].is_not(None) for name in sealed_tables()[table]))


async def _count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        counts = [
            (
                await connection.execute(select(func.count()).select_from(table).where(_is_filled(table)))
            ).scalar_one()
            for table in sealed_tables()
        ]
    return sum(counts)


async def _batches(engine: AsyncEngine, table: Table) -> AsyncIterator[Sequence[RowMapping]]:
    """Rows by key: memory does not grow with the table."""
    key = tuple(table.primary_key.columns)
    columns = [*key, *(table.c[name] for name in sealed_tables()[table])]
    page = select(*columns).where(_is_filled(table)).order_by(*key).limit(BATCH)
    following = page
    while True:
        async with engine.connect() as connection:
            rows = (await connection.execute(following)).mappings().all()
        if not rows:
            return
        yield rows
        last = tuple_(*(literal(rows[-1][column.name], column.type) for column in key))
        following = page.where(tuple_(*key) > last)


async def _reseal(
    engine: AsyncEngine,
    table: Table,
    rows: Sequence[RowMapping],
    cipher: FernetCipher,
    found: Resealed,
) -> None:
    key = tuple(table.primary_key.columns)
    async with engine.execution_options(writes=True).begin() as connection:
        for row in rows:
            for name in sealed_tables()[table]:
                token = row[name]
                try:
                    renewed = None if token is None else cipher.resealed(token)
                except InvalidToken:
                    found.unreadable[table.name] = found.unreadable.get(table.name, 0) + 1
                    continue
                if renewed is None:
                    continue
                # What was changed meanwhile is sealed with a key that the cipher has, and comes with the next run.
                unchanged = and_(*(column == row[column.name] for column in key), table.c[name] == token)
                await connection.execute(table.update().where(unchanged).values({name: renewed}))
                found.renewed += 1
