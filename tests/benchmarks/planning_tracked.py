"""Planning a day for as many bills of elsewhere as loans, beside the bare INSERT … SELECT of both; and what 我的分期 and the
bills of one customer cost beside them, with few others and with many.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.migrate import migrate
from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer, delivery_service
from domain.loans.results import BillsView
from handlers.bills.views import bills_screen
from handlers.tracked.overview_views import tracked_screen
from handlers.ui.i18n import texts_for
from tests.benchmarks import planning, tables
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import PostgresDatabases
from tests.support.people import arrive, confirm, reach_confirmation

MEASURES = True
LOANS = planning.LOANS
FEW = int(os.environ.get("PLANNING_FEW", "10000"))
ROUNDS = 3
LOOKS = 200
SOMEBODY = 2_000_000_000  # a Telegram number that nobody else has
NOTED = (
    "花呗分期 3999 分12期 每期357.24 每月10号还",
    "白条 还剩8期 每期268 每月15号",
    "信用卡 账单日5号 还款日25号",
)
_DAYS = {"own_ahead": (1, 3, 7), "own_today": (0,), "own_after": (-1,)}
_MONTHS = ", ".join(f"({number}, '2026-{number:02d}-')" for number in range(1, planning.PERIODS + 1))
# Nobody reads what was said of them: planning opens no seal.
_FILL = (
    "INSERT INTO tracked_bills (id, customer_id, terms_token, reminded, created_at, changed_at) "
    "{series}SELECT 't' || i, 'c' || i, '', true, {noted}, {noted} FROM n",
    "INSERT INTO tracked_dues (bill_id, no, customer_id, due_date, amount_fen, reminded, paid_at) "
    "{series}, m(no, month) AS (VALUES " + _MONTHS + ") "
    "SELECT 't' || i, no, 'c' || i, {due}, 30000, true, CASE WHEN {due} < {today} THEN {noted} END FROM n, m",
)
_BARE = """
INSERT INTO notices (customer_id, kind, business_day, subject, send_after, status, attempts, created_at)
SELECT DISTINCT customer_id, '{kind}', {today}, '', {now}, 'planned', 0, {now}
FROM tracked_dues WHERE paid_at IS NULL AND reminded AND due_date IN ({days})
"""


@dataclass(frozen=True, slots=True)
class Looked:
    """Milliseconds beside many others, and how many times those beside few."""

    mine_ms: float
    mine_growth: float
    bills_ms: float
    bills_growth: float


@dataclass(frozen=True, slots=True)
class Measured:
    notices: int
    ours_s: float
    bare_s: float
    looked: Looked


async def _fill(engine: AsyncEngine, bills: int) -> None:
    dialect = engine.dialect.name
    due = "month || substr('0' || (1 + (i + 14) % 28), -2)"
    if dialect == "postgresql":
        due = "(month || lpad((1 + (i + 14) % 28)::text, 2, '0'))::date"
    words = {
        "due": due,
        "today": planning._typed(dialect, f"{planning.TODAY}", "date"),
        "noted": planning._typed(dialect, "2026-01-01 00:00:00", "timestamptz"),
    }
    for series in planning.in_parts(dialect, bills):
        async with engine.execution_options(writes=True).begin() as connection:
            for statement in _FILL:
                await connection.execute(
                    text(statement.format(series=series, **words)), execution_options={"slow": True}
                )


async def _bare(engine: AsyncEngine) -> float:
    """Seconds of the bare statements of the loans and of the bills of elsewhere."""
    dialect, seconds = engine.dialect.name, await planning.bare(engine)
    now, today = (
        planning._typed(dialect, "2026-03-10 01:00:00", "timestamptz"),
        planning._typed(dialect, f"{planning.TODAY}", "date"),
    )
    begun = perf_counter()
    async with engine.execution_options(writes=True).begin() as connection:
        for kind, days in _DAYS.items():
            due = (date.fromordinal(planning.TODAY.toordinal() + day) for day in days)
            listed = ", ".join(planning._typed(dialect, f"{day}", "date") for day in due)
            statement = _BARE.format(kind=kind, today=today, now=now, days=listed)
            await connection.execute(text(statement), execution_options={"slow": True})
    return seconds + perf_counter() - begun


async def _somebody(container: Container) -> str:
    """Return the id of a customer who has a loan and three notes."""
    customer = await arrive(container, SOMEBODY)
    await confirm(container, customer, await reach_confirmation(container, customer))
    for sentence in NOTED:
        draft = await container.services.tracked.begin(customer.id, sentence)
        await container.services.tracked.keep(customer.id, draft.draft_id)
    return customer.id


async def _mine(container: Container, customer_id: str) -> None:
    tracked_screen(texts_for("zh_CN"), await container.services.tracked.overview(customer_id)).html()


async def _bills(container: Container, customer_id: str) -> None:
    standing = await container.services.standing.now(customer_id)
    bills_screen(texts_for("zh_CN"), BillsView(standing.today, standing.bills), standing).html()


async def _looked(few: Container, many: Container) -> Looked:
    """Milliseconds of each screen of somebody who has both, as it is sent: in turns beside few others and beside many."""
    houses = [(house, await _somebody(house)) for house in (few, many)]
    medians = []
    for look in (_mine, _bills):
        rounds = []
        for _ in range(LOOKS):
            taken = []
            for house, customer_id in houses:
                begun = perf_counter()
                await look(house, customer_id)
                taken.append((perf_counter() - begun) * 1000)
            rounds.append(taken)
        medians.append(tables.medians(rounds))
    (mine_few, mine_many), (bills_few, bills_many) = medians
    return Looked(mine_many, mine_many / mine_few, bills_many, bills_many / bills_few)


async def _open(database_url: str, folder: Path, clock: MovableClock, count: int) -> Container:
    container = build_container(Settings(database_url=database_url, data_dir=folder / "data"), clock)
    await catalog_importer(container.store).apply(catalog(), {})
    await planning.fill(container.engine, count)
    await _fill(container.engine, count)
    return container


async def measure(few_url: str, many_url: str, folder: Path) -> Measured:
    """Medians of the rounds."""
    clock = MovableClock(datetime(2026, 3, 9, 17, tzinfo=UTC))
    few = await _open(few_url, folder, clock, FEW)
    many = await _open(many_url, folder, clock, LOANS)
    engine, notices = many.engine, delivery_service(many, None)  # type: ignore[arg-type]
    rounds, counts = [], set()
    for _ in range(ROUNDS):
        await planning.forget_notices(engine)
        await planning._yesterday(engine)
        ours_s = await planning._timed(notices, clock)
        counts.add(await planning._count(engine))
        await planning.forget_notices(engine)
        rounds.append([ours_s, await _bare(engine)])
        counts.add(await planning._count(engine))
    looked = await _looked(few, many)
    await few.aclose()
    await many.aclose()
    assert len(counts) == 1, f"not the same result: {counts}"
    ours_s, bare_s = tables.medians(rounds)
    return Measured(counts.pop(), ours_s, bare_s, looked)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.setdefault("XDG_RUNTIME_DIR", name)  # the server's wheel warns where it is missing
        server = PostgresDatabases(folder)
        try:
            files = [f"sqlite+aiosqlite:///{folder / size}.db" for size in ("few", "many")]
            for url in files:
                asyncio.run(migrate(url))
            found = {
                "SQLite": asyncio.run(measure(files[0], files[1], folder)),
                "PostgreSQL": asyncio.run(measure(server.fresh(), server.fresh(), folder)),
            }
        finally:
            server.stop()
    tables.heading(f"Planning a day of {LOANS:,} loans and as many bills of elsewhere × {planning.PERIODS}")
    for database, many in found.items():
        tables.line(f"{database}, notices", many.notices, "")
        tables.line(f"{database}, bare INSERT … SELECT of both", many.bare_s * 1000, "ms")
        tables.line(f"{database}, planned", many.ours_s * 1000, "ms")
        tables.ratio(f"{database}, ours / bare", many.ours_s / many.bare_s, "at most 1.3")
        looked = many.looked
        tables.line(f"{database}, /mine of one", looked.mine_ms, "ms", 1)
        tables.ratio(f"{database}, /mine beside {FEW:,}", looked.mine_growth, "at most 1.5")
        tables.line(f"{database}, /bills of one", looked.bills_ms, "ms", 1)
        tables.ratio(f"{database}, /bills beside {FEW:,}", looked.bills_growth, "at most 1.5")


if __name__ == "__main__":
    main()
