"""Reminders and word of refunds: planned by a set-based sweep, delivered by another, each at any time, however often.

A notice is keyed by customer, kind and the due day it speaks of (of refunds: the day it was planned), so it cannot exist
twice. What it says is worked out at the moment of sending, so it is never about something that has been paid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from domain import tables as t
from domain.dates import at_beijing, business_day
from domain.ids import new_id
from domain.ports import Clock, Delivery, DeliveryOutcome, NoticeChannel, NoticeKey, Store, UnitOfWork
from domain.results import BillState, BillView, CustomerView, NoticeContent, NoticeKind
from domain.services.auto_debit import read_debit, windows_of_all
from domain.services.bills import views_of
from domain.services.customers import customer_view
from domain.services.money_notices import OF_MONEY, money_content
from domain.services.refund_facts import refund_views

SEND_AT = time(9, 0)
CONTACT_FROM = time(8, 0)
CONTACT_UNTIL = time(22, 0)
DAYS_BEFORE = 3
# How long after a due day the first overdue notice may still catch up; later it would only add to what is known.
OVERDUE_CATCH_UP_DAYS = 6
# So long after a refund was closed the customer is still told, should it not have been possible before.
REFUND_CATCH_UP = timedelta(days=7)
CLAIM_SIZE = 50
CLAIM_LIFETIME = timedelta(minutes=10)
RETRY_AFTER = timedelta(minutes=15)
MAX_ATTEMPTS = 8
# What became of a claimed row that was not sent, beside the statuses.
_ABOUT_DEBIT = (NoticeKind.DUE_SOON, NoticeKind.DUE_TODAY, NoticeKind.DEBIT_TOMORROW)
LOST = "lost"  # the claim grew old and another process took the row over
POSTPONED = "postponed"  # night fell; it is back in the queue for the morning


class NoticeService:
    def __init__(self, store: Store, clock: Clock, channel: NoticeChannel) -> None:
        self._store = store
        self._clock = clock
        self._channel = channel
        self._worker = new_id()

    async def plan(self, now: datetime) -> dict[str, int]:
        """Put what is to be said today into the outbox; what is there already stays as it is."""
        today = business_day(now)
        send_after = max(now, at_beijing(today, SEND_AT))
        windows = {
            NoticeKind.DUE_SOON: (today + timedelta(days=1), today + timedelta(days=DAYS_BEFORE)),
            NoticeKind.DUE_TODAY: (today, today),
            NoticeKind.OVERDUE: (
                today - timedelta(days=OVERDUE_CATCH_UP_DAYS),
                today - timedelta(days=1),
            ),
        }
        planned = 0
        async with self._store.write() as uow:
            for kind, (first_due, last_due) in windows.items():
                planned += await uow.notices.plan(kind, first_due, last_due, send_after, now)
            tomorrow = today + timedelta(days=1)
            planned += await uow.notices.plan_debits(NoticeKind.DEBIT_TOMORROW, tomorrow, send_after, now)
            planned += await plan_refund_notices(uow, now)
            await uow.commit()
        return {"planned": planned}

    async def deliver(self, now: datetime) -> dict[str, int]:
        """Send what may go out, until nothing is left to claim. Between 22:00 and 08:00 Beijing time only what became of
        money that the customer moved.

        A run can last, so `now` only set it off: each claim and each notice asks the clock.
        """
        return await self._send(None)

    async def tell_of_money(self, now: datetime) -> dict[str, int]:
        """Send only what became of money that the customer moved; cheap where there is nothing to tell."""
        async with self._store.read() as uow:
            if not await uow.notices.wait_to_be_sent(OF_MONEY, now):
                return {}
        return await self._send(OF_MONEY)

    async def _send(self, kinds: Sequence[str] | None) -> dict[str, int]:
        counts: Counter[str] = Counter()
        while keys := await self._claim(counts, kinds):
            for key in keys:
                counts[await self._deliver_one(key)] += 1
        return dict(counts)

    async def _claim(self, counts: Counter[str], kinds: Sequence[str] | None = None) -> list[NoticeKey]:
        """The next rows to send. What a dead process left claimed is released first, and counted where uncertain."""
        now = self._clock.now()
        if not may_contact(now):
            kinds = OF_MONEY
        async with self._store.write() as uow:
            _, uncertain = await uow.notices.release_stale(now - CLAIM_LIFETIME)
            if uncertain:
                counts[t.NoticeStatus.UNCERTAIN.value] += uncertain
            keys = list(await uow.notices.claim(self._worker, now, CLAIM_SIZE, kinds))
            await uow.commit()
            return keys

    async def _deliver_one(self, key: NoticeKey) -> str:
        stamped = await self._stamp(key)
        if isinstance(stamped, str):
            return stamped
        delivery = await self._channel.deliver(*stamped)
        return await self._close(key, delivery)

    async def _close(self, key: NoticeKey, delivery: Delivery) -> str:
        now = self._clock.now()
        async with self._store.write() as uow:
            notice = await uow.notices.get(key)
            assert notice is not None
            _mark(notice, delivery, now)
            if delivery.outcome is DeliveryOutcome.UNREACHABLE:
                customer = await uow.customers.get(key.customer_id)
                assert customer is not None
                customer.blocked_at = customer.blocked_at or now
            status = notice.status
            await uow.commit()
            return str(status)

    async def _stamp(self, key: NoticeKey) -> tuple[CustomerView, NoticeContent] | str:
        """Check once more whether it is ours and there is anything to say, and write SENDING before a word leaves.

        Else the word for what became of it.
        """
        now = self._clock.now()
        async with self._store.write() as uow:
            notice = await uow.notices.get(key)
            assert notice is not None
            if notice.status != t.NoticeStatus.CLAIMED or notice.claimed_by != self._worker:
                return LOST
            if not may_contact(now) and key.kind not in OF_MONEY:
                notice.status = t.NoticeStatus.PLANNED
                await uow.commit()
                return POSTPONED
            stamped = await self._checked(uow, notice, key, now)
            await uow.commit()
            return stamped

    async def _checked(
        self, uow: UnitOfWork, notice: t.Notice, key: NoticeKey, now: datetime
    ) -> tuple[CustomerView, NoticeContent] | str:
        customer = await uow.customers.get(key.customer_id)
        assert customer is not None
        content = await self._content(uow, key, now)
        reason = await self._reason_to_skip(uow, customer, key, content, now)
        if reason is not None or content is None:
            notice.status, notice.reason = t.NoticeStatus.SKIPPED, reason
            return t.NoticeStatus.SKIPPED.value
        notice.status = t.NoticeStatus.SENDING
        notice.claimed_at = now  # the claim lives on from here: sending it may take a while, too
        notice.attempts += 1
        if key.kind == NoticeKind.REFUND:
            for refund in await uow.refunds.to_tell(key.customer_id, key.business_day):
                refund.notice_day = key.business_day
        return customer_view(customer), content

    async def _content(self, uow: UnitOfWork, key: NoticeKey, now: datetime) -> NoticeContent | None:
        """The open bills, or closed refunds, the notice is about; None where none is left."""
        today = business_day(now)
        kind = NoticeKind(key.kind)
        if kind is NoticeKind.REFUND:
            return await _refund_content(uow, key, today)
        if kind in OF_MONEY:
            return await money_content(uow, kind, key.subject, today)
        debit = await read_debit(uow, key.customer_id) if kind in _ABOUT_DEBIT else None
        if kind is NoticeKind.DEBIT_TOMORROW and not (debit and debit.debits):
            return None
        open_bills = await uow.installments.open_facts(key.customer_id, until=max(today, key.business_day))
        facts = [bill for bill in open_bills if _is_about(bill.due_date, kind, key.business_day, today)]
        bills = views_of(facts, today)
        waiting = tuple(bill for bill in bills if _speaks_of(bill, kind))
        if not any(bill.due_date == key.business_day for bill in waiting):
            return None
        on = replace(debit, windows=windows_of_all(facts)) if debit and debit.debits else None
        return NoticeContent(kind, today, key.business_day, waiting, debit=on)

    async def _reason_to_skip(
        self,
        uow: UnitOfWork,
        customer: t.Customer,
        key: NoticeKey,
        content: NoticeContent | None,
        now: datetime,
    ) -> str | None:
        today = business_day(now)
        if content is None:
            return "told_already" if key.kind == NoticeKind.REFUND else "nothing_owed"
        if customer.blocked_at is not None:
            return "blocked"
        if _overtaken(NoticeKind(key.kind), key.business_day, today):
            return "overtaken"
        day_began = at_beijing(today, time(0, 0))
        if key.kind == NoticeKind.OVERDUE and await uow.notices.sent_since(
            key.customer_id, NoticeKind.OVERDUE, day_began
        ):
            return "already_told_today"  # that message named everything that is late
        return None


async def plan_refund_notices(uow: UnitOfWork, now: datetime) -> int:
    """What became of goods that went back is told once, at most one message a day. No dunning, but not at night either."""
    return await uow.notices.plan_refunds(
        NoticeKind.REFUND, business_day(now), now - REFUND_CATCH_UP, send_after=now, now=now
    )


async def _refund_content(uow: UnitOfWork, key: NoticeKey, today: date) -> NoticeContent | None:
    refunds = await refund_views(uow, await uow.refunds.to_tell(key.customer_id, key.business_day))
    if not refunds:
        return None
    return NoticeContent(NoticeKind.REFUND, today, key.business_day, bills=(), refunds=refunds)


def _is_about(due_date: date, kind: NoticeKind, business_day: date, today: date) -> bool:
    if kind is NoticeKind.OVERDUE:
        return due_date < today
    if kind is NoticeKind.DEBIT_FAILED:
        return due_date <= today  # all that was tried
    return due_date == business_day


def _speaks_of(bill: BillView, kind: NoticeKind) -> bool:
    """Not of what is being paid just now; nor, as late, of so little that it counts as paid."""
    if kind is NoticeKind.OVERDUE:
        return bill.state in (BillState.GRACE, BillState.OVERDUE)
    return bill.state is not BillState.PAYING


def may_contact(now: datetime) -> bool:
    """Whether a customer may be written to unasked: 08:00 to 22:00 in Beijing."""
    today = business_day(now)
    return at_beijing(today, CONTACT_FROM) <= now < at_beijing(today, CONTACT_UNTIL)


def _overtaken(kind: NoticeKind, due_day: date, today: date) -> bool:
    """Whether a later rung speaks for this one by now."""
    if kind in (NoticeKind.DUE_SOON, NoticeKind.DEBIT_TOMORROW):
        return today >= due_day
    return kind in (NoticeKind.DUE_TODAY, NoticeKind.DEBIT_FAILED) and today != due_day


def _mark(notice: t.Notice, delivery: Delivery, now: datetime) -> None:
    notice.reason = delivery.reason
    if delivery.outcome is DeliveryOutcome.SENT:
        notice.status = t.NoticeStatus.SENT
        notice.sent_at = now
        notice.message_id = delivery.message_id
    elif delivery.outcome is DeliveryOutcome.UNREACHABLE:
        notice.status = t.NoticeStatus.UNREACHABLE
    elif delivery.outcome is DeliveryOutcome.UNCERTAIN:
        notice.status = t.NoticeStatus.UNCERTAIN
    elif notice.attempts >= MAX_ATTEMPTS:
        notice.status = t.NoticeStatus.FAILED
    else:
        notice.status = t.NoticeStatus.PLANNED
        notice.send_after = now + RETRY_AFTER
