"""What is asked of the copy itself, beside what the notices say."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from bot.wiring import TRANSACTIONAL
from domain import tables as t
from domain.dates import at_beijing
from domain.notices.delivery import FAULT


class CopyQueries:
    """Counts on the copy."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def customers(self) -> int:
        return await self._count(select(func.count()).select_from(t.Customer))

    async def loans(self) -> int:
        active = col(t.Loan.status) == t.LoanStatus.ACTIVE
        return await self._count(select(func.count()).select_from(t.Loan).where(active))

    async def unreachable(self) -> int:
        """Count who stopped the assistant and has bills open."""
        open_bill = exists().where(
            col(t.Installment.customer_id) == col(t.Customer.id), col(t.Installment.settled_at).is_(None)
        )
        away = select(func.count()).select_from(t.Customer).where(col(t.Customer.blocked_at).is_not(None))
        return await self._count(away.where(open_bill))

    async def waiting(self, now: datetime) -> int:
        """Count what could go out, but for the night."""
        return await self._count(
            select(func.count())
            .select_from(t.Notice)
            .where(
                col(t.Notice.status) == t.NoticeStatus.PLANNED,
                col(t.Notice.send_after) <= now,
                col(t.Notice.kind).not_in(TRANSACTIONAL),
            )
        )

    async def skipped(self) -> Counter[str]:
        """Count what was skipped, by reason."""
        skipped = (
            select(col(t.Notice.reason), func.count())
            .where(col(t.Notice.status) == t.NoticeStatus.SKIPPED)
            .group_by(col(t.Notice.reason))
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(skipped)
            return Counter({reason or "no reason": count for reason, count in rows})

    async def broke_off_at(self) -> str | None:
        """Return the customer on whose notice a delivery broke off: of those it had claimed, the next in its order."""
        claimed = (
            select(col(t.Notice.customer_id))
            .where(col(t.Notice.status) == t.NoticeStatus.CLAIMED)
            .order_by(col(t.Notice.claimed_at).desc(), col(t.Notice.send_after), col(t.Notice.customer_id))
            .limit(1)
        )
        async with self._engine.connect() as connection:
            found: str | None = await connection.scalar(claimed)
            return found

    async def not_worked_out(self) -> set[tuple[str, date, str]]:
        """(kind, day, customer) of the notices of which nobody knows what they would say."""
        failed = select(col(t.Notice.kind), col(t.Notice.business_day), col(t.Notice.customer_id)).where(
            col(t.Notice.status) == t.NoticeStatus.FAILED, col(t.Notice.reason) == FAULT
        )
        async with self._engine.connect() as connection:
            return {(kind, day, customer) for kind, day, customer in await connection.execute(failed)}

    async def sent_on(self, day: date) -> set[tuple[str, str]]:
        """Return (customer, kind) of what was sent on that day already."""
        sent = select(col(t.Notice.customer_id), col(t.Notice.kind)).where(
            col(t.Notice.sent_at) >= at_beijing(day, time(0))
        )
        async with self._engine.connect() as connection:
            return {(customer_id, kind) for customer_id, kind in await connection.execute(sent)}

    async def _count(self, statement: Select[int]) -> int:
        async with self._engine.connect() as connection:
            return int(await connection.scalar(statement) or 0)
