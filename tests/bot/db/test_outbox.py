"""How the outbox asks: a plan of PostgreSQL that is right whatever it has counted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.wiring import Container
from domain.outbox.repository import EVERY_NUMBER
from domain.outbox.results import NoticeKind

DAY = date(2026, 3, 10)


@pytest.mark.postgres
@pytest.mark.parametrize("database_kind", ["postgres"])
async def test_who_is_left_out_of_a_planned_day_is_looked_up_by_the_key(container: Container) -> None:
    """A table that has grown since it was last counted is taken for empty, and joined row by row."""
    asked: list[tuple[str, Any]] = []

    @event.listens_for(container.engine.sync_engine, "before_cursor_execute")
    def note(_: Connection, __: object, statement: str, parameters: Any, *more: object) -> None:
        asked.append((statement, parameters))

    async with container.store.read() as uow:
        await uow.outbox.is_unplanned(
            DAY,
            [(NoticeKind.DUE_TODAY, [DAY], NoticeKind.OVERDUE, EVERY_NUMBER)],
            released=(NoticeKind.OVERDUE, DAY),
            monthly=(NoticeKind.MONTHLY, DAY),
            returns=(NoticeKind.RETURN, datetime(2026, 3, 1, tzinfo=UTC)),
            tracked=[(NoticeKind.TRACKED_TODAY, [DAY])],
            watched=(NoticeKind.SHARED_LATE, [DAY]),
            plans=(
                NoticeKind.OVERDUE,
                [(10, DAY)],
                datetime(2026, 3, 3, tzinfo=UTC),
                NoticeKind.BEFORE_REPORT,
            ),
        )
    [(statement, parameters)] = [one for one in asked if "notices" in one[0]]
    async with container.engine.connect() as connection:
        rows = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        plan = "\n".join(row[0] for row in rows)
    assert "Anti Join" not in plan
    assert "SubPlan" in plan
