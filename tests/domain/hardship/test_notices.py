"""What a customer hears of a plan in hardship: until when a late instalment keeps it, that it lapsed, that it was kept."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.wiring import Container, delivery_service
from domain.customers.results import CustomerView
from domain.hardship.notices import PlanKeptContent
from domain.notices.bill_notices import BillsContent
from domain.notices.delivery import DeliveryService
from domain.outbox.results import NoticeKind
from domain.value import replace
from handlers.notices.views import notice
from handlers.ui.i18n import texts_for
from tests.domain.hardship.shop import JULY_15, PENALTY, TERMS, end_plans, late_loan, sign
from tests.domain.notices.test_notices import RecordingChannel
from tests.domain.rescheduling.shop import shop_with
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import pay

T = texts_for("zh_CN")
FIRST_DUE = date(2026, 8, 5)


@pytest.fixture
def channel() -> RecordingChannel:
    return RecordingChannel()


@pytest.fixture
def notices(container: Container, channel: RecordingChannel) -> DeliveryService:
    return delivery_service(container, channel)


async def in_a_plan(container: Container, clock: MovableClock, lapse_days: int) -> tuple[CustomerView, str]:
    """The loan of docs/rules/hardship-plan.md, signed on 2026-07-15; its first payment is due on 2026-08-05."""
    customer, loan_id = await late_loan(container, clock)
    await shop_with(container, hardship=replace(TERMS, lapse_days=lapse_days), penalty=PENALTY)
    await sign(container, customer, loan_id)
    return customer, loan_id


async def told_on(
    container: Container,
    clock: MovableClock,
    notices: DeliveryService,
    channel: RecordingChannel,
    days_late: int,
) -> list[BillsContent]:
    """Live through a day as the jobs do; what was told of what is late."""
    day = FIRST_DUE + timedelta(days=days_late)
    channel.received.clear()
    clock.move_to(day, time(0, 2))
    await end_plans(container, clock)
    await notices.plan(clock.move_to(day, time(0, 5)))
    await notices.deliver(clock.move_to(day, time(9)))
    return [one for one in channel.contents(BillsContent) if one.kind is NoticeKind.OVERDUE]


@pytest.mark.parametrize(
    ("lapse_days", "told_when_late", "database_kind"),
    [
        (15, [1, 3, 7, 12, 15, 16], "sqlite"),  # the 12th day and the 16th for the plan's sake
        (15, [1, 3, 7, 12, 15, 16], "postgres"),
        (
            14,
            [1, 3, 7, 15],
            "sqlite",
        ),  # on the 7th it is a week before the last day; it lapses on a lender's day
    ],
)
async def test_in_the_week_before_a_plan_would_lapse_and_when_it_did_it_is_told_in_the_days_one_message(
    container: Container,
    clock: MovableClock,
    notices: DeliveryService,
    channel: RecordingChannel,
    lapse_days: int,
    told_when_late: list[int],
) -> None:
    await in_a_plan(container, clock, lapse_days)
    told: dict[int, BillsContent] = {}
    for days_late in range(1, lapse_days + 4):
        for content in await told_on(container, clock, notices, channel, days_late):
            assert days_late not in told
            told[days_late] = content
    assert list(told) == told_when_late
    last, lapsed = FIRST_DUE + timedelta(days=lapse_days), FIRST_DUE + timedelta(days=lapse_days + 1)
    for days_late, content in told.items():
        (plan,) = content.plans
        assert plan.lapsed_on == (lapsed if days_late > lapse_days else None)
        assert plan.last_day == last


@on_sqlite
async def test_it_is_said_calmly_by_when_what_comes_back_if_not_and_that_nothing_else_changes(
    container: Container, clock: MovableClock, notices: DeliveryService, channel: RecordingChannel
) -> None:
    await in_a_plan(container, clock, 10)
    (content,) = await told_on(container, clock, notices, channel, 7)
    shown = notice(T, content)
    assert "最晚 <b>8月15日（周六，3天后）</b>还上，方案就继续有效。" in shown.html()
    assert "到时没还上，方案就失效：放一边的罚息 ¥8.89 要补上，日子和金额不变。" in shown.html()
    labels = [button.label for row in shown.keyboard for button in row]
    assert labels[0] == "还 ¥130.85"
    assert "有困难" in labels
    (content,) = await told_on(container, clock, notices, channel, 11)
    said = notice(T, content).html()
    assert (
        "展期方案 8月16日（周日）失效了，日子和金额还是方案里的。\n放一边的罚息 ¥8.89 已经补进账单。" in said
    )
    assert T.money(13_039 + 72 + 889) in said


@on_sqlite
async def test_a_plan_that_lapses_after_the_days_message_is_told_the_next_day_and_once(
    container: Container, clock: MovableClock, notices: DeliveryService, channel: RecordingChannel
) -> None:
    await in_a_plan(container, clock, 14)
    await notices.plan(clock.move_to(FIRST_DUE + timedelta(days=15), time(0, 5)))
    await notices.deliver(clock.move_to(FIRST_DUE + timedelta(days=15), time(9)))
    assert channel.kinds == [NoticeKind.OVERDUE]
    clock.move_to(FIRST_DUE + timedelta(days=15), time(12, 2))
    assert await end_plans(container, clock) == {"kept": 0, "lapsed": 1}
    (content,) = await told_on(container, clock, notices, channel, 16)
    assert [one.lapsed_on for one in content.plans] == [FIRST_DUE + timedelta(days=15)]
    assert await told_on(container, clock, notices, channel, 17) == []


@on_sqlite
async def test_a_plan_that_was_kept_is_told_once_by_day_with_what_is_waived_for_good(
    container: Container, clock: MovableClock, notices: DeliveryService, channel: RecordingChannel
) -> None:
    customer, loan_id = await in_a_plan(container, clock, 10)
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    await pay(container, customer, quote.quote_id)
    for at in (time(0, 2), time(8, 30), time(9, 0)):
        clock.move_to(JULY_15 + timedelta(days=1), at)
        await end_plans(container, clock)
        await notices.deliver(clock.now())
        assert len(channel.received) == (at >= time(8))
    (content,) = channel.contents(PlanKeptContent)
    said = notice(T, content).html()
    assert "展期方案全部还完了，这笔分期已经结清。" in said
    assert "放一边的罚息 <b>¥8.89</b> 不收了。" in said
