"""What became of a return is told once, all of it in one message, by day, and never lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import pytest

from bot.adapters.holidays import ChineseHolidays
from bot.wiring import NOTICES, Container
from domain.customers.results import CustomerView
from domain.notices.delivery import DeliveryService
from domain.notices.ports import DeliveryOutcome
from domain.orders.results import OrderDetail
from domain.outbox.results import NoticeKind
from domain.returns.notices import ReturnContent
from domain.returns.results import ReturnStatus
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive
from tests.support.returning import THOUSAND, ask, buy_both, one_number, open_shop

FRIDAY = date(2026, 1, 9)  # nothing is due for weeks


class Desk:
    """A customer with three pieces of the same goods, the shop's staff, and the sweeps."""

    def __init__(
        self, container: Container, customer: CustomerView, order: OrderDetail, clock: MovableClock
    ) -> None:
        self.container = container
        self.clock = clock
        self.channel = RecordingChannel()
        self.notices = DeliveryService(container.store, clock, self.channel, ChineseHolidays(), NOTICES)
        self._customer = customer
        self._order = order

    async def book(self) -> None:
        returned = await ask(self.container, self._customer, self._order, {THOUSAND: 1})
        await self.container.services.returns.book(returned.return_id)
        self.clock.advance(minutes=1)

    async def decline(self) -> None:
        returned = await ask(self.container, self._customer, self._order, {THOUSAND: 1})
        await self.container.services.returns.decline(returned.return_id, "少了配件")
        self.clock.advance(minutes=1)

    async def sweep(self, *, day: date = FRIDAY, at: time = time(12, 0)) -> dict[str, int]:
        now = self.clock.move_to(day, at)
        await self.notices.plan(now)
        return await self.notices.deliver(now)

    @property
    def told(self) -> Sequence[Sequence[ReturnStatus]]:
        return [[one.status for one in content.returns] for content in self.channel.contents(ReturnContent)]


@pytest.fixture
async def desk(container: Container, clock: MovableClock) -> Desk:
    await open_shop(container)
    customer = await arrive(container)
    order = await buy_both(container, customer, pieces=(("part", 3), ("rest", 1)))
    clock.move_to(FRIDAY)
    return Desk(container, customer, order, clock)


async def test_a_booked_return_is_told_without_waiting_for_the_next_planning(desk: Desk) -> None:
    await desk.book()
    assert await desk.notices.deliver(desk.clock.now()) == {"sent": 1}
    assert desk.told == [[ReturnStatus.BOOKED]]
    assert desk.channel.kinds == [NoticeKind.RETURN]
    for at in (time(13, 0), time(18, 0)):
        await desk.sweep(at=at)
    await desk.sweep(day=date(2026, 1, 10))
    assert len(desk.told) == 1


@on_sqlite
async def test_all_that_was_closed_is_in_one_message(desk: Desk) -> None:
    await desk.book()
    await desk.decline()
    await desk.sweep()
    assert desk.told == [[ReturnStatus.BOOKED, ReturnStatus.DECLINED]]


@on_sqlite
async def test_what_is_closed_after_the_message_of_the_day_is_told_the_next_day(desk: Desk) -> None:
    await desk.book()
    await desk.sweep()
    await desk.decline()
    await desk.sweep(at=time(18, 0))
    assert len(desk.told) == 1
    await desk.sweep(day=date(2026, 1, 10), at=time(9, 0))
    assert desk.told == [[ReturnStatus.BOOKED], [ReturnStatus.DECLINED]]


async def test_no_word_at_night(desk: Desk) -> None:
    desk.clock.move_to(FRIDAY, time(23, 0))
    await desk.book()
    assert await desk.notices.deliver(desk.clock.now()) == {}
    await desk.sweep(day=date(2026, 1, 10), at=time(0, 5))
    assert await desk.sweep(day=date(2026, 1, 10), at=time(8, 0)) == {"sent": 1, "skipped": 1}
    assert desk.told == [[ReturnStatus.BOOKED]]
    skipped = "SELECT count(*) FROM notices WHERE reason = 'told_already'"
    assert await one_number(desk.container, skipped) == 1


async def test_a_message_that_did_not_arrive_is_sent_again_with_all_there_is_by_then(desk: Desk) -> None:
    await desk.book()
    desk.channel.outcomes = [DeliveryOutcome.RETRY]
    await desk.sweep()
    await desk.decline()
    await desk.sweep(at=time(13, 0))
    await desk.sweep(day=date(2026, 1, 10))
    assert desk.told == [[ReturnStatus.BOOKED, ReturnStatus.DECLINED]]


@on_sqlite
async def test_a_message_that_may_have_arrived_is_not_sent_again(desk: Desk) -> None:
    await desk.book()
    desk.channel.outcomes = [DeliveryOutcome.UNCERTAIN]
    for day in (9, 10, 11):
        await desk.sweep(day=date(2026, 1, day))
    assert desk.told == []


@on_sqlite
async def test_a_request_and_its_withdrawal_are_no_news_to_who_made_them(
    desk: Desk, container: Container
) -> None:
    customer = await arrive(container)
    request = await ask(container, customer, desk._order, {THOUSAND: 1})
    await desk.sweep()
    await container.services.returns.withdraw(customer.id, request.return_id)
    await desk.sweep(at=time(18, 0))
    assert desk.told == []


@on_sqlite
async def test_who_blocked_the_assistant_is_told_on_coming_back_within_a_week(
    desk: Desk, container: Container
) -> None:
    await desk.book()
    await desk.decline()
    await container.services.customers.mark_blocked(1)
    await desk.sweep()
    await desk.sweep(day=date(2026, 1, 10))
    assert desk.told == []
    await arrive(container)
    await desk.sweep(day=date(2026, 1, 12))
    assert desk.told == [[ReturnStatus.BOOKED, ReturnStatus.DECLINED]]


@on_sqlite
async def test_what_is_older_than_a_week_is_not_brought_up_any_more(desk: Desk, container: Container) -> None:
    await container.services.customers.mark_blocked(1)
    await desk.book()
    await desk.sweep()
    await arrive(container)
    await desk.sweep(day=date(2026, 1, 17))
    assert desk.told == []
