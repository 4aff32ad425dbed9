"""Whether the keys are those of the database: found out before anything is sealed, opened or booked with others.

The database keeps a canary, sealed with its keys, and their fingerprint, which stays the same when they are rotated. A
database of an earlier version gets its canary from whoever can open what stands in it.
"""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.cipher import NoKeyOpens, PlaceCipher, usable_keys
from bot.adapters.keys import Keys, key_file_is_new, keys_source
from bot.db.sealed_fields import rows_of_fields
from bot.settings import Settings, SettingsError
from domain.columns import place_in, table_of
from domain.errors import SealBroken
from domain.ports import Place

_ID, _COLUMN, _WORD = 1, "canary_token", "canary"


async def require_own_keys(engine: AsyncEngine, settings: Settings) -> None:
    """Require that the keys are the database's, and note them where it has none yet. Makes no key.

    Raises `SettingsError` where others are at hand, or none while something is sealed; nothing is changed then.
    """
    keys = await compare_keys(engine, settings)
    if keys is not None and await _fingerprint(engine) is None:
        await _note(engine, settings, keys)


async def compare_keys(engine: AsyncEngine, settings: Settings) -> Keys | None:
    """Return the keys, unless others are at hand than the database's: then raise what `require_own_keys` raises. None where
    there are none yet, and nothing is sealed. Changes nothing.
    """
    begun_with = await _fingerprint(engine)
    if key_file_is_new(settings):
        if begun_with is not None or await _holds_sealed(engine):
            raise SettingsError(
                f"the keys are not here, but personal data in the database is sealed{_with(begun_with)}: set FIELD_KEYS, or"
                f" put its key file into {settings.data_dir}. No new key was made."
            )
        return None
    keys = usable_keys(settings)
    if begun_with is None:
        await _require_opens_some(engine, settings, keys)
        return keys
    if begun_with != keys.fingerprint:
        raise SettingsError(
            f"{keys_source(settings)} holds other keys ({keys.fingerprint}) than the database was begun with"
            f" ({begun_with}): personal data in it cannot be read with them. Put its own keys there; nothing was changed."
        )
    await _require_opens(engine, settings, keys)
    return keys


async def _fingerprint(engine: AsyncEngine) -> str | None:
    table = table_of("key_canaries")
    async with engine.connect() as connection:
        found: str | None = await connection.scalar(select(table.c.fingerprint).where(table.c.id == _ID))
    return found


async def _holds_sealed(engine: AsyncEngine) -> bool:
    async for _, fields in rows_of_fields(engine):
        if fields:
            return True
    return False


async def _require_opens_some(engine: AsyncEngine, settings: Settings, keys: Keys) -> None:
    """Require that something of what is sealed there opens with the keys, where anything is."""
    cipher = PlaceCipher(keys)
    async for _, fields in rows_of_fields(engine):
        if fields:
            if not any(_opens(cipher, one.token, one.place) for one in fields):
                raise SettingsError(
                    f"{keys_source(settings)} opens nothing of what is sealed in the database: it holds other keys"
                    f" ({keys.fingerprint}). Put the database's own keys there; nothing was changed."
                )
            break


async def _note(engine: AsyncEngine, settings: Settings, keys: Keys) -> None:
    table = table_of("key_canaries")
    row = {"id": _ID, "fingerprint": keys.fingerprint}
    try:
        async with engine.execution_options(writes=True).begin() as connection:
            token = PlaceCipher(keys).seal(_WORD, place_in(table, _COLUMN, row))
            await connection.execute(insert(table).values(row | {_COLUMN: token}))
    except IntegrityError:  # another process was a moment earlier; it is looked at whether with the same keys
        await require_own_keys(engine, settings)


async def _require_opens(engine: AsyncEngine, settings: Settings, keys: Keys) -> None:
    """Require that the canary opens: the newest key may be missing though the look-up key is right."""
    table = table_of("key_canaries")
    async with engine.connect() as connection:
        row = (await connection.execute(select(table).where(table.c.id == _ID))).mappings().one()
    if not _opens(PlaceCipher(keys), row[_COLUMN], place_in(table, _COLUMN, dict(row))):
        raise SettingsError(
            f"{keys_source(settings)} lacks the key that personal data in the database is sealed with: put it there, behind"
            " the others. Nothing was changed."
        )


def _opens(cipher: PlaceCipher, token: str, place: Place) -> bool:
    try:
        cipher.check(token, place)
    except NoKeyOpens:
        return False
    except SealBroken:  # with the right key: it was moved or altered, which `audit` names
        return True
    return True


def _with(fingerprint: str | None) -> str:
    return f" with the keys {fingerprint}" if fingerprint else ""
