"""Planning a day's notices for many loans, beside the bare INSERT … SELECT that writes the same rows."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.db.migrate import migrate
from bot.settings import Settings
from bot.wiring import Container, build_container, catalog_importer, delivery_service
from domain.notices.delivery import DeliveryService
from tests.benchmarks import tables
from tests.support.builders import catalog
from tests.support.clock import MovableClock
from tests.support.databases import PostgresDatabases

MEASURES = True
LOANS = int(os.environ.get("PLANNING_LOANS", "1000000"))
SMALL = 10_000  # to see whether memory grows
PERIODS = 12
ROUNDS = 3
TODAY = date(2026, 3, 10)
# One loan in so many has not paid what fell due.
LATE = 100
_PART = 50_000

_SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) ",
    "postgresql": "WITH n AS (SELECT generate_series({first}, {last}) AS i) ",
}
_MONTHS = ", ".join(f"({number}, '2026-{number:02d}-')" for number in range(1, PERIODS + 1))
_FILL = (
    "INSERT INTO customers (id, telegram_id, locale, plain_text, created_at) "
    "{series}SELECT 'c' || i, i, 'zh_CN', false, '2026-01-01 00:00:00' FROM n",
    "INSERT INTO installments (id, loan_id, customer_id, no, due_date, principal_fen, interest_fen, fee_fen, "
    "paid_principal_fen, paid_interest_fen, paid_fee_fen, paid_penalty_fen, penalty_carried_fen, settled_at) "
    "{series}, m(no, month) AS (VALUES " + _MONTHS + ") "
    "SELECT 'i' || i || '-' || no, 'l' || i, 'c' || i, no, {due}, 30000, 0, 1000, 0, 0, 0, 0, 0, "
    "CASE WHEN {due} < {today} AND i % " + str(LATE) + " > 0 THEN {settled} END FROM n, m",
)
_BARE = """
INSERT INTO notices (customer_id, kind, business_day, subject, send_after, status, attempts, created_at)
SELECT DISTINCT customer_id, '{kind}', {today}, '', {now}, 'planned', 0, {now}
FROM installments WHERE settled_at IS NULL AND due_date IN ({days})
"""
_RUNGS = {"overdue": (-1, -3, -7, -15, -30), "due_today": (0,), "due_ahead": (1, 3, 7)}


def _typed(dialect: str, value: str, kind: str) -> str:
    return f"'{value}'" if dialect == "sqlite" else f"{kind} '{value}'"


async def fill(engine: AsyncEngine, loans: int) -> None:
    """As many customers, each with a loan of twelve instalments, due on the days 1 to 28 of every month."""
    dialect = engine.dialect.name
    due = "month || substr('0' || (1 + i % 28), -2)"
    if dialect == "postgresql":
        due = "(month || lpad((1 + i % 28)::text, 2, '0'))::date"
    words = {
        "due": due,
        "today": _typed(dialect, f"{TODAY}", "date"),
        "settled": _typed(dialect, "2026-03-01 00:00:00", "timestamptz"),
    }
    async with engine.connect() as connection:
        await _unchecked(connection)
        for series in in_parts(dialect, loans):
            for statement in _FILL:
                await connection.execute(text(statement.format(series=series, **words)))
            await connection.commit()
    await vacuum(engine)


def in_parts(dialect: str, count: int) -> Iterator[str]:
    """Yield the numbers up to the count, some at a time: SQLite keeps what one statement could have to undo in memory."""
    for first in range(0, count, _PART):
        yield _SERIES[dialect].format(first=first, last=min(first + _PART, count) - 1)


async def _unchecked(connection: AsyncConnection) -> None:
    """Loans and orders are left out: planning looks at neither."""
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("COMMIT")
        await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        await connection.exec_driver_sql("SET session_replication_role = replica")


async def vacuum(engine: AsyncEngine) -> None:
    """As the database itself does after a while."""
    statement = "ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"
    async with engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await plain.exec_driver_sql(statement)


async def forget_notices(engine: AsyncEngine) -> None:
    async with engine.execution_options(writes=True).begin() as connection:
        for table in ("notices", "planned_days"):
            await connection.exec_driver_sql(f"DELETE FROM {table}")
    await vacuum(engine)


async def bare(engine: AsyncEngine) -> float:
    dialect = engine.dialect.name
    now = _typed(dialect, "2026-03-10 01:00:00", "timestamptz")
    begun = perf_counter()
    async with engine.execution_options(writes=True).begin() as connection:
        for kind, rungs in _RUNGS.items():
            days = ", ".join(
                _typed(dialect, f"{date.fromordinal(TODAY.toordinal() + rung)}", "date") for rung in rungs
            )
            today = _typed(dialect, f"{TODAY}", "date")
            statement = _BARE.format(kind=kind, today=today, now=now, days=days)
            await connection.execute(text(statement), execution_options={"slow": True})
    return perf_counter() - begun


async def _count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.exec_driver_sql("SELECT count(*) FROM notices")).scalar_one())


async def _timed(notices: DeliveryService, clock: MovableClock) -> float:
    begun = perf_counter()
    await notices.plan(clock.now())
    return perf_counter() - begun


async def _yesterday(engine: AsyncEngine) -> None:
    """Yesterday was planned, as on any other day."""
    async with engine.execution_options(writes=True).begin() as connection:
        await connection.exec_driver_sql("INSERT INTO planned_days VALUES ('2026-03-09', '2026-03-08')")


async def measure(database_url: str, folder: Path, loans: int) -> tuple[float, float, float, int]:
    """Seconds: ours, ours a second time, bare; and how many notices. Medians of the rounds."""
    clock = MovableClock(datetime(2026, 3, 9, 17, tzinfo=UTC))
    container: Container = build_container(
        Settings(database_url=database_url, data_dir=folder / "data"), clock
    )
    await catalog_importer(container.store).apply(catalog(), {})
    await fill(container.engine, loans)
    notices = delivery_service(container, None)  # type: ignore[arg-type]
    rounds, counts = [], set()
    for _ in range(ROUNDS):
        await forget_notices(container.engine)
        await _yesterday(container.engine)
        ours_s, again_s = await _timed(notices, clock), await _timed(notices, clock)
        counts.add(await _count(container.engine))
        await forget_notices(container.engine)
        rounds.append([ours_s, again_s, await bare(container.engine)])
        counts.add(await _count(container.engine))
    await container.aclose()
    assert len(counts) == 1, f"not the same result: {counts}"
    ours_s, again_s, bare_s = tables.medians(rounds)
    return ours_s, again_s, bare_s, counts.pop()


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024**2 if sys.platform == "darwin" else 1024
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.setdefault("XDG_RUNTIME_DIR", name)  # the server's wheel warns where it is missing
        server = PostgresDatabases(folder)
        try:
            for file in ("small", "large"):
                asyncio.run(migrate(f"sqlite+aiosqlite:///{folder / file}.db"))
            asyncio.run(measure(server.fresh(), folder, SMALL))
            small_mib = _peak_mib()
            measured = {"PostgreSQL": asyncio.run(measure(server.fresh(), folder, LOANS))}
            large_mib = _peak_mib()
            measured["SQLite"] = asyncio.run(
                measure(f"sqlite+aiosqlite:///{folder / 'large.db'}", folder, LOANS)
            )
        finally:
            server.stop()
    tables.heading(f"Planning a day of {LOANS:,} loans × {PERIODS} (medians of {ROUNDS})")
    for database, (ours_s, again_s, bare_s, count) in measured.items():
        tables.line(f"{database}, notices", count, "")
        tables.line(f"{database}, bare INSERT … SELECT", bare_s * 1000, "ms")
        tables.line(f"{database}, planned", ours_s * 1000, "ms")
        tables.ratio(f"{database}, ours / bare", ours_s / bare_s, "at most 1.3")
        tables.ratio(f"{database}, a second time / bare", again_s / bare_s, "at most 1")
    tables.line("memory at most, PostgreSQL", small_mib, f"MiB with {SMALL:,} loans", 1)
    tables.line("", large_mib, f"MiB with {LOANS:,}", 1)


if __name__ == "__main__":
    main()
