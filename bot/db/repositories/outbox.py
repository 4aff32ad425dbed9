"""The outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Executable,
    Insert,
    Integer,
    Select,
    SelectBase,
    String,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union,
    update,
)
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from bot.db.repositories.hardship import IS_KEPT_TO, lapsed_untold
from bot.db.repositories.returns import TOLD
from domain import tables as t
from domain.columns import UtcDateTime
from domain.dates import earliest
from domain.outbox.repository import AT_ONCE, EVERY_NUMBER, NoticeKey, NoticeMark, Numbers, PlanSteps
from domain.outbox.results import NoticeKind, SkipReason

_NOTICE = SQLModel.metadata.tables["notices"].c
_SENT_KINDS = select(_NOTICE.customer_id, _NOTICE.kind).where(
    _NOTICE.customer_id.in_(bindparam("customers", expanding=True)), _NOTICE.sent_at >= bindparam("since")
)
_KEY = ("customer_id", "kind", "business_day", "subject")
_KEPT = ("attempts", "claimed_at", "send_after", "sent_at", "message_id", "channel")
_MARKED = ("status", "reason", *_KEPT)
_MARK = (
    update(SQLModel.metadata.tables["notices"])
    .where(*(_NOTICE[name] == bindparam(f"key_{name}") for name in _KEY))
    .values(
        {"status": bindparam("status"), "reason": bindparam("reason")}
        | {name: func.coalesce(bindparam(name, type_=_NOTICE[name].type), _NOTICE[name]) for name in _KEPT}
    )
)
_EARLIEST = select(
    select(func.min(_NOTICE.send_after))
    .where(_NOTICE.status == t.NoticeStatus.PLANNED.value)
    .scalar_subquery(),
    select(func.min(_NOTICE.claimed_at))
    .where(_NOTICE.status.in_((t.NoticeStatus.CLAIMED.value, t.NoticeStatus.SENDING.value)))
    .scalar_subquery(),
)
_TO_BE_SENT = (t.NoticeStatus.PLANNED.value, t.NoticeStatus.CLAIMED.value)
_WAITING = (
    select(*(_NOTICE[name] for name in _KEY))
    .where(
        _NOTICE.customer_id == bindparam("customer"),
        _NOTICE.kind == bindparam("kind"),
        _NOTICE.status.in_(_TO_BE_SENT),
    )
    .order_by(_NOTICE.created_at, _NOTICE.subject)
)
_PLANNED = ["customer_id", "kind", "business_day", "send_after", "status", "attempts", "created_at"]
# Of these what is late comes first: it names what is due, too.
_NAMED_TOGETHER = [
    NoticeKind.BEFORE_REPORT, NoticeKind.OVERDUE, NoticeKind.DUE_TODAY, NoticeKind.DUE_SOON,
]  # fmt: skip


class OutboxRepository(Repository):
    async def since(self, day: date) -> date | None:
        row = await self._session.get(t.PlannedDay, day)
        return row.since if row else None

    async def last_planned(self) -> date | None:
        return await self._first(select(col(t.PlannedDay.day)).order_by(col(t.PlannedDay.day).desc()))

    async def planned(self, day: date, since: date) -> None:
        await self._run(self._insert(t.PlannedDay).values(day=day, since=since).on_conflict_do_nothing())

    async def plan(
        self,
        kind: str,
        business_day: date,
        due_days: Sequence[date],
        send_after: Mapping[int | None, datetime],
        now: datetime,
        *,
        unless: str | None = None,
        numbers: Numbers = EVERY_NUMBER,
    ) -> int:
        bill = t.Installment
        owed = (
            select(col(bill.customer_id))
            .where(
                col(bill.settled_at).is_(None),
                col(bill.due_date).in_(due_days),
                col(bill.no).between(*numbers),
                _has_chat(bill),
            )
            .distinct()  # of one column: of all that is planned for them it takes half as long again
        )
        if unless is not None:
            owed = owed.where(~_told(bill, unless, business_day))
        return await self._plan_for(owed, _planned(kind, business_day, send_after, now))

    async def _plan_for(self, whom: SelectBase, planned: tuple[ColumnElement[Any], ...]) -> int:
        """Plan one row for each of these customers, at the hour they chose; return how many are new."""
        by = whom.subquery()
        rows = select(by.c.customer_id, *planned).join_from(
            by, t.ReminderChoice, col(t.ReminderChoice.customer_id) == by.c.customer_id, isouter=True
        )
        return await self._run(self._insert_new(rows).execution_options(slow=True))

    async def plan_tracked(
        self,
        kind: str,
        business_day: date,
        due_days: Sequence[date],
        send_after: Mapping[int | None, datetime],
        now: datetime,
    ) -> int:
        due = select(col(t.TrackedDue.customer_id)).where(_with_tracked(due_days)).distinct()
        return await self._plan_for(due, _planned(kind, business_day, send_after, now))

    async def plan_watched(
        self,
        kind: str,
        business_day: date,
        due_days: Sequence[date],
        send_after: Mapping[int | None, datetime],
        now: datetime,
    ) -> int:
        by_what: list[Select[Any]] = [
            select(col(t.Sharing.watcher_id).label("customer_id")).where(one)
            for one in _with_watched(due_days)
        ]
        return await self._plan_for(union(*by_what), _planned(kind, business_day, send_after, now))

    async def plan_of_plans(
        self,
        kind: str,
        business_day: date,
        steps: PlanSteps,
        lapsed_since: datetime,
        send_after: Mapping[int | None, datetime],
        now: datetime,
        *,
        unless: str,
    ) -> int:
        by_what: list[Select[Any]] = [
            select(col(t.HardshipPlan.customer_id).label("customer_id")).where(
                one, ~_told(t.HardshipPlan, unless, business_day)
            )
            for one in _with_plans(steps, lapsed_since, business_day)
        ]
        return await self._plan_for(union(*by_what), _planned(kind, business_day, send_after, now))

    async def is_unplanned(
        self,
        business_day: date,
        bills: Sequence[tuple[str, Sequence[date], str | None, Numbers]],
        *,
        released: tuple[str, date],
        monthly: tuple[str, date] | None,
        returns: tuple[str, datetime],
        tracked: Sequence[tuple[str, Sequence[date]]],
        watched: tuple[str, Sequence[date]],
        plans: tuple[str, PlanSteps, datetime, str],
    ) -> bool:
        given: dict[str, Any] = {
            "day": business_day,
            **dict(zip(("released", "since"), released, strict=True)),
        }
        given |= dict(zip(("returns", "closed_since"), returns, strict=True))
        given |= dict(zip(("monthly", "month"), monthly or ("", business_day), strict=True))
        for number, (kind, due_days, unless, numbers) in enumerate(bills):
            given |= {f"kind_{number}": kind, f"due_{number}": due_days, f"unless_{number}": unless or ""}
            given |= dict(zip((f"from_{number}", f"to_{number}"), numbers, strict=True))
        given |= dict(zip(("watched_kind", "watched_due"), watched, strict=True))
        given |= dict(zip(("plans_kind", "plans_steps", "lapsed_since", "plans_unless"), plans, strict=True))
        for number, (kind, due_days) in enumerate(tracked):
            given |= {f"tracked_kind_{number}": kind, f"tracked_due_{number}": due_days}
        return bool(await self._value(_unplanned(len(bills), len(tracked), monthly is not None), given))

    async def earliest_to_send(self, claimed_for: timedelta) -> datetime | None:
        [(ready, claimed)] = await self._transaction.columns(_EARLIEST, {})
        return earliest(ready, claimed + claimed_for if claimed else None)

    async def plan_monthly(
        self, kind: str, business_day: date, send_after: Mapping[int | None, datetime], now: datetime
    ) -> int:
        wanted = select(
            col(t.ReminderChoice.customer_id), *_planned(kind, business_day, send_after, now)
        ).where(col(t.ReminderChoice.monthly))
        return await self._run(self._insert_new(wanted))

    async def plan_resumed(
        self,
        kind: str,
        business_day: date,
        since: date,
        send_after: Mapping[int | None, datetime],
        now: datetime,
    ) -> int:
        ended = (
            select(col(t.Case.customer_id), *_planned(kind, business_day, send_after, now))
            .join(
                t.ReminderChoice,
                col(t.ReminderChoice.customer_id) == col(t.Case.customer_id),
                isouter=True,
            )
            .where(_with_resumed(since, business_day))
            .distinct()
        )
        return await self._run(self._insert_new(ended))

    async def choice(self, customer_id: str) -> t.ReminderChoice | None:
        return await self._session.get(t.ReminderChoice, customer_id)

    async def enqueue_once(
        self, customer_id: str, kind: str, business_day: date, send_after: datetime, now: datetime
    ) -> None:
        row = self._insert(t.Notice).values(
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

    async def plan_returns(
        self, kind: str, business_day: date, closed_since: datetime, send_after: datetime, now: datetime
    ) -> int:
        closed = (
            select(
                col(t.Return.customer_id),
                literal(kind, String),
                literal(business_day, Date),
                literal(send_after, UtcDateTime),
                literal(t.NoticeStatus.PLANNED, String),
                literal(0),
                literal(now, UtcDateTime),
            )
            .where(_with_returns(closed_since))
            .distinct()
        )
        return await self._run(self._insert_new(closed))

    def _insert_new(self, rows: object) -> Insert:
        statement: Insert = self._insert(t.Notice).from_select(_PLANNED, rows).on_conflict_do_nothing()
        return statement

    async def enqueue(
        self,
        customer_id: str,
        kind: str,
        business_day: date,
        subject: str,
        now: datetime,
        *,
        wait: timedelta = AT_ONCE,
    ) -> None:
        anew = {
            "status": t.NoticeStatus.PLANNED.value,
            "send_after": now + wait,
            "attempts": 0,
            "created_at": now,
        }
        key = {"customer_id": customer_id, "kind": kind, "business_day": business_day, "subject": subject}
        await self._run(
            self._insert(t.Notice)
            .values(**key, **anew)
            .on_conflict_do_update(index_elements=list(key), set_=anew)
        )

    async def cancel(self, customer_id: str, subject: str) -> None:
        await self._run(
            update(t.Notice)
            .where(
                col(t.Notice.customer_id) == customer_id,
                col(t.Notice.subject) == subject,
                col(t.Notice.status) == t.NoticeStatus.PLANNED,
            )
            .values(status=t.NoticeStatus.SKIPPED.value, reason=SkipReason.TOLD_ALREADY.value)
        )

    async def claim(
        self, worker: str, now: datetime, limit: int, kinds: Sequence[str] | None = None
    ) -> Sequence[NoticeKey]:
        ready, person = _is_ready(now, kinds), col(t.Customer.id)
        # The customers are locked, not the rows: two workers never write to one person side by side. Those of another worker
        # are among the first, so more of them are looked at than are wanted.
        first = (
            select(col(t.Notice.customer_id)).where(ready).order_by(col(t.Notice.send_after)).limit(8 * limit)
        )
        busy = exists().where(
            col(t.Notice.customer_id) == person,
            col(t.Notice.status).in_([t.NoticeStatus.CLAIMED, t.NoticeStatus.SENDING]),
        )
        people = await self._all(
            select(person)
            .where(person.in_(first), ~busy, col(t.Customer.telegram_id).is_not(None))
            .order_by(person)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
        )
        claimed = (
            update(t.Notice)
            .where(col(t.Notice.customer_id).in_(people), ready)
            .values(status=t.NoticeStatus.CLAIMED.value, claimed_by=worker, claimed_at=now)
            .returning(*(_NOTICE[name] for name in _KEY), _NOTICE.send_after, _NOTICE.created_at)
        )
        rows = (await self._session.execute(claimed)).all() if people else []
        # Of one customer what came first; at the same moment what is paid before what is owed, and late before due.
        rows = sorted(rows, key=lambda row: row.kind, reverse=True)
        rows.sort(key=lambda row: (row.send_after, row.customer_id, row.created_at))
        return _late_first([NoticeKey(*row[: len(_KEY)]) for row in rows])

    async def waiting(self, customer_id: str, kind: str) -> list[NoticeKey]:
        rows = await self._transaction.columns(_WAITING, {"customer": customer_id, "kind": kind})
        return [NoticeKey(*row) for row in rows]

    async def tell_together(self, keys: Sequence[NoticeKey]) -> list[NoticeKey]:
        return [key for key in keys if await self._run(_told_together(key))]

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

    async def held(self, keys: Sequence[NoticeKey], worker: str) -> dict[NoticeKey, int]:
        mine = (
            select(*(_NOTICE[name] for name in _KEY), _NOTICE.attempts)
            .where(
                _NOTICE.customer_id.in_({key.customer_id for key in keys}),
                _NOTICE.status == t.NoticeStatus.CLAIMED.value,
                _NOTICE.claimed_by == worker,
            )
            .with_for_update()  # whoever checks the claim must not lose it meanwhile
        )
        attempts = {NoticeKey(*key): count for *key, count in await self._transaction.columns(mine, {})}
        return {key: attempts[key] for key in keys if key in attempts}

    async def mark(self, marks: Sequence[NoticeMark]) -> None:
        if marks:
            rows = [
                {f"key_{name}": getattr(mark.key, name) for name in _KEY}
                | {name: getattr(mark, name) for name in _MARKED}
                for mark in marks
            ]
            await self._transaction.change(_MARK, rows)

    async def kinds_sent_since(self, customer_ids: Sequence[str], since: datetime) -> dict[str, set[str]]:
        kinds: dict[str, set[str]] = {}
        rows = await self._transaction.columns(_SENT_KINDS, {"customers": customer_ids, "since": since})
        for customer_id, kind in rows:
            kinds.setdefault(customer_id, set()).add(kind)
        return kinds

    async def choices(self, customer_ids: Sequence[str]) -> dict[str, t.ReminderChoice]:
        rows = await self._all(
            select(t.ReminderChoice).where(col(t.ReminderChoice.customer_id).in_(customer_ids))
        )
        return {row.customer_id: row for row in rows}

    async def of_customer(self, customer_id: str, offset: int, limit: int | None) -> Sequence[t.Notice]:
        return await self._all(
            select(t.Notice)
            .where(col(t.Notice.customer_id) == customer_id)
            .order_by(
                func.coalesce(col(t.Notice.sent_at), col(t.Notice.send_after)).desc(),
                col(t.Notice.kind),
                col(t.Notice.subject),
            )
            .offset(offset)
            .limit(limit)
        )

    async def count(self, customer_id: str) -> int:
        return await self._count(select(t.Notice).where(col(t.Notice.customer_id) == customer_id))


def _planned(
    kind: str, business_day: date, send_after: Mapping[int | None, datetime], now: datetime
) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of `_PLANNED` but the customer; needs `ReminderChoice` beside it."""
    usual = literal(send_after[None], UtcDateTime)
    by_hour = {hour: literal(at, UtcDateTime) for hour, at in send_after.items() if hour is not None}
    return (
        literal(kind, String),
        literal(business_day, Date),
        case(by_hour, value=col(t.ReminderChoice.hour), else_=usual) if by_hour else usual,
        literal(t.NoticeStatus.PLANNED, String),
        literal(0),
        literal(now, UtcDateTime),
    )


@cache
def _unplanned(bills: int, tracked: int, monthly: bool) -> Executable:
    """Ask whether anybody is left without a row, of so many kinds about bills, and about what customers track. Made once: it
    costs more than running it.
    """
    day, month = bindparam("day", type_=Date), bindparam("month", type_=Date)
    left = [
        _with_bills(
            bindparam(f"due_{number}", expanding=True, type_=Date), day, bindparam(f"unless_{number}")
        )
        & col(t.Installment.no).between(
            bindparam(f"from_{number}", type_=Integer), bindparam(f"to_{number}", type_=Integer)
        )
        & ~_found(t.Installment, bindparam(f"kind_{number}"), day)
        for number in range(bills)
    ]
    left.append(
        _with_resumed(bindparam("since", type_=Date), day) & ~_found(t.Case, bindparam("released"), day)
    )
    closed_since = bindparam("closed_since", type_=UtcDateTime)
    left.append(_with_returns(closed_since) & ~_found(t.Return, bindparam("returns"), day))
    left += [
        _with_tracked(bindparam(f"tracked_due_{number}", expanding=True, type_=Date))
        & ~_found(t.TrackedDue, bindparam(f"tracked_kind_{number}"), day)
        for number in range(tracked)
    ]
    left += [
        one & ~_looked_up(col(t.Sharing.watcher_id), bindparam("watched_kind"), day)
        for one in _with_watched(bindparam("watched_due", expanding=True, type_=Date))
    ]
    left += [
        one
        & ~_found(t.HardshipPlan, bindparam("plans_kind"), day)
        & ~_found(t.HardshipPlan, bindparam("plans_unless"), day)
        for one in _with_plans(
            bindparam("plans_steps", expanding=True), bindparam("lapsed_since", type_=UtcDateTime), day
        )
    ]
    if monthly:
        left.append(col(t.ReminderChoice.monthly) & ~_found(t.ReminderChoice, bindparam("monthly"), month))
    return select(or_(*(exists().where(one) for one in left)))


def _with_bills(due_days: Any, business_day: Any, unless: Any) -> ColumnElement[bool]:
    """Open bills of these days, of customers without a row of the kind `unless` (nobody has one of "")."""
    bill = t.Installment
    is_open = and_(col(bill.settled_at).is_(None), col(bill.due_date).in_(due_days))
    return is_open & _has_chat(bill) & ~_found(bill, unless, business_day)


def _has_chat(whose: type[Any]) -> ColumnElement[bool]:
    """Return whether the customer has come to the chat: whose loans were brought in is told nothing before."""
    chat = select(col(t.Customer.telegram_id)).where(col(t.Customer.id) == whose.customer_id)
    return chat.scalar_subquery().is_not(None)


def _with_tracked(due_days: Any) -> ColumnElement[bool]:
    due = t.TrackedDue
    return and_(col(due.paid_at).is_(None), col(due.reminded), col(due.due_date).in_(due_days))


def _with_watched(due_days: Any) -> tuple[ColumnElement[bool], ...]:
    """Open bills of these days of whoever shares them, and days that they track; since the watcher is there."""
    share, bill, due = t.Sharing, t.Installment, t.TrackedDue
    since = col(share.accepted_on)
    return (
        and_(
            col(bill.settled_at).is_(None),
            col(bill.due_date).in_(due_days),
            col(share.customer_id) == col(bill.customer_id),
            col(share.watcher_id).is_not(None),
            col(bill.due_date) >= since,
        ),
        and_(
            _with_tracked(due_days),
            col(share.customer_id) == col(due.customer_id),
            col(share.watcher_id).is_not(None),
            col(due.due_date) >= since,
        ),
    )


def _with_plans(steps: Any, lapsed_since: Any, business_day: Any) -> tuple[ColumnElement[bool], ...]:
    """Plans in hardship with an open bill of these steps, and those that lapsed untold and have something late."""
    plan, bill = t.HardshipPlan, t.Installment
    is_open = and_(col(bill.loan_id) == col(plan.loan_id), col(bill.settled_at).is_(None))
    reached = tuple_(col(plan.lapse_days), col(bill.due_date)).in_(steps)
    return (
        and_(IS_KEPT_TO, is_open, reached),
        and_(lapsed_untold(lapsed_since), is_open, col(bill.due_date) < business_day),
    )


def _with_resumed(since: Any, business_day: Any) -> ColumnElement[bool]:
    return and_(col(t.Case.pauses_until) >= since, col(t.Case.pauses_until) < business_day)


def _with_returns(closed_since: Any) -> ColumnElement[bool]:
    return and_(
        col(t.Return.status).in_(TOLD),
        col(t.Return.notice_day).is_(None),
        col(t.Return.closed_at) >= closed_since,
    )


def _told(whose: type[Any], kind: Any, business_day: Any) -> ColumnElement[bool]:
    """Return whether the customer of a row of `whose` has a row of this kind and day already."""
    return exists().where(*_row_of(whose.customer_id, kind, business_day))


def _found(whose: type[Any], kind: Any, business_day: Any) -> ColumnElement[bool]:
    """As `_told`, looked up by the key for each row. As a join PostgreSQL compares everything with everything where a day
    has just been planned and nobody has counted the rows yet.
    """
    return _looked_up(whose.customer_id, kind, business_day)


def _looked_up(customer_id: Any, kind: Any, business_day: Any) -> ColumnElement[bool]:
    row = select(literal(1)).where(*_row_of(customer_id, kind, business_day)).limit(1)
    return row.scalar_subquery().is_not(None)


def _row_of(customer_id: Any, kind: Any, business_day: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        col(t.Notice.customer_id) == customer_id,
        col(t.Notice.kind) == kind,
        col(t.Notice.business_day) == business_day,
        col(t.Notice.subject) == "",
    )


def _told_together(key: NoticeKey) -> Update:
    return (
        update(t.Notice)
        .where(
            *(_NOTICE[name] == getattr(key, name) for name in _KEY),
            _NOTICE.status.in_(_TO_BE_SENT),
        )
        .values(status=t.NoticeStatus.SKIPPED.value, reason=SkipReason.TOLD_TOGETHER.value)
    )


def _is_ready(now: datetime, kinds: Sequence[str] | None) -> ColumnElement[bool]:
    return and_(
        col(t.Notice.status) == t.NoticeStatus.PLANNED,
        col(t.Notice.send_after) <= now,
        true() if kinds is None else col(t.Notice.kind).in_(kinds),
    )


def _late_first(keys: Sequence[NoticeKey]) -> list[NoticeKey]:
    """Put the notices about bills of each customer in their order, in the places that they have."""
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        if key.kind in _NAMED_TOGETHER:
            places.setdefault(key.customer_id, []).append(place)
    ordered = list(keys)
    for own in places.values():
        told = sorted(
            (keys[place] for place in own), key=lambda key: _NAMED_TOGETHER.index(NoticeKind(key.kind))
        )
        for place, key in zip(own, told, strict=True):
            ordered[place] = key
    return ordered
