"""Sealing whose Telegram account is whose, in a database of a version that did not."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.cipher import PlaceCipher, usable_keys
from bot.adapters.keys import key_file_is_new
from bot.cli.parser import Say
from bot.db.sealed_accounts import seal_accounts
from bot.settings import Settings


async def seal_own_accounts(engine: AsyncEngine, settings: Settings, *, say: Say) -> None:
    """Seal them, once, with the keys of the database. Without any the first start does it, which makes them."""
    if key_file_is_new(settings):
        return
    sealed = await seal_accounts(engine, PlaceCipher(usable_keys(settings)))
    if sealed:
        say(f"The Telegram accounts of {sealed} customer(s) were sealed.")
