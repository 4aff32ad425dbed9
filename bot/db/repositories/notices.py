"""The outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, Insert, String, and_, literal, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot.db.repositories.auto_debits import debited_customers
from bot.db.repositories.base import Repository
from bot.db.repositories.refunds import TOLD
from domain import tables as t
from domain.columns import UtcDateTime
from domain.ports import NoticeKey

_PLANNED = ["customer_id", "kind", "business_day", "send_after", "status", "attempts", "created_at"]


class NoticeRepository(Repository):
    async def plan(
        self, kind: str, first_due: date, last_due: date, send_after: datetime, now: datetime
    ) -> int:
        due = (
            select(
                col(t.Installment.customer_id),
                literal(kind, String),
                col(t.Installment.due_date),
                literal(send_after, UtcDateTime),
                literal(t.NoticeStatus.PLANNED, String),
                literal(0),
                literal(now, UtcDateTime),
            )
            .where(
                col(t.Installment.settled_at).is_(None),
                col(t.Installment.due_date).between(first_due, last_due),
            )
            .distinct()
        )
        return await self._run(self._insert_new(due).execution_options(slow=True))

    async def plan_debits(self, kind: str, due_date: date, send_after: datetime, now: datetime) -> int:
        due = (
            select(
                col(t.Installment.customer_id),
                literal(kind, String),
                col(t.Installment.due_date),
                literal(send_after, UtcDateTime),
                literal(t.NoticeStatus.PLANNED, String),
                literal(0),
                literal(now, UtcDateTime),
            )
            .where(
                col(t.Installment.settled_at).is_(None),
                col(t.Installment.due_date) == due_date,
                col(t.Installment.customer_id).in_(debited_customers()),
            )
            .distinct()
        )
        return await self._run(self._insert_new(due))

    async def say_once(
        self, customer_id: str, kind: str, business_day: date, send_after: datetime, now: datetime
    ) -> None:
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        row = insert(t.Notice).values(
            customer_id=customer_id,
            kind=kind,
            business_day=business_day,
            subject="",
            status=t.NoticeStatus.PLANNED.value,
            send_after=send_after,
            attempts=0,
            created_at=now,
        )
        await self._run(row.on_conflict_do_nothing())

    async def plan_refunds(
        self, kind: str, business_day: date, closed_since: datetime, send_after: datetime, now: datetime
    ) -> int:
        closed = (
            select(
                col(t.Refund.customer_id),
                literal(kind, String),
                literal(business_day, Date),
                literal(send_after, UtcDateTime),
                literal(t.NoticeStatus.PLANNED, String),
                literal(0),
                literal(now, UtcDateTime),
            )
            .where(
                col(t.Refund.status).in_(TOLD),
                col(t.Refund.notice_day).is_(None),
                col(t.Refund.closed_at) >= closed_since,
            )
            .distinct()
        )
        return await self._run(self._insert_new(closed))

    def _insert_new(self, rows: object) -> Insert:
        """INSERT … SELECT … ON CONFLICT DO NOTHING, which each database has in its own dialect only."""
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        return insert(t.Notice).from_select(_PLANNED, rows).on_conflict_do_nothing()  # type: ignore[arg-type]

    async def say(self, customer_id: str, kind: str, business_day: date, subject: str, now: datetime) -> None:
        anew = {"status": t.NoticeStatus.PLANNED.value, "send_after": now, "attempts": 0, "created_at": now}
        key = {"customer_id": customer_id, "kind": kind, "business_day": business_day, "subject": subject}
        dialect = self._session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        await self._run(
            insert(t.Notice).values(**key, **anew).on_conflict_do_update(index_elements=list(key), set_=anew)
        )

    async def withdraw(self, customer_id: str, subject: str) -> None:
        await self._run(
            update(t.Notice)
            .where(
                col(t.Notice.customer_id) == customer_id,
                col(t.Notice.subject) == subject,
                col(t.Notice.status) == t.NoticeStatus.PLANNED,
            )
            .values(status=t.NoticeStatus.SKIPPED.value, reason="told_already")
        )

    async def claim(
        self, worker: str, now: datetime, limit: int, kinds: Sequence[str] | None = None
    ) -> Sequence[NoticeKey]:
        ready = (
            select(t.Notice)
            .where(_is_ready(now, kinds))
            .order_by(col(t.Notice.send_after), col(t.Notice.customer_id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await self._all(ready)
        for row in rows:
            row.status = t.NoticeStatus.CLAIMED
            row.claimed_by = worker
            row.claimed_at = now
        return [NoticeKey(row.customer_id, row.kind, row.business_day, row.subject) for row in rows]

    async def wait_to_be_sent(self, kinds: Sequence[str], now: datetime) -> bool:
        return await self._first(select(t.Notice).where(_is_ready(now, kinds))) is not None

    async def release_stale(self, before: datetime) -> tuple[int, int]:
        old = col(t.Notice.claimed_at) < before
        released = await self._run(
            update(t.Notice)
            .where(and_(col(t.Notice.status) == t.NoticeStatus.CLAIMED, old))
            .values(status=t.NoticeStatus.PLANNED)
        )
        uncertain = await self._run(
            update(t.Notice)
            .where(and_(col(t.Notice.status) == t.NoticeStatus.SENDING, old))
            .values(status=t.NoticeStatus.UNCERTAIN, reason="stopped_while_sending")
        )
        return released, uncertain

    async def get(self, key: NoticeKey) -> t.Notice | None:
        """Locked until the transaction ends: whoever checks the claim must not lose it meanwhile."""
        return await self._session.get(
            t.Notice, (key.customer_id, key.kind, key.business_day, key.subject), with_for_update=True
        )

    async def sent_since(self, customer_id: str, kind: str, since: datetime) -> bool:
        found = await self._first(
            select(t.Notice).where(
                col(t.Notice.customer_id) == customer_id,
                col(t.Notice.kind) == kind,
                col(t.Notice.sent_at) >= since,
            )
        )
        return found is not None


def _is_ready(now: datetime, kinds: Sequence[str] | None) -> ColumnElement[bool]:
    return and_(
        col(t.Notice.status) == t.NoticeStatus.PLANNED,
        col(t.Notice.send_after) <= now,
        true() if kinds is None else col(t.Notice.kind).in_(kinds),
    )
