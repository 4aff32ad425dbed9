"""What has to be there before the assistant can start: tables, keys, something to sell."""

from __future__ import annotations

from pathlib import Path

from bot.adapters.cipher import make_cipher
from bot.adapters.keys import KEY_FILE, key_file_is_new
from bot.cli import newcomer
from bot.cli.back_up_first import back_up_first
from bot.cli.carry_over import carry_over
from bot.cli.catalog import import_catalog
from bot.cli.own_accounts import seal_own_accounts
from bot.cli.parser import Say
from bot.db.key_canary import require_own_keys
from bot.db.migrate import migrate
from bot.db.store import open_store
from bot.settings import Settings, SettingsError
from bot.wiring import catalog_importer

EXAMPLE_CATALOG = Path(__file__).parents[1] / "examples" / "catalog.toml"


async def prepare(
    settings: Settings, example: Path | None, *, say: Say, complain: Say, language: str = newcomer.ENGLISH
) -> None:
    """Back up what an upgrade changes, bring the tables up to date, carry over what 0.1.0 sealed, make a key file, and fill
    a shop that is empty with the `example`. Raises `SettingsError` where it is empty and there is none.
    """
    await back_up_first(settings, say=say)
    before, _ = await migrate(settings.database_url, busy_s=settings.sqlite_busy_s)
    async with open_store(settings) as store:
        await require_own_keys(store.engine, settings)
        await seal_own_accounts(store.engine, settings, before, say=say)
    await carry_over(settings, say=say, complain=complain)
    if key_file_is_new(settings):
        make_cipher(settings)
        say(newcomer.key_made(settings.data_dir / KEY_FILE, language))
    async with open_store(settings) as store:
        empty = await catalog_importer(store).is_empty()
    if empty and example is None:
        raise SettingsError(
            "The shop is empty, and the example exists in a demo only: import your own catalogue with"
            " `python -m bot catalog import FILE` (docs/catalog.md)."
        )
    if empty and example is not None:
        await import_catalog(settings, example, say=say, complain=complain, warnings=False, language=language)
