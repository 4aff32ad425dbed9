"""The database: whether it is reached, is of this version, belongs to the keys, and has a shop in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.cipher import usable_keys
from bot.adapters.keys import key_file_is_new, keys_source
from bot.cli.doctor.lines import Line, Subject
from bot.cli.doctor.storage import sqlite_file
from bot.db.engine import create_looking_engine
from bot.db.example_shop import PLAYED, is_play, require_own_shop
from bot.db.key_canary import compare_keys
from bot.db.revision import newest_revision, present_revision, require_known
from bot.settings import Settings, SettingsError
from domain.columns import table_of

Tell = Callable[[Line], None]
WITHIN_S = 4.0
OLDEST_POSTGRES = 130_000  # server_version_num
_DATABASE, _KEYS, _SHOP = Subject("database"), Subject("keys"), Subject("shop")


async def check(settings: Settings) -> Sequence[Line]:
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        return [
            _DATABASE.fail(f"there is none at {file}: `python -m bot migrate` makes it."),
            *_keys_alone(settings),
        ]
    engine = create_looking_engine(settings.database_url, within_s=WITHIN_S)
    lines: list[Line] = []
    try:
        async with asyncio.timeout(WITHIN_S):
            await _examine(engine, settings, lines.append)
    except (DBAPIError, OSError, TimeoutError) as error:
        lines.append(
            _DATABASE.fail(
                f"DATABASE_URL cannot be used: {reason_of(error)}. Is it there, and is this its user?"
            )
        )
    except Exception as error:
        if not type(error).__module__.startswith("asyncpg"):  # raised unwrapped while connecting
            raise
        lines.append(_DATABASE.fail(f"DATABASE_URL is refused: {reason_of(error)}."))
    finally:
        await _let_go(engine)
    return lines if any(line.subject == _KEYS.name for line in lines) else [*lines, *_keys_alone(settings)]


def reason_of(error: BaseException) -> str:
    """Return the first line of what the driver says, which names hosts and users, no password."""
    if isinstance(error, TimeoutError):
        return f"no answer within {WITHIN_S:.0f} s"
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return said[0].rstrip(".") if said else type(error).__name__


async def _let_go(engine: AsyncEngine) -> None:
    """Dispose of the engine; a server that says nothing is not waited for."""
    try:
        async with asyncio.timeout(1):
            await engine.dispose()
    except (TimeoutError, DBAPIError):
        return


async def _examine(engine: AsyncEngine, settings: Settings, tell: Tell) -> None:
    """Tell line by line what is found, so that what was found stays told where the rest cannot be asked."""
    if engine.dialect.name == "postgresql":
        await _server(engine, tell)
    async with engine.connect() as connection:
        present = await connection.run_sync(present_revision)
    try:
        require_known(present)
    except SettingsError as error:
        tell(_DATABASE.fail(str(error)))
        return
    if present != newest_revision():
        has = f"its tables are at {present}" if present else "it has no tables yet"
        tell(_DATABASE.fail(f"{has}, and this version needs {newest_revision()}: `python -m bot migrate`."))
        return
    tell(_DATABASE.ok(f"{engine.dialect.name} answers, with the tables of this version ({present})."))
    tell(await _keys(engine, settings))
    tell(await _shop(engine, settings))


async def _server(engine: AsyncEngine, tell: Tell) -> None:
    async with engine.connect() as connection:
        version = int(str(await connection.scalar(text("SHOW server_version_num"))))
        encoding = await connection.scalar(text("SHOW server_encoding"))
        read_only = await connection.scalar(text("SHOW transaction_read_only"))
    if version < OLDEST_POSTGRES:
        tell(_DATABASE.warn(f"PostgreSQL {version // 10_000} gets no mends any more: renew it."))
    if encoding != "UTF8":
        tell(
            _DATABASE.fail(
                f"its encoding is {encoding}, which cannot hold what people write: make it with UTF8."
            )
        )
    if read_only == "on":
        tell(_DATABASE.fail("it takes no writes (a standby, or set so): name the one that does."))


# The keys


async def _keys(engine: AsyncEngine, settings: Settings) -> Line:
    try:
        keys = await compare_keys(engine, settings)
    except SettingsError as error:
        return _KEYS.fail(str(error))
    except OSError as error:
        return _unreadable(settings, error)
    if keys is None:
        return _no_keys_yet(settings)
    return _KEYS.ok(f"{keys_source(settings)} holds the keys of this database ({keys.fingerprint}).")


def _keys_alone(settings: Settings) -> list[Line]:
    """Return what can be said of the keys without a database."""
    if key_file_is_new(settings):
        return [_no_keys_yet(settings)]
    try:
        keys = usable_keys(settings)
    except SettingsError as error:
        return [_KEYS.fail(str(error))]
    except OSError as error:
        return [_unreadable(settings, error)]
    return [
        _KEYS.ok(
            f"{keys_source(settings)} holds keys ({keys.fingerprint}); no database was there to compare."
        )
    ]


def _no_keys_yet(settings: Settings) -> Line:
    return _KEYS.ok(
        f"there are none yet: the first start makes a key file in {settings.data_dir}; keep a copy of it."
    )


def _unreadable(settings: Settings, error: OSError) -> Line:
    return _KEYS.fail(f"{keys_source(settings)} cannot be read: {error.strerror}.")


# The shop


async def _shop(engine: AsyncEngine, settings: Settings) -> Line:
    try:
        await require_own_shop(engine, settings)
    except SettingsError as error:
        return _SHOP.fail(str(error))
    products, plans = table_of("products"), table_of("plans")
    async with engine.connect() as connection:
        offered = await connection.scalar(select(func.count()).select_from(products).where(products.c.active))
        lenders = await connection.scalars(select(plans.c.institution_id).where(plans.c.active).distinct())
        names = sorted(lenders)
    if not offered or not names:
        missing = "no product" if not offered else "no plan of a lender"
        return _SHOP.warn(f"it offers {missing}, so nobody can buy: `python -m bot catalog import FILE`.")
    if is_play(settings) and any(name.startswith(PLAYED) for name in names):
        return _SHOP.ok(f"the example's, for a demo: {offered} products, {len(names)} lenders.")
    return _SHOP.ok(f"{offered} products, {len(names)} lenders.")
