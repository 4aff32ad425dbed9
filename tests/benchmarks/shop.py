"""A shop whose customers have bought: the database the benchmarks run the assistant on."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.db.migrate import migrate
from bot.settings import Settings
from bot.wiring import build_container, catalog_importer
from domain.value import replace
from tests.support import builders, people


def environment(folder: Path) -> dict[str, str]:
    return {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bench.db'}",
        # What is measured is not how slowly it may go.
        "MESSAGES_PER_S": "1000",
        "UPDATES_PER_MINUTE": "1000000",
    }


@asynccontextmanager
async def shop_with_customers(count: int) -> AsyncIterator[Path]:
    """The folder of a shop on SQLite, where people 1 to `count` have one loan of twelve periods each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(data_dir=folder, database_url=environment(folder)["DATABASE_URL"])
        await migrate(settings.database_url)
        container = build_container(settings, SystemClock())
        try:
            products = tuple(replace(product, stock=1_000_000) for product in builders.catalog().products)
            await catalog_importer(container.store).apply(builders.catalog(products=products), {})
            for number in range(1, count + 1):
                customer = await people.arrive(container, number)
                await people.verify(container, customer, people.id_number_of(number))
                await people.buy(container, customer)
        finally:
            await container.aclose()
        yield folder


def forget_inbox(folder: Path) -> None:
    """The next run hands out the same numbers again."""
    with sqlite3.connect(folder / "bench.db") as database:
        database.execute("DELETE FROM inbox")
    database.close()
