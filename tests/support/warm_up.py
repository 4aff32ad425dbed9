"""A purchase, a repayment and a run of each job for nobody: then what is worked out once, for whoever comes first, is."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path

from bot.app import build_application, notice_channel
from bot.cli.prepare import EXAMPLE_CATALOG, prepare
from bot.receiving.validation import InvalidUpdate, is_relevant
from bot.scheduler import run_once
from bot.settings import Settings
from bot.wiring import build_container, catalog_importer, delivery_service, maintenance_jobs, notice_jobs
from domain.dates import business_day
from handlers.ui.i18n import texts_for
from locales.catalogue import LOCALES
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, repay_next


def buy_something() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_buy_something(Path(folder)))


async def _buy_something(folder: Path) -> None:
    url = f"sqlite+aiosqlite:///{folder / 'fenqi.db'}"
    settings = Settings(database_url=url, data_dir=folder, disclosure_reading_s=0, _env_file=None)
    await prepare(settings, EXAMPLE_CATALOG, say=_hear_nothing, complain=_hear_nothing)
    container = build_container(settings, MovableClock())
    await catalog_importer(container.store).apply(catalog(), {})
    customer = await arrive(container)
    await buy(container, customer)
    await repay_next(container, customer)
    assistant = build_application(container, token="1:nobody", api_base_url="http://telegram.invalid")
    notices = delivery_service(container, notice_channel(assistant, container))
    for job in (*notice_jobs(notices), *maintenance_jobs(container, assistant.desk, assistant.farewells)):
        await run_once(job, container.clock.now())
    await container.aclose()
    for kind in ("message", "callback_query", "pre_checkout_query", "my_chat_member"):
        with contextlib.suppress(InvalidUpdate):
            is_relevant({kind: {}})
    today = business_day(container.clock.now())
    for locale in LOCALES:
        texts_for(locale).day(today, today)


def _hear_nothing(line: str) -> None: ...
