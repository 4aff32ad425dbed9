"""Thousands of people in the middle of a checkout: what an update, a restart and an idle person cost."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.settings import Settings
from bot.wiring import build_container
from handlers.checkout.screens import State
from tests.benchmarks import tables
from tests.benchmarks.running import OURS, Demand, put_under
from tests.benchmarks.shop import environment, shop_with_customers
from tests.benchmarks.starting import cost
from tests.support import people

MEASURES = True
FEW, MANY = 1_000, 10_000
TYPING = 500

# Person 1 is at the name step for real; the others are copies of the rows that make it so.
_COPIES = """
WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :people)
INSERT INTO {table} ({columns}) SELECT {values} FROM n, {table} AS one WHERE {first}
"""


async def _first_at_name_step(folder: Path) -> None:
    settings = Settings(data_dir=folder, database_url=environment(folder)["DATABASE_URL"])
    container = build_container(settings, SystemClock())
    try:
        customer = await people.arrive(container, 1)
        draft = await container.services.checkout.start_with(customer.id, "xiaomi-15")
        await container.services.checkout.choose_periods(customer.id, draft.draft_id, 12)
    finally:
        await container.aclose()


def _copy(
    database: sqlite3.Connection, table: str, first: str, made: dict[str, str], people_count: int
) -> None:
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    values = [made.get(column, f"one.{column}") for column in columns]
    database.execute(
        _COPIES.format(table=table, columns=", ".join(columns), values=", ".join(values), first=first),
        {"people": people_count},
    )


def _fill(folder: Path, people_count: int) -> None:
    """People 2 to `people_count` where person 1 is."""
    database = sqlite3.connect(folder / "bench.db")
    with database:
        database.execute(
            "INSERT INTO conversation_states (name, key, state) VALUES ('checkout', '[1, 1]', ?)",
            (int(State.ENTERING_NAME),),
        )
        person = "'p' || printf('%07d', i)"
        _copy(database, "customers", "one.telegram_id = 1", {"id": person, "telegram_id": "i"}, people_count)
        draft = {"id": "'d' || printf('%07d', i)", "customer_id": person}
        _copy(database, "checkout_drafts", "one.customer_id NOT LIKE 'p0%'", draft, people_count)
        key = {"key": "'[' || i || ', ' || i || ']'"}
        _copy(database, "conversation_states", "one.key = '[1, 1]'", key, people_count)
    database.close()


async def _measured(people_count: int) -> tuple[float, float, float]:
    """CPU seconds per typed name; CPU seconds and bytes of a start."""
    async with shop_with_customers(0) as folder:
        await _first_at_name_step(folder)
        _fill(folder, people_count)
        start_s, memory = await cost(list(OURS), {"BOT_TOKEN": "1:benchmark", **environment(folder)})
        typed = await put_under(Demand(TYPING, TYPING, words="张示例"), OURS, environment(folder))
    return typed.cpu_s / TYPING, start_s, memory


def main() -> None:
    few = asyncio.run(_measured(FEW))
    many = asyncio.run(_measured(MANY))
    tables.heading(f"{MANY:,} people in the middle of a checkout, beside {FEW:,}")
    tables.line(f"CPU per typed answer, {FEW:,} people", few[0] * 1e6, "µs")
    tables.line(f"CPU per typed answer, {MANY:,} people", many[0] * 1e6, "µs")
    tables.line(f"CPU of a start, {FEW:,} people", few[1] * 1e3, "ms")
    tables.line(f"CPU of a start, {MANY:,} people", many[1] * 1e3, "ms")
    tables.line("CPU of a start per person more", (many[1] - few[1]) / (MANY - FEW) * 1e6, "µs")
    tables.line("memory per idle person", (many[2] - few[2]) / (MANY - FEW), "bytes")
    tables.ratio("per answer, ten times the people", many[0] / few[0], "flat: about 1")


if __name__ == "__main__":
    main()
