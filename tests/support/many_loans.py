"""Many customers, each with one loan like a loan that was really bought: cloned in the database, as fast as it writes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.sealed_accounts import seal_accounts
from bot.wiring import Container
from tests.support.people import arrive, buy

_SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) ",
    "postgresql": "WITH n AS (SELECT generate_series(1, {count}) AS i) ",
}
# What changes from one clone to the next; everything else is as in the original.
_CLONED = {
    "customers": {"id": "'c' || n.i", "telegram_id": "{first} + n.i"},
    "checkout_drafts": {"id": "'d' || n.i", "customer_id": "'c' || n.i"},
    "orders": {
        "id": "'o' || n.i",
        "number": "'F' || n.i",
        "customer_id": "'c' || n.i",
        "draft_id": "'d' || n.i",
    },
    "order_lines": {"order_id": "'o' || n.i"},
    "loans": {"id": "'l' || n.i", "order_id": "'o' || n.i", "customer_id": "'c' || n.i"},
    "installments": {
        "id": "'i' || n.i || '-' || source.no",
        "loan_id": "'l' || n.i",
        "customer_id": "'c' || n.i",
        "due_date": "{due}",
    },
}
_LATER = {
    "sqlite": "date(source.due_date, '+' || (n.i % {days}) || ' days')",
    "postgresql": "source.due_date + n.i % {days}",
}
FIRST_ID = 100_000


async def clone_loans(
    container: Container, count: int, plan_id: str = "consumer-3", *, due_days: int = 1
) -> date:
    """`count` more customers with a loan each, due on so many days of the month; the first due day. Their telegram ids
    follow `FIRST_ID`.
    """
    order = await buy(container, await arrive(container), plan_id=plan_id)
    await _clone_rows(container.engine, count, due_days)
    await seal_anew(container)
    return order.bills[0].due_date


async def seal_anew(container: Container) -> None:
    """Seal all numbers at Telegram as they stand, as in a database of a version that did not."""
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(
            text("UPDATE customers SET telegram_token = NULL"), execution_options={"slow": True}
        )
    await seal_accounts(container.engine, container.cipher)


async def _clone_rows(engine: AsyncEngine, count: int, due_days: int) -> None:
    dialect = engine.dialect.name
    due = _LATER[dialect].format(days=due_days)
    async with engine.execution_options(writes=True).begin() as connection:
        for table, changed in _CLONED.items():
            found = await connection.execute(text(f"SELECT * FROM {table} LIMIT 0"))
            columns = list(found.keys())
            values = ", ".join(
                changed.get(name, f"source.{name}").format(first=FIRST_ID, due=due) for name in columns
            )
            series = _SERIES[dialect].format(count=count)
            insert, rows = (
                f"INSERT INTO {table} ({', '.join(columns)}) ",
                f"SELECT {values} FROM n, {table} AS source",
            )
            await connection.execute(text(f"{insert}{series}{rows}"), execution_options={"slow": True})
