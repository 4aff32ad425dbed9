"""What an upgrade makes with the keys: whose Telegram account is whose, sealed, and by what people are found."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.cipher import PlaceCipher, usable_keys
from bot.adapters.keys import key_file_is_new
from bot.cli.parser import Say
from bot.db.people_index import index_people
from bot.db.sealed_accounts import SEALED_FROM, seal_accounts
from bot.settings import Settings


async def seal_own_accounts(
    engine: AsyncEngine, settings: Settings, before: str | None, *, say: Say, asked: bool = False
) -> None:
    """Seal them where the tables were brought up to date just now, from the revision `before`, at which none was sealed;
    or where it was `asked` for. At no other time: whoever takes all seals out has none made anew by a start.
    """
    if key_file_is_new(settings) or not (asked or (before is not None and before < SEALED_FROM)):
        return
    sealed = await seal_accounts(engine, PlaceCipher(usable_keys(settings)))
    if sealed:
        say(f"The Telegram accounts of {sealed} customer(s) were sealed.")


async def make_findable(engine: AsyncEngine, settings: Settings, *, say: Say) -> None:
    """Make the hashes by which people are found of those whom a version without them took on."""
    if key_file_is_new(settings):
        return
    found = await index_people(engine, PlaceCipher(usable_keys(settings)))
    if found:
        say(f"{found} customer(s) can be found by name and phone now.")
