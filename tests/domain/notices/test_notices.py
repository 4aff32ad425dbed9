"""Reminders: once, in time, never about what is paid, never at night."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, time
from typing import TypeVar

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from bot.adapters.holidays import ChineseHolidays
from bot.wiring import NOTICES, Container
from domain.customers.results import CustomerView
from domain.loans.tables import Loan
from domain.notices.bill_notices import BillsContent
from domain.notices.delivery import DeliveryService
from domain.notices.ports import TELEGRAM_ONLY, Delivery, DeliveryOutcome, Reachability
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, repay_next

DUE = date(2026, 2, 5)
Content = TypeVar("Content", bound=NoticeContent)


class RecordingChannel:
    """Stands for the person's telephone: keeps what reached it. Outcomes can be told beforehand."""

    def __init__(self) -> None:
        self.received: list[tuple[int, NoticeContent]] = []
        self.outcomes: list[DeliveryOutcome] = []
        self.before: Callable[[], None] = lambda: None
        self.meanwhile: Callable[[], Awaitable[object]] = lambda: asyncio.sleep(0)

    side_by_side = 1

    async def acquire_slots(self, most: int) -> int:
        return 1

    async def deliver(
        self, to: CustomerView, content: NoticeContent, reachability: Reachability = TELEGRAM_ONLY
    ) -> Delivery:
        self.before()
        await self.meanwhile()
        outcome = self.outcomes.pop(0) if self.outcomes else DeliveryOutcome.SENT
        if outcome is DeliveryOutcome.SENT:
            self.received.append((to.telegram_id, content))
        return Delivery(outcome, message_id=1)

    @property
    def kinds(self) -> list[NoticeKind]:
        return [content.kind for _, content in self.received]

    def contents(self, wanted: type[Content]) -> list[Content]:
        """What was received, where all of it is of this type."""
        found = [content for _, content in self.received if isinstance(content, wanted)]
        assert len(found) == len(self.received)
        return found


@pytest.fixture
def channel() -> RecordingChannel:
    return RecordingChannel()


@pytest.fixture
def notices(container: Container, channel: RecordingChannel) -> DeliveryService:
    return DeliveryService(container.store, container.clock, channel, ChineseHolidays(), NOTICES)


async def _sweep(notices: DeliveryService, clock: MovableClock, day: date, at: time = time(9, 0)) -> None:
    now = clock.move_to(day, at)
    await notices.plan(now)
    await notices.deliver(now)


@on_sqlite
async def test_nothing_before_nine_and_nothing_at_night(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    await buy(container, await arrive(container))
    for at in (time(0, 30), time(7, 59), time(8, 59), time(22, 0), time(23, 59)):
        await _sweep(notices, clock, DUE, at)
    assert channel.received == []


async def test_a_bill_planned_at_night_is_told_the_next_morning(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    await buy(container, await arrive(container))
    await _sweep(notices, clock, date(2026, 2, 2), time(23, 0))
    await _sweep(notices, clock, date(2026, 2, 3), time(8, 0))
    assert channel.kinds == [NoticeKind.DUE_SOON]
    assert channel.received[0][1].today == date(2026, 2, 3)


@on_sqlite
async def test_never_for_something_paid_between_planning_and_sending(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    await notices.plan(clock.move_to(DUE, time(0, 5)))
    await repay_next(container, customer)
    assert (await notices.deliver(clock.move_to(DUE, time(9, 0)))) == {"skipped": 1}
    assert channel.received == []


@on_sqlite
async def test_one_message_for_all_that_is_due_on_one_day(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    await buy(container, customer, product_id="lamp", plan_id="consumer-3")
    await _sweep(notices, clock, DUE)
    (content,) = channel.contents(BillsContent)
    assert [bill.owed_fen for bill in content.bills] != []
    assert content.total_fen == 35_724 + 13_300


@on_sqlite
async def test_one_overdue_contact_a_day_names_everything_that_is_late(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    clock.advance(days=1)
    await buy(container, customer, product_id="lamp", plan_id="consumer-3")  # due one day later
    await _sweep(notices, clock, date(2026, 2, 7))
    assert channel.kinds == [NoticeKind.OVERDUE]
    assert [len(content.bills) for content in channel.contents(BillsContent)] == [2]


async def test_two_deliverers_at_once_send_each_notice_once(
    container: Container, channel: RecordingChannel, clock: MovableClock
) -> None:
    for telegram_id in range(1, 6):
        await buy(container, await arrive(container, telegram_id), plan_id="consumer-3")
    services = [
        DeliveryService(container.store, container.clock, channel, ChineseHolidays(), NOTICES)
        for _ in range(3)
    ]
    now = clock.move_to(DUE, time(9, 0))
    await services[0].plan(now)
    await asyncio.gather(*(service.deliver(now) for service in services))
    assert sorted(telegram_id for telegram_id, _ in channel.received) == [1, 2, 3, 4, 5]


def _once(action: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
    """What happens while the first notice is on its way, and no other."""
    waiting = [action]

    async def run() -> None:
        if waiting:
            await waiting.pop()()

    return run


async def test_a_run_that_lasts_so_long_that_another_takes_its_claims_over_sends_nothing_twice(
    container: Container, channel: RecordingChannel, clock: MovableClock
) -> None:
    for telegram_id in (1, 2, 3):
        await buy(container, await arrive(container, telegram_id), plan_id="consumer-3")
    slow, other = (
        DeliveryService(container.store, container.clock, channel, ChineseHolidays(), NOTICES)
        for _ in range(2)
    )
    now = clock.move_to(DUE, time(9, 0))
    await slow.plan(now)
    channel.meanwhile = _once(lambda: other.deliver(clock.advance(minutes=30)))
    assert await slow.deliver(now) == {"sent": 1, "lost": 2}
    assert sorted(telegram_id for telegram_id, _ in channel.received) == [1, 2, 3]


async def test_a_run_claims_by_the_time_it_is_not_by_the_time_it_began(
    container: Container, channel: RecordingChannel, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.notices.delivery.CLAIM_SIZE", 1)
    for telegram_id in (1, 2):
        await buy(container, await arrive(container, telegram_id), plan_id="consumer-3")
    slow, other = (
        DeliveryService(container.store, container.clock, channel, ChineseHolidays(), NOTICES)
        for _ in range(2)
    )
    now = clock.move_to(DUE, time(9, 0))
    await slow.plan(now)

    others_did: list[dict[str, int]] = []

    async def the_other_runs() -> None:
        others_did.append(await other.deliver(clock.advance(minutes=1)))

    async def half_an_hour_passes() -> None:
        clock.advance(minutes=30)
        channel.meanwhile = _once(the_other_runs)

    channel.meanwhile = _once(half_an_hour_passes)
    assert await slow.deliver(now) == {"sent": 2}
    assert others_did == [{}]  # the second claim is a minute old, not half an hour


@on_sqlite
async def test_a_run_still_going_at_ten_in_the_evening_leaves_the_rest_for_the_morning(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    for telegram_id in (1, 2, 3):
        await buy(container, await arrive(container, telegram_id), plan_id="consumer-3")
    day = date(2026, 2, 3)
    now = clock.move_to(day, time(21, 59))
    await notices.plan(now)

    async def until_night() -> None:
        clock.move_to(day, time(22, 0))

    channel.meanwhile = _once(until_night)
    assert await notices.deliver(now) == {"sent": 1, "postponed": 2}
    await notices.deliver(clock.move_to(date(2026, 2, 4), time(8, 0)))
    assert sorted(telegram_id for telegram_id, _ in channel.received) == [1, 2, 3]


@on_sqlite
async def test_who_blocked_the_assistant_is_left_in_peace_until_they_return(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    channel.outcomes = [DeliveryOutcome.UNREACHABLE]
    await _sweep(notices, clock, DUE)
    await _sweep(notices, clock, date(2026, 2, 6))
    assert channel.received == []
    await arrive(container)
    clock.move_to(date(2026, 3, 5), time(9, 0))
    await _sweep(notices, clock, date(2026, 3, 5))
    assert NoticeKind.DUE_TODAY in channel.kinds


@on_sqlite
async def test_a_notice_that_certainly_did_not_arrive_is_tried_again(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    await buy(container, await arrive(container))
    channel.outcomes = [DeliveryOutcome.RETRY]
    await _sweep(notices, clock, DUE)
    assert channel.received == []
    await notices.deliver(clock.advance(minutes=15))
    assert channel.kinds == [NoticeKind.DUE_TODAY]


@on_sqlite
async def test_a_notice_that_may_have_arrived_is_never_sent_again(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    await buy(container, await arrive(container))
    channel.outcomes = [DeliveryOutcome.UNCERTAIN]
    await _sweep(notices, clock, date(2026, 2, 6))
    for _ in range(3):
        await notices.deliver(clock.advance(minutes=15))
    assert channel.received == []


async def test_a_claim_left_by_a_dead_process_returns_to_the_queue(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    await buy(container, await arrive(container))
    now = clock.move_to(DUE, time(9, 0))
    await notices.plan(now)
    await notices._claim(Counter())  # here the process dies
    await notices.deliver(clock.advance(minutes=5))
    assert channel.received == []
    await notices.deliver(clock.advance(minutes=6))
    assert channel.kinds == [NoticeKind.DUE_TODAY]


@on_sqlite
async def test_a_process_that_died_while_sending_leaves_an_uncertain_notice(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    class Killed(BaseException): ...

    def die() -> None:
        raise Killed

    await buy(container, await arrive(container))
    channel.before = die
    with pytest.raises(Killed):
        await _sweep(notices, clock, DUE)
    channel.before = lambda: None
    assert await notices.deliver(clock.advance(minutes=15)) == {"uncertain": 1}
    assert channel.received == []


async def test_what_was_sent_while_nothing_could_be_written_is_written_down_when_it_can(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    """Else it would count as uncertain: the table is away just when it is to be marked, and comes back."""
    engine = container.engine.execution_options(writes=True)
    await buy(container, await arrive(container))
    back: list[asyncio.Task[None]] = []

    async def rename(old: str, new: str, after_s: float = 0.0) -> None:
        await asyncio.sleep(after_s)
        async with engine.begin() as connection:
            await connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    async def take_away() -> None:
        await rename("notices", "gone")
        back.append(asyncio.create_task(rename("gone", "notices", after_s=0.3)))

    channel.meanwhile = take_away
    with contextlib.suppress(DBAPIError):  # more may be looked for while there is no table
        await _sweep(notices, clock, DUE)
    await back[0]
    async with container.engine.connect() as connection:
        statuses = (
            await connection.execute(text("SELECT status FROM notices WHERE sent_at IS NOT NULL"))
        ).all()
    assert [status for (status,) in statuses] == ["sent"]
    assert channel.kinds == [NoticeKind.DUE_TODAY]


@on_sqlite
async def test_a_payment_in_flight_is_not_dunned(
    container: Container, notices: DeliveryService, channel: RecordingChannel, clock: MovableClock
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    clock.move_to(DUE, time(8, 0))
    quote = await container.services.quotes.bill(customer.id, order.bills[0].installment_id)
    await container.services.payments._record(customer.id, quote.quote_id)
    await _sweep(notices, clock, DUE)
    assert channel.received == []


async def test_a_contract_that_cannot_be_read_keeps_nobody_else_waiting(
    container: Container, clock: MovableClock, notices: DeliveryService, channel: RecordingChannel
) -> None:
    broken, sound = await arrive(container, 1), await arrive(container, 2)
    await buy(container, broken)
    await buy(container, sound)
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(
            update(Loan).where(col(Loan.customer_id) == broken.id).values(contract={"lender": "?"})
        )
    now = clock.move_to(date(2026, 2, 5), time(9, 0))
    await notices.plan(now)
    assert await notices.deliver(now) == {"sent": 1, "failed": 1}
    assert [telegram_id for telegram_id, _ in channel.received] == [2]
    async with container.store.read() as uow:
        (row,) = await uow.outbox.of_customer(broken.id, 0, 10)
    assert (row.status, row.reason) == ("failed", "fault")
