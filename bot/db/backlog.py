"""What waits in the database and how long it has: one indexed query each for notices, payments, refunds and what came in.

Where there may be very many, no more than `MOST` are counted: that so many wait says enough, and the query stays cheap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import SQLModel

from domain.columns import UtcDateTime
from domain.outbox.tables import NoticeStatus
from domain.payments.tables import IN_FLIGHT, RefundStatus
from domain.value import Value

MOST = 100_000
# PLANNED, by whether its time has come.
WAITING, LATER = "waiting", "later"
# Nobody gets to see these by themselves; of those whose time came within `LATELY`.
LATELY = timedelta(days=1)
NOT_ARRIVED = (NoticeStatus.FAILED, NoticeStatus.UNREACHABLE, NoticeStatus.UNCERTAIN)
UNDER_WAY = (NoticeStatus.CLAIMED, NoticeStatus.SENDING)
OPEN_REFUNDS = (RefundStatus.PENDING, RefundStatus.UNKNOWN, RefundStatus.BY_HAND)
# How old a payment without an outcome is; `0s` are all of them.
AGES = {"0s": timedelta(0), "10m": timedelta(minutes=10), "1h": timedelta(hours=1), "1d": timedelta(days=1)}

_NOTICE, _PAYMENT, _REFUND, _INBOX = (
    SQLModel.metadata.tables[name].c for name in ("notices", "payments", "refunds", "inbox")
)
_NOW, _SINCE = (bindparam(name, type_=UtcDateTime) for name in ("now", "since"))


def _notices(name: str, status: NoticeStatus, *more: Any) -> Select[str, int, Any]:
    some = (
        select(_NOTICE.send_after)
        .where(_NOTICE.status == status.value, *more)
        .order_by(_NOTICE.send_after)
        .limit(MOST)
        .subquery()
    )
    return select(literal(name).label("name"), func.count(), func.min(some.c.send_after))


def _by_status(columns: Any, statuses: Sequence[str]) -> Select[Any]:
    ages = [
        func.sum(case((columns.created_at <= bindparam(f"before_{age}", type_=UtcDateTime), 1), else_=0))
        for age in AGES
    ]
    return (
        select(columns.status, func.count(), func.min(columns.created_at), *ages)
        .where(columns.status.in_([str(status) for status in statuses]))
        .group_by(columns.status)
    )


def inbox(most: int = MOST) -> Select[str, int, Any]:
    came = select(_INBOX.received_at).where(_INBOX.done_at.is_(None)).limit(most).subquery()
    return select(literal(WAITING), func.count(), func.min(came.c.received_at))


NOTICES = union_all(
    _notices(WAITING, NoticeStatus.PLANNED, _NOTICE.send_after <= _NOW),
    _notices(LATER, NoticeStatus.PLANNED, _NOTICE.send_after > _NOW),
    *(_notices(status.value, status) for status in UNDER_WAY),
    *(_notices(status.value, status, _NOTICE.send_after > _SINCE) for status in NOT_ARRIVED),
)
STATEMENTS = (NOTICES, _by_status(_PAYMENT, IN_FLIGHT), _by_status(_REFUND, OPEN_REFUNDS), inbox())


@dataclass(frozen=True, slots=True)
class Waiting:
    """`count`, no more than `MOST` where that is the bound; `oldest_s`: of the one that waits longest. `older`: by the names
    of `AGES`."""

    count: int = 0
    oldest_s: float = 0.0
    older: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(AGES, 0))


class Backlog(Value):
    """By status; each status is there, also with none."""

    notices: Mapping[str, Waiting]
    payments: Mapping[str, Waiting]
    refunds: Mapping[str, Waiting]
    inbox: Waiting


def parameters(now: datetime) -> dict[str, Any]:
    """Return those of all statements."""
    return {"now": now, "since": now - LATELY} | {f"before_{age}": now - old for age, old in AGES.items()}


async def read_backlog(engine: AsyncEngine, now: datetime) -> Backlog:
    """Read what waits, on SQLite beside whoever is answered."""
    statuses = (
        (WAITING, LATER, *UNDER_WAY, *NOT_ARRIVED),
        IN_FLIGHT,
        OPEN_REFUNDS,
        (WAITING,),
    )
    async with engine.connect() as connection:
        found = [
            {str(status): Waiting() for status in of} | await _read(connection, statement, now)
            for statement, of in zip(STATEMENTS, statuses, strict=True)
        ]
    notices, payments, refunds, inbox = found
    return Backlog(notices, payments, refunds, inbox[WAITING])


async def _read(connection: AsyncConnection, statement: Any, now: datetime) -> dict[str, Waiting]:
    rows = (await connection.execute(statement.execution_options(slow=True), parameters(now))).all()
    return {name: _waiting(now, count, oldest, older) for name, count, oldest, *older in rows}


def _waiting(now: datetime, count: int, oldest: datetime | None, older: Sequence[int]) -> Waiting:
    oldest_s = max((now - oldest).total_seconds(), 0.0) if oldest is not None else 0.0
    return Waiting(count, oldest_s, dict(zip(AGES, older, strict=False)) or dict.fromkeys(AGES, 0))
