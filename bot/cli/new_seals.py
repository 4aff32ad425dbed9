"""Going through all sealed fields and sealing anew what is not under the newest key, or not bound to its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine
from tqdm import tqdm

from bot.adapters.cipher import NoKeyOpens, PlaceCipher, is_old
from bot.cli.parser import Say
from bot.db.sealed_fields import SealedField, count_rows, rows_of_fields
from domain.errors import SealBroken


@dataclass
class Resealed:
    """What was found: fields sealed anew, those that no key opens, by table, and those that are not where they were
    sealed, by name.
    """

    renewed: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    misplaced: list[str] = field(default_factory=list)


async def reseal_all(engine: AsyncEngine, cipher: PlaceCipher, *, only_old: bool = False) -> Resealed:
    """Seal anew what has to be; with a bar of progress. `only_old`: nothing but what version 0.1.0 sealed."""
    found = Resealed()
    with tqdm(total=await count_rows(engine), desc="sealing", unit=" rows", disable=None, leave=False) as bar:
        async for rows, fields in rows_of_fields(engine):
            wanted = [one for one in fields if is_old(one.token)] if only_old else fields
            if wanted:
                await _reseal(engine, wanted, cipher, found)
            bar.update(rows)
    return found


async def _reseal(
    engine: AsyncEngine, fields: Sequence[SealedField], cipher: PlaceCipher, found: Resealed
) -> None:
    async with engine.execution_options(writes=True).begin() as connection:
        for one in fields:
            try:
                renewed = cipher.resealed(one.token, one.place)
            except NoKeyOpens:
                found.unreadable[one.table.name] += 1
                continue
            except SealBroken:
                found.misplaced.append(one.name)
                continue
            if renewed is not None:
                # What was changed meanwhile is sealed with a key that the cipher has, and comes with the next run.
                changed = one.table.update().where(one.here).values({one.column: renewed})
                await connection.execute(changed)
                found.renewed += 1


def complain_of(found: Resealed, source: str, complain: Say) -> None:
    """Name what could not be sealed anew. `source`: where the keys are."""
    for table, count in found.unreadable.items():
        complain(f"{count} fields of {table} are opened by no key of {source}.")
    for name in found.misplaced:
        complain(f"{name}: does not open in its place; it was moved or altered.")
