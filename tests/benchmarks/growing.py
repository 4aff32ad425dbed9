"""What a day's planning and one customer's bills cost as the shop grows: with 10,000, 100,000 and 1,000,000 loans."""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from bot import gc_tuning as memory
from bot.db.migrate import migrate
from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer, delivery_service
from domain.loans.results import BillsView
from handlers.bills.views import bills_screen
from handlers.ui.i18n import texts_for
from tests.benchmarks import tables
from tests.benchmarks.planning import forget_notices, vacuum
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import PostgresDatabases
from tests.support.many_loans import clone_loans

MEASURES = True
SIZES = tuple(int(size) for size in os.environ.get("GROWING_LOANS", "10000,100000,1000000").split(","))
DUE_DAYS = 28  # the loans are due on so many days of the month
LOOKS = 1000
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Cost:
    notices: int
    planning_s: float
    bills_ms: float


async def measure(url: str, folder: Path, loans: int) -> Cost:
    """Medians of the rounds."""
    await migrate(url)
    clock = MovableClock()
    container = build_container(Settings(database_url=url, data_dir=folder / "data"), clock)
    await catalog_importer(container.store).apply(catalog(), {})
    due = await clone_loans(container, loans, "consumer-12", due_days=DUE_DAYS)
    await vacuum(container.engine)
    clock.move_to(due + timedelta(days=DUE_DAYS // 2))
    memory.started()
    rounds = []
    for number in range(ROUNDS):
        await forget_notices(container.engine)
        rounds.append([*await _planned(container), await _bills_ms(container, loans, random.Random(number))])
    await container.aclose()
    notices, planning_s, bills_ms = tables.medians(rounds)
    return Cost(int(notices), planning_s, bills_ms)


async def _planned(container: Container) -> tuple[int, float]:
    begun = perf_counter()
    counts = await delivery_service(container, None).plan(container.clock.now())  # type: ignore[arg-type]
    return counts["planned"], perf_counter() - begun


async def _bills_ms(container: Container, loans: int, chance: random.Random) -> float:
    """One look of one customer among all, read and written out."""
    everybody = [f"c{chance.randint(1, loans)}" for _ in range(LOOKS)]
    t = texts_for("zh_CN")
    begun = perf_counter()
    for customer_id in everybody:
        standing = await container.services.standing.now(customer_id)
        assert bills_screen(t, BillsView(standing.today, standing.bills), standing).keyboard
    return (perf_counter() - begun) / LOOKS * 1000


def _print(name: str, costs: list[Cost]) -> None:
    tables.heading(f"As the shop grows, {name} (loans × 12, medians of {ROUNDS})")
    for loans, cost in zip(SIZES, costs, strict=True):
        tables.line(f"{loans:,} loans: planning, {cost.notices:,} notices", cost.planning_s * 1000, "ms")
        tables.line("one customer's bills, read and written out", cost.bills_ms, "ms", 3)
    tables.ratio("a notice's planning, most / fewest loans", _ratio(costs, _per_notice), "reported")
    tables.ratio("bills, most / fewest loans", _ratio(costs, lambda cost: cost.bills_ms), "at most 1.5")


def _per_notice(cost: Cost) -> float:
    return cost.planning_s / cost.notices


def _ratio(costs: list[Cost], of: Callable[[Cost], float]) -> float:
    return of(costs[-1]) / of(costs[0])


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.setdefault("XDG_RUNTIME_DIR", name)  # the server's wheel warns where it is missing
        server = PostgresDatabases(folder)
        try:
            _print("PostgreSQL", [asyncio.run(measure(server.fresh(), folder, loans)) for loans in SIZES])
        finally:
            server.stop()
        addresses = [f"sqlite+aiosqlite:///{folder / str(loans)}.db" for loans in SIZES]
        _print(
            "SQLite",
            [asyncio.run(measure(url, folder, loans)) for url, loans in zip(addresses, SIZES, strict=True)],
        )


if __name__ == "__main__":
    main()
