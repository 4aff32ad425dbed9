"""What is late, due today and due soon comes in one message, which names all of it."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.wiring import Container, delivery_service
from domain.customers.results import CustomerView
from domain.notices.bill_notices import BillsContent
from domain.outbox.results import NoticeKind, SkipReason
from handlers.notices.views import notice
from handlers.ui.i18n import texts_for
from tests.domain.notices.test_notices import RecordingChannel
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, repay_next

T = texts_for("zh_CN")
TODAY = date(2026, 2, 8)
# Bought on these days, their first bills are late, due today, and due in three days.
LATE, DUE, SOON = date(2026, 1, 7), date(2026, 1, 8), date(2026, 1, 11)


@pytest.fixture
def channel() -> RecordingChannel:
    return RecordingChannel()


async def bought(container: Container, clock: MovableClock, *days: date) -> CustomerView:
    customer = await arrive(container)
    for day in days:
        clock.move_to(day, time(12))
        await buy(container, customer, plan_id="consumer-3")
    return customer


async def nine_o_clock(container: Container, clock: MovableClock, channel: RecordingChannel) -> None:
    """After a day of which everything was told."""
    before, notices = delivery_service(container, RecordingChannel()), delivery_service(container, channel)
    await before.plan(clock.move_to(TODAY - timedelta(days=1), time(0, 5)))
    await before.deliver(clock.move_to(TODAY - timedelta(days=1), time(9)))
    await notices.plan(clock.move_to(TODAY, time(0, 5)))
    await notices.deliver(clock.move_to(TODAY, time(9)))


@on_sqlite
@pytest.mark.parametrize(
    ("days", "kind", "besides"),
    [
        ((LATE, DUE, SOON), NoticeKind.OVERDUE, 2),
        ((LATE, SOON), NoticeKind.OVERDUE, 1),
        ((DUE, SOON), NoticeKind.DUE_TODAY, 1),
        ((SOON,), NoticeKind.DUE_SOON, 0),
    ],
)
async def test_of_one_minute_one_message(
    container: Container,
    clock: MovableClock,
    channel: RecordingChannel,
    days: tuple[date, ...],
    kind: NoticeKind,
    besides: int,
) -> None:
    customer = await bought(container, clock, *days)
    await nine_o_clock(container, clock, channel)
    (content,) = channel.contents(BillsContent)
    assert (content.kind, len(content.bills), len(content.also)) == (kind, 1, besides)
    said = notice(T, content).html()
    bills = (await container.services.bills.open_bills(customer.id)).bills
    assert all(T.money(bill.owed_fen) in said for bill in bills if bill.due_date <= TODAY + timedelta(days=3))
    reasons = [
        one.reason
        for one in (await container.services.preferences.notices(customer.id, 0)).notices
        if one.status == "skipped" and one.day == TODAY
    ]
    assert reasons == [SkipReason.ALREADY_TOLD_TODAY] * (len(days) - 1)


@on_sqlite
async def test_where_what_is_late_was_paid_meanwhile_what_is_due_speaks_for_itself(
    container: Container, clock: MovableClock, channel: RecordingChannel
) -> None:
    customer = await bought(container, clock, LATE, DUE)
    notices = delivery_service(container, channel)
    await notices.plan(clock.move_to(TODAY - timedelta(days=1), time(23)))
    await notices.plan(clock.move_to(TODAY, time(0, 5)))
    await repay_next(container, customer)
    await notices.deliver(clock.move_to(TODAY, time(9)))
    assert channel.kinds == [NoticeKind.DUE_TODAY]


@on_sqlite
async def test_what_was_left_over_from_yesterday_is_in_the_same_message(
    container: Container, clock: MovableClock, channel: RecordingChannel
) -> None:
    await bought(container, clock, LATE, SOON)
    notices = delivery_service(container, channel)
    for day in (TODAY - timedelta(days=1), TODAY):
        await notices.plan(clock.move_to(day, time(0, 5)))
    await notices.deliver(clock.move_to(TODAY, time(9)))
    (content,) = channel.contents(BillsContent)
    assert (content.kind, len(content.also)) == (NoticeKind.OVERDUE, 1)
