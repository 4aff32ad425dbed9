"""Bringing in a lender's file: a line an instalment, twelve a contract, the first half of them paid.

python -m tests.benchmarks intake            IMPORT_LINES=1000000 for the whole size
"""

from __future__ import annotations

import asyncio
import csv
import os
import resource
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

from bot.adapters.clock import SystemClock
from bot.cli.parser import main as command
from bot.db.migrate import migrate
from bot.settings import Settings
from bot.wiring import build_container, catalog_importer
from domain.dates import add_months
from tests.benchmarks import tables
from tests.support.builders import PHONE, catalog
from tests.support.databases import PostgresDatabases

MEASURES = True
LINES = int(os.environ.get("IMPORT_LINES", "100000"))
PERIODS, PAID = 12, 6
MAPPING = """
lender = "demo-consumer"
[customers]
customer = "customer"
name = "name"
phone = "phone"
[loans]
contract = "contract"
customer = "customer"
goods = "goods"
principal = "principal"
drawn_on = "drawn_on"
no = "no"
due_on = "due_on"
due_principal = "due_principal"
due_fee = "due_fee"
paid = "paid"
paid_on = "paid_on"
usual_plan = "consumer-12"
"""


def write(folder: Path, contracts: int) -> None:
    (folder / "import.toml").write_text(MAPPING, encoding="utf-8")
    with (folder / "customers.csv").open("w", encoding="utf-8", newline="") as file:
        people = csv.writer(file)
        people.writerow(("customer", "name", "phone"))
        people.writerows((f"K{number}", "张示例", PHONE) for number in range(contracts))
    with (folder / "loans.csv").open("w", encoding="utf-8", newline="") as file:
        loans = csv.writer(file)
        loans.writerow(
            (
                "contract",
                "customer",
                "goods",
                "principal",
                "drawn_on",
                "no",
                "due_on",
                "due_principal",
                "due_fee",
                "paid",
                "paid_on",
            )
        )
        for number in range(contracts):
            drawn_on = date(2025, 6, 1 + number % 28)
            part = 300 + number % 97
            about = (f"HT-{number}", f"K{number}", "手机", f"{part * PERIODS}.00")
            for no in range(1, PERIODS + 1):
                due_on = add_months(drawn_on, no)
                paid = (f"{part + 18}.00", due_on) if no <= PAID else ("", "")
                loans.writerow((*about, drawn_on, no, due_on, f"{part}.00", "18.00", *paid))


async def prepare(settings: Settings) -> None:
    container = build_container(settings, SystemClock())
    await catalog_importer(container.store).apply(catalog(), {})
    await container.aclose()


def measure(name: str, url: str, folder: Path) -> None:
    tables.heading(f"Bringing in, {name}")
    asyncio.run(prepare(Settings(data_dir=folder, database_url=url)))
    contracts = LINES // PERIODS
    write(folder, contracts)
    for kind, lines, *more in (
        ("customers", contracts, "--bot", "shop_bot"),
        ("loans", contracts * PERIODS, "--dry-run"),
        ("loans", contracts * PERIODS),
    ):
        arguments = ["import", kind, str(folder / f"{kind}.csv"), *more, "--database-url", url]
        started, used = perf_counter(), process_time()
        assert command(arguments) == 0
        took_s = perf_counter() - started
        resident_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        said = f"{kind}{' looked at' if '--dry-run' in more else ''}, {lines:,} lines"
        tables.line(said, took_s, "s", 1)
        tables.line("  of it on the processor", process_time() - used, "s", 1)
        tables.line("  lines a second", lines / took_s, "")
        tables.line("  most memory so far", resident_mib, "MiB")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["DATA_DIR"] = name
        url = f"sqlite+aiosqlite:///{folder / 'bench'}.db"
        asyncio.run(migrate(url))
        measure("SQLite", url, folder)
        server = PostgresDatabases(folder)
        try:
            measure("PostgreSQL", server.fresh(), folder)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
