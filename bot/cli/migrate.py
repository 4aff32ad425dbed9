"""`python -m bot migrate`: the database's tables, brought up to date."""

from __future__ import annotations

from argparse import Namespace

from bot.cli.back_up_first import back_up_first
from bot.cli.carry_over import carry_over
from bot.cli.own_accounts import make_findable, seal_own_accounts
from bot.cli.parser import DONE, Commands, Say, add_command, complain, say, settings_of, until_done
from bot.db.key_canary import require_own_keys
from bot.db.migrate import migrate
from bot.db.store import open_store
from bot.settings import Settings


def add_parser(commands: Commands) -> None:
    parser = add_command(commands, "migrate", run)
    parser.add_argument(
        "--rewrite",
        action="store_true",
        help="write a SQLite file anew, without what deleted rows left in it",
    )
    parser.add_argument(
        "--no-backup", action="store_true", help="make none first where tables are going to change"
    )
    parser.add_argument(
        "--seal-accounts",
        action="store_true",
        help="seal whose Telegram account is whose, after an upgrade that was broken off before it did",
    )


def run(options: Namespace) -> int:
    return until_done(
        bring_up_to_date(
            settings_of(options),
            say=say,
            complain=complain,
            rewrite=options.rewrite,
            with_backup=not options.no_backup,
            seal=options.seal_accounts,
        )
    )


async def bring_up_to_date(
    settings: Settings,
    *,
    say: Say,
    complain: Say,
    rewrite: bool = False,
    with_backup: bool = True,
    seal: bool = False,
) -> int:
    """Bring the tables up to date, and carry over what version 0.1.0 sealed. `rewrite`: write a SQLite file anew in any
    case. `seal`: also whose Telegram account is whose, where the upgrade did not get so far. Answers the exit code."""
    if with_backup:
        await back_up_first(settings, say=say)
    before, after = await migrate(settings.database_url, busy_s=settings.sqlite_busy_s, rewrite=rewrite)
    async with open_store(settings) as store:
        await require_own_keys(store.engine, settings)
        await seal_own_accounts(store.engine, settings, before, say=say, asked=seal)
    await carry_over(settings, say=say, complain=complain)
    async with open_store(settings) as store:
        await make_findable(store.engine, settings, say=say)
    say(
        "The database is up to date."
        if before == after
        else f"The database was brought up to date ({after})."
    )
    return DONE
