"""Reminders and word of refunds: planned by a set-based sweep, delivered by another, each at any time, however often.

A notice is keyed by customer, kind and the day it was planned for, so it cannot exist twice. What it says is worked out at
the moment of sending, so it is never about something that has been paid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from domain import tables as t
from domain.dates import at_beijing, business_day
from domain.ids import new_id
from domain.ports import (
    Clock,
    Delivery,
    DeliveryOutcome,
    HolidayCalendar,
    NoticeChannel,
    NoticeKey,
    Store,
    UnitOfWork,
)
from domain.results import CustomerView, NoticeContent, NoticeKind
from domain.services.customers import customer_view
from domain.services.money_notices import OF_MONEY
from domain.services.planning import CONTACT_FROM, Ladders, plan_day, read_ladders
from domain.services.telling import content_or_reason

CONTACT_UNTIL = time(22, 0)
CLAIM_SIZE = 50
CLAIM_LIFETIME = timedelta(minutes=10)
RETRY_AFTER = timedelta(minutes=15)
MAX_ATTEMPTS = 8
# What became of a claimed row that was not sent, beside the statuses.
LOST = "lost"  # the claim grew old and another process took the row over
POSTPONED = "postponed"  # night fell; it is back in the queue for the morning


class NoticeService:
    def __init__(self, store: Store, clock: Clock, channel: NoticeChannel, holidays: HolidayCalendar) -> None:
        self._store = store
        self._clock = clock
        self._channel = channel
        self._holidays = holidays
        self._worker = new_id()

    async def plan(self, now: datetime) -> dict[str, int]:
        """Put what is to be said today into the outbox; what is there already stays as it is."""
        async with self._store.write() as uow:
            planned = await plan_day(uow, now)
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
            async with self._store.read() as uow:
                ladders = await read_ladders(uow)
            for key in keys:
                counts[await self._deliver_one(key, ladders)] += 1
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

    async def _deliver_one(self, key: NoticeKey, ladders: Ladders) -> str:
        stamped = await self._stamp(key, ladders)
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

    async def _stamp(self, key: NoticeKey, ladders: Ladders) -> tuple[CustomerView, NoticeContent] | str:
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
            stamped = await self._checked(uow, notice, key, ladders, now)
            await uow.commit()
            return stamped

    async def _checked(
        self, uow: UnitOfWork, notice: t.Notice, key: NoticeKey, ladders: Ladders, now: datetime
    ) -> tuple[CustomerView, NoticeContent] | str:
        customer = await uow.customers.get(key.customer_id)
        assert customer is not None
        content = await content_or_reason(uow, customer, key, ladders, self._holidays, now)
        if isinstance(content, str):
            notice.status, notice.reason = t.NoticeStatus.SKIPPED, content
            return t.NoticeStatus.SKIPPED.value
        notice.status = t.NoticeStatus.SENDING
        notice.claimed_at = now  # the claim lives on from here: sending it may take a while, too
        notice.attempts += 1
        if key.kind == NoticeKind.REFUND:
            for refund in await uow.refunds.to_tell(key.customer_id, key.business_day):
                refund.notice_day = key.business_day
        return customer_view(customer), content


def may_contact(now: datetime) -> bool:
    """Whether a customer may be written to unasked: 08:00 to 22:00 in Beijing."""
    today = business_day(now)
    return at_beijing(today, CONTACT_FROM) <= now < at_beijing(today, CONTACT_UNTIL)


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
