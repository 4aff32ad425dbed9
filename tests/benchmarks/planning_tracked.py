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
from tests.support.people import arrive, buy

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
class Measured:
    notices: int
    ours_s: float
    bare_s: float
    mine_ms: float
    bills_ms: float


async def _fill(engine: AsyncEngine, bills: int) -> None:
    dialect = engine.dialect.name
    due = "month || substr('0' || (1 + (i + 14) % 28), -2)"
    if dialect == "postgresql":
        due = "(month || lpad((1 + (i + 14) % 28)::text, 2, '0'))::date"
    words = {
        "series": planning._SERIES[dialect].format(last=bills - 1),
        "due": due,
        "today": planning._typed(dialect, f"{planning.TODAY}", "date"),
        "noted": planning._typed(dialect, "2026-01-01 00:00:00", "timestamptz"),
    }
    async with engine.execution_options(writes=True).begin() as connection:
        for statement in _FILL:
            await connection.execute(text(statement.format(**words)), execution_options={"slow": True})


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


async def _looked(container: Container) -> tuple[float, float]:
    """Milliseconds of 我的分期 and of the bills of somebody who has both: the screen as it is sent."""
    services, t = container.services, texts_for("zh_CN")
    customer = await arrive(container, SOMEBODY)
    await buy(container, customer)
    for sentence in NOTED:
        draft = await services.tracked.begin(customer.id, sentence)
        await services.tracked.keep(customer.id, draft.draft_id)
    begun = perf_counter()
    for _ in range(LOOKS):
        tracked_screen(t, await services.tracked.overview(customer.id)).html()
    mine_s, begun = perf_counter() - begun, perf_counter()
    for _ in range(LOOKS):
        standing = await services.standing.now(customer.id)
        bills_screen(t, BillsView(standing.today, standing.bills), standing).html()
    return mine_s / LOOKS * 1000, (perf_counter() - begun) / LOOKS * 1000


async def measure(database_url: str, folder: Path, count: int) -> Measured:
    """Medians of the rounds."""
    clock = MovableClock(datetime(2026, 3, 9, 17, tzinfo=UTC))
    container = build_container(Settings(database_url=database_url, data_dir=folder / "data"), clock)
    await catalog_importer(container.store).apply(catalog(), {})
    engine = container.engine
    await planning.fill(engine, count)
    await _fill(engine, count)
    notices = delivery_service(container, None)  # type: ignore[arg-type]
    rounds, counts = [], set()
    for _ in range(ROUNDS):
        await planning.forget_notices(engine)
        await planning._yesterday(engine)
        ours_s = await planning._timed(notices, clock)
        counts.add(await planning._count(engine))
        await planning.forget_notices(engine)
        rounds.append([ours_s, await _bare(engine)])
        counts.add(await planning._count(engine))
    looked = await _looked(container)
    await container.aclose()
    assert len(counts) == 1, f"not the same result: {counts}"
    ours_s, bare_s = tables.medians(rounds)
    return Measured(counts.pop(), ours_s, bare_s, *looked)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.setdefault("XDG_RUNTIME_DIR", name)  # the server's wheel warns where it is missing
        server = PostgresDatabases(folder)
        found: dict[str, dict[int, Measured]] = {"SQLite": {}, "PostgreSQL": {}}
        try:
            for count in (FEW, LOANS):
                url = f"sqlite+aiosqlite:///{folder / f'{count}.db'}"
                asyncio.run(migrate(url))
                found["SQLite"][count] = asyncio.run(measure(url, folder, count))
                found["PostgreSQL"][count] = asyncio.run(measure(server.fresh(), folder, count))
        finally:
            server.stop()
    tables.heading(f"Planning a day of {LOANS:,} loans and as many bills of elsewhere × {planning.PERIODS}")
    for database, by_count in found.items():
        few, many = by_count[FEW], by_count[LOANS]
        tables.line(f"{database}, notices", many.notices, "")
        tables.line(f"{database}, bare INSERT … SELECT of both", many.bare_s * 1000, "ms")
        tables.line(f"{database}, planned", many.ours_s * 1000, "ms")
        tables.ratio(f"{database}, ours / bare", many.ours_s / many.bare_s, "at most 1.3")
        tables.line(f"{database}, /mine of one", many.mine_ms, "ms", 1)
        tables.ratio(f"{database}, /mine beside {FEW:,}", many.mine_ms / few.mine_ms, "at most 1.5")
        tables.line(f"{database}, /bills of one", many.bills_ms, "ms", 1)
        tables.ratio(f"{database}, /bills beside {FEW:,}", many.bills_ms / few.bills_ms, "at most 1.5")


if __name__ == "__main__":
    main()
