"""Look-ups cost the same with a million customers as with a few: no statement of theirs reads a whole table or sorts one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import event

from bot.db.repositories.lookups import LookupRepository
from bot.wiring import Container
from domain.lookups.rules import ClueKind
from tests.support.databases import on_sqlite

DAY, AT = date(2026, 1, 5), datetime(2026, 1, 5, tzinfo=UTC)


async def ask_everything(look: LookupRepository) -> None:
    for kind in ClueKind:
        await look.matches(kind, "1", 20)
    for of_one in (look.loans, look.orders, look.payments, look.cases, look.consents, look.documents):
        await of_one("c", 20)
    await look.debits(["a", "b"], 20)
    await look.notices("c", DAY, 20)
    await look.has_backup_channel("c")
    await look.count_due((DAY, DAY), 1000)
    await look.due((DAY, DAY), 20)
    await look.failed_debits((DAY, DAY), 20)
    await look.doubtful_notices(AT, 20)
    await look.unknown_payments(20)
    await look.refunds_by_hand(20)
    await look.applications(20)
    await look.queue(20)


async def test_every_look_up_runs_on_both_databases(container: Container) -> None:
    async with container.store.read() as uow:
        await ask_everything(uow.lookups)


@on_sqlite
async def test_no_look_up_reads_a_whole_table(container: Container) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(
        container.engine.sync_engine,
        "before_cursor_execute",
        lambda _, __, statement, given, ___, ____: asked.append((statement, given)),
    )
    async with container.store.read() as uow:
        await ask_everything(uow.lookups)
    plans: list[str] = []
    async with container.engine.connect() as connection:
        for statement, given in tuple(asked):
            if statement.lstrip().startswith("SELECT"):
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
                plans += [row[-1] for row in plan]
    # Each over the open ones only, which an index holds; or what a subquery has cut already.
    few = ("CONSTANT ROW", "ix_cases_queue", "ix_applications_open", "(subquery", "anon_1")
    assert [one for one in plans if one.startswith("SCAN") and not any(word in one for word in few)] == []
    # What is sorted is one customer's, or of a status of which there are few.
    unsorted = [one for one in plans if "ix_cases_queue" in one or "ix_installments_open_due_date" in one]
    assert len(unsorted) >= 3
