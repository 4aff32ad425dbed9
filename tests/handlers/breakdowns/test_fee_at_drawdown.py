"""怎么算的 of a fee at drawdown, and of one that was never billed: each sum on the screen is right."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.wiring import Container
from domain.breakdowns.results import SettlementWorkings
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.terms import PenaltyBase, PenaltyTerms
from handlers.breakdowns.early_views import settlement_screen
from handlers.breakdowns.return_views import workings_screen
from handlers.breakdowns.views import bill_screen, order_screen, plan_screen
from handlers.buttons.bills import OpenBills
from handlers.orders import views as orders
from handlers.ui.i18n import texts_for
from tests.support.clock import MovableClock
from tests.support.fees_at_drawdown import PLAN_ID, open_shop, sign
from tests.support.people import arrive, buy, pay, repay_next
from tests.support.returning import ask

T = texts_for("zh_CN")
TODAY = date(2026, 1, 5)
FORMULA = "分期利息总额：¥3,999.00 × 6% = ¥239.94"


@pytest.fixture
def database_kind() -> str:
    """What is said does not depend on the kind."""
    return "sqlite"


async def settling(container: Container, customer: CustomerView, order: OrderDetail) -> str:
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    shown = await container.services.breakdowns.quote(customer.id, quote.quote_id)
    assert isinstance(shown, SettlementWorkings)
    return settlement_screen(T, shown, TODAY).html()


async def test_the_bill_the_order_and_the_plan_say_the_fee_and_when_it_is_paid(container: Container) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=PLAN_ID)
    shown = await container.services.breakdowns.bill(customer.id, order.bills[0].installment_id)
    bill = bill_screen(T, shown, TODAY, OpenBills()).html()
    assert "一次性利息 ¥239.94 是这样来的" in bill
    assert FORMULA in bill
    plan = order_screen(T, await container.services.breakdowns.order(customer.id, order.summary.order_id))
    assert [button.label for row in plan.keyboard for button in row or ()][:2] == ["一次性利息", "第 1 期"]
    option = next(
        one for one in (await container.services.plans.offered(3_999_00, None)).options if one.periods == 10
    )
    offered = plan_screen(T, await container.services.breakdowns.plan(option), OpenBills()).html()
    for said in (plan.html(), offered):
        assert FORMULA in said
        assert "签约当天付，不从借款里扣" in said
        assert "¥3,999.00 − ¥239.94 = ¥3,759.06" in said


async def test_a_settlement_says_what_of_the_fee_is_open_and_what_goes_back(container: Container) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=PLAN_ID)
    unpaid = await settling(container, customer, order)
    assert "已到期：一次性利息还没还的 ¥239.94" in unpaid
    assert "− 本金 ¥3,999.00 = -¥239.94" in unpaid
    assert "今天结清 ¥3,999.00 是这样来的" in unpaid
    await repay_next(container, customer)
    paid = await settling(container, customer, order)
    assert "已到期" not in paid
    assert "今天结清 ¥3,759.06 是这样来的" in paid


async def test_of_a_fee_that_was_never_billed_it_says_why_nothing_goes_back(container: Container) -> None:
    await open_shop(container)
    customer = await arrive(container)
    said = await settling(container, customer, await sign(container, customer))
    assert "还没有收过利息，所以没有要退的" in said
    assert "今天结清 ¥3,999.00 是这样来的" in said


async def test_a_return_names_the_fee_that_goes_back(container: Container) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=PLAN_ID)
    await repay_next(container, customer)
    preview = await container.services.returns.preview(customer.id, order.summary.order_id, {1: 1})
    said = workings_screen(T, preview, "1").html()
    assert "一次性利息：¥239.94 × ¥3,999.00 ÷ ¥3,999.00 = ¥239.94" in said


async def test_of_an_order_that_went_back_the_kept_fee_is_left_and_no_periods(container: Container) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=PLAN_ID)
    await repay_next(container, customer)
    await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
    booked = await container.services.returns.book((await ask(container, customer, order, {1: 1})).return_id)
    assert booked.ended
    said = orders.order_screen(
        T, await container.services.orders.order(customer.id, order.summary.order_id), TODAY
    ).html()
    assert "分期已取消，不用再还。" in said
    assert "一次性" in said
    assert "0 期" not in said


async def test_a_late_fee_that_went_back_with_the_settlement_does_not_say_it_was_paid_in_parts(
    container: Container, clock: MovableClock
) -> None:
    penalty = PenaltyTerms(daily_pct=Decimal("0.05"), multiple=None, base=PenaltyBase.PRINCIPAL_INTEREST)
    await open_shop(container, penalty=penalty)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=PLAN_ID)
    clock.move_to(TODAY + timedelta(days=10))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    await pay(container, customer, quote.quote_id)
    shown = await container.services.breakdowns.bill(customer.id, order.bills[0].installment_id)
    said = bill_screen(T, shown, TODAY, OpenBills()).html()
    assert "已经付过的罚息：¥1.20" in said
    assert "分几次" not in said
