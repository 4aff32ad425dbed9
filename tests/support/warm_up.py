"""A sandbox in which somebody buys, pays and lives through a month: then what is worked out once, for whoever comes first,
is. And a purchase in the shop of the tests.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import os
import signal
import tempfile
from datetime import date, time
from pathlib import Path

from bot import gc_tuning
from bot.cli.sandbox import SandboxOptions, run_sandbox
from bot.loop import Loop
from bot.receiving.validation import InvalidUpdate, is_relevant
from bot.settings import Settings
from bot.wiring import build_container, catalog_importer
from domain.dates import at_beijing, business_day
from handlers.ui.i18n import texts_for
from locales.catalogue import LOCALES
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, repay_next
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

SOMEBODY = 1


def buy_something() -> None:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(_buy_something(Path(folder)))
    gc.unfreeze()
    gc_tuning.starting()
    setattr(gc_tuning, "_starts", itertools.count())  # noqa: B010 - what is forked has not started yet


async def _buy_something(folder: Path) -> None:
    url = f"sqlite+aiosqlite:///{folder / 'fenqi.db'}"
    settings = Settings(
        database_url=url,
        data_dir=folder,
        disclosure_reading_s=0,
        updates_per_minute=100_000,
        sandbox_port=0,
        _env_file=None,
    )
    await _in_a_sandbox(settings)
    container = build_container(settings, MovableClock())
    await catalog_importer(container.store).apply(catalog(), {})
    customer = await arrive(container)
    await buy(container, customer)
    await repay_next(container, customer)
    await container.aclose()
    for kind in ("message", "callback_query", "pre_checkout_query", "my_chat_member"):
        with contextlib.suppress(InvalidUpdate):
            is_relevant({kind: {}})
    today = business_day(container.clock.now())
    for locale in LOCALES:
        texts_for(locale).day(today, today)


async def _in_a_sandbox(settings: Settings) -> None:
    """Be the sandbox and the assistant in it, and whoever talks to it, from the welcome to the reminder of the next bill."""
    lines = asyncio.Queue[str]()
    options = SandboxOptions(at=at_beijing(date(2026, 1, 5), time(10)), running=False, limits=False)
    sandbox = asyncio.create_task(
        run_sandbox(settings, options, say=lines.put_nowait, complain=lines.put_nowait)
    )
    address = (await lines.get()).removeprefix("sandbox: ")
    async with SandboxClient(address) as client:
        person = Person(client, SOMEBODY)
        await person.arrive()
        await person.buy()
        for words in ("/bills", "/orders", "/plans", "/repay"):
            await person.say(words)
        await person.press_first()
        await client.advance("P1M")
        await client.idle()
    os.kill(os.getpid(), signal.SIGTERM)
    await sandbox
