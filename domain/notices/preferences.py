"""How a customer wants to be written to (提醒设置), and the record of what they were sent (通知记录)."""

from __future__ import annotations

from collections.abc import Callable

from domain import tables as t
from domain.errors import NotFound
from domain.notices.cadence import DAY_BEFORE
from domain.notices.planner import HOURS, SEND_AT
from domain.notices.results import NoticePage, NoticeRecord, ReminderView
from domain.outbox.results import NoticeKind
from domain.ports import Clock
from domain.terms import DEFAULT_NOTICE_TERMS
from domain.unit_of_work import Store
from domain.value import replace

PAGE_SIZE = 10
CHOOSABLE = DEFAULT_NOTICE_TERMS.before
_USUAL = ReminderView(before=None, hour=SEND_AT.hour, hide_amounts=False, monthly=False)


class PreferenceService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def view(self, customer_id: str) -> ReminderView:
        async with self._store.read() as uow:
            return _view(await uow.outbox.choice(customer_id))

    async def choose_day(self, customer_id: str, day: int, *, wanted: bool) -> ReminderView:
        """Choose whether to be reminded so many days before a due day. The due day itself cannot be chosen away."""
        if day not in CHOOSABLE:
            raise NotFound()

        async with self._store.read() as uow:
            is_debited = bool(await uow.autopay.debited_cards(customer_id))
        usual = (DAY_BEFORE,) if is_debited else CHOOSABLE

        def change(view: ReminderView) -> ReminderView:
            days = set(usual if view.before is None else view.before) - {day}
            return replace(view, before=tuple(sorted(days | ({day} if wanted else set()), reverse=True)))

        return await self._change(customer_id, change)

    async def choose_hour(self, customer_id: str, hour: int) -> ReminderView:
        """Choose from when on in a day, in Beijing, to be reminded."""
        if hour not in HOURS:
            raise NotFound()
        return await self._change(customer_id, lambda view: replace(view, hour=hour))

    async def hide_amounts(self, customer_id: str, *, hidden: bool) -> ReminderView:
        return await self._change(customer_id, lambda view: replace(view, hide_amounts=hidden))

    async def choose_monthly(self, customer_id: str, *, wanted: bool) -> ReminderView:
        return await self._change(customer_id, lambda view: replace(view, monthly=wanted))

    async def only_required(self, customer_id: str) -> ReminderView:
        """Choose away whatever can be: the reminders before a due day, and the monthly summary."""
        return await self._change(customer_id, lambda view: replace(view, before=(), monthly=False))

    async def notices(self, customer_id: str, page: int) -> NoticePage:
        """Return what was sent or was to be sent, the newest first; the page there is nearest to the one asked for."""
        async with self._store.read() as uow:
            pages = max(1, -(-await uow.outbox.count(customer_id) // PAGE_SIZE))
            page = min(max(page, 0), pages - 1)
            rows = await uow.outbox.of_customer(customer_id, page * PAGE_SIZE, PAGE_SIZE)
        return NoticePage(self._clock.now(), tuple(map(_record, rows)), page, pages)

    async def all_notices(self, customer_id: str) -> NoticePage:
        """Return all of what was sent or was to be sent."""
        async with self._store.read() as uow:
            rows = await uow.outbox.of_customer(customer_id, 0, None)
        return NoticePage(self._clock.now(), tuple(map(_record, rows)), 0, 1)

    async def _change(self, customer_id: str, change: Callable[[ReminderView], ReminderView]) -> ReminderView:
        async with self._store.write() as uow:
            row = await uow.outbox.choice(customer_id)
            view = change(_view(row))
            if row is None:
                row = t.ReminderChoice(customer_id=customer_id, hour=view.hour, chosen_at=self._clock.now())
                uow.add(row)
            row.before = None if view.before is None else "".join(map(str, view.before))
            row.hour, row.hide_amounts, row.monthly = view.hour, view.hide_amounts, view.monthly
            row.chosen_at = self._clock.now()
            await uow.commit()
        return view


def _view(row: t.ReminderChoice | None) -> ReminderView:
    if row is None:
        return _USUAL
    before = None if row.before is None else tuple(int(digit) for digit in row.before)
    return ReminderView(before, row.hour, row.hide_amounts, row.monthly)


def _record(row: t.Notice) -> NoticeRecord:
    kind = NoticeKind(row.kind) if row.kind in set(NoticeKind) else None
    return NoticeRecord(
        kind, row.business_day, row.sent_at or row.send_after, str(row.status), row.reason, row.channel
    )
