"""A purchase, a repayment and a run of each job for nobody: then what is worked out once, for whoever comes first, is."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bot.app import build_application, notice_channel
from bot.db.migrate import migrate
from bot.scheduler import run_once
from bot.settings import Settings
from bot.wiring import build_house, catalog_importer, keeping_jobs, notice_jobs, notice_service
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
    await migrate(url)
    settings = Settings(database_url=url, data_dir=folder, disclosure_reading_s=0, _env_file=None)
    house = build_house(settings, MovableClock())
    await catalog_importer(house.store).apply(catalog(), {})
    customer = await arrive(house)
    await buy(house, customer)
    await repay_next(house, customer)
    assistant = build_application(house, token="1:nobody", api_base_url="http://telegram.invalid")
    notices = notice_service(house, notice_channel(assistant, house))
    for job in (*notice_jobs(notices), *keeping_jobs(house, assistant.desk)):
        await run_once(job, house.clock.now())
    await house.aclose()
    for locale in LOCALES:
        texts_for(locale)("账单")
