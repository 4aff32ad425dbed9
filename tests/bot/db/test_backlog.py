"""What waits in the database is counted by its status and its age, without a table being read for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, event, update
from sqlmodel import col

from bot.db import backlog
from bot.db.backlog import Waiting, read_backlog
from bot.wiring import Container
from domain import tables as t
from domain.dates import business_day
from domain.outbox.results import NoticeKind
from domain.patterns import pattern
from tests.support.clock import MovableClock
from tests.support.people import arrive, buy, repay_next

# SQLite scans what a subquery found.
_READS_A_TABLE = pattern(r"SCAN (?!anon_)")
KINDS = (NoticeKind.PAYMENT, NoticeKind.REFUND, NoticeKind.MOVED, NoticeKind.IDENTITY)


async def test_what_waits_is_counted_by_status_and_age(container: Container, clock: MovableClock) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    await repay_next(container, customer)
    async with container.store.write() as uow:
        for kind, wait in zip(KINDS, (0, 0, 60, 0), strict=True):
            day = business_day(clock.now())
            await uow.outbox.enqueue(customer.id, kind, day, "", clock.now(), wait=timedelta(minutes=wait))
        await uow.commit()
    await container.inbox.store([{"update_id": 1}, {"update_id": 2}])
    await container.inbox.done(1)
    async with container.engine.execution_options(writes=True).begin() as connection:
        uncertain = update(t.Notice).where(col(t.Notice.kind) == NoticeKind.IDENTITY)
        await connection.execute(uncertain.values(status="uncertain"))
        await connection.execute(update(t.Payment).values(status="unknown", created_at=clock.now()))
    clock.advance(minutes=30)
    found = await read_backlog(container.engine, clock.now())
    counts = {status: one.count for status, one in found.notices.items() if one.count}
    assert counts == {"waiting": 2, "later": 1, "uncertain": 1}
    assert found.notices["waiting"].oldest_s == 1800
    assert found.payments["unknown"] == Waiting(1, 1800.0, {"0s": 1, "10m": 1, "1h": 0, "1d": 0})
    assert found.payments["waiting"] == found.refunds["by_hand"] == Waiting()
    assert found.inbox.count == 1
    clock.advance(days=1)
    assert (await read_backlog(container.engine, clock.now())).notices["uncertain"].count == 0


async def test_more_than_the_most_are_not_counted(container: Container, monkeypatch: Any) -> None:
    await container.inbox.store([{"update_id": number} for number in range(5)])
    monkeypatch.setattr(backlog, "STATEMENTS", (*backlog.STATEMENTS[:3], backlog.inbox(most=3)))
    assert (await read_backlog(container.engine, container.clock.now())).inbox.count == 3


async def test_no_table_is_read_through_to_count_what_waits(container: Container) -> None:
    asked: list[tuple[str, Any]] = []

    @event.listens_for(container.engine.sync_engine, "before_cursor_execute")
    def note(_: Connection, __: object, statement: str, parameters: Any, *more: object) -> None:
        asked.append((statement, parameters))

    await read_backlog(container.engine, container.clock.now())
    statements = [one for one in asked if "SELECT" in one[0] and "FROM" in one[0]]
    assert len(statements) == len(backlog.STATEMENTS)
    on_sqlite = container.engine.dialect.name == "sqlite"
    async with container.engine.connect() as connection:
        if not on_sqlite:
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # a small table is read so
        for statement, given in statements:
            word = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN"
            plan = [str(row[-1]) for row in await connection.exec_driver_sql(f"{word} {statement}", given)]
            assert [line for line in plan if "Seq Scan" in line or _READS_A_TABLE.match(line)] == []
