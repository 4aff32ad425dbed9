"""Words that were not so: a next bill of a past day, penalty interest of nothing, another payout's amount, "每期 首期"."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.wiring import Container, catalog_importer
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.payments.results import OverpaymentView
from domain.plans.results import OddPayment
from domain.terms import Method, PenaltyTerms, PlanSpec, PlanTerms
from domain.text import LocalText
from domain.value import replace
from handlers.bills.views import bills_screen
from handlers.catalog.views import product_card
from handlers.checkout.views import confirm_screen, order_placed
from handlers.repayment.overpayment_views import overpayment_screen
from handlers.repayment.views import receipt_screen
from handlers.ui.components import per_period
from handlers.ui.i18n import texts_for
from tests.handlers.plans.test_terms_on_screens import LATE
from tests.support import builders
from tests.support.clock import MovableClock
from tests.support.debtors import with_bills
from tests.support.people import arrive, buy, pay, reach_confirmation

T = texts_for("zh_CN")
FIRST_DUE = date(2026, 2, 5)


async def said_after(
    container: Container, clock: MovableClock, day: date, amount_fen: int, **terms: object
) -> str:
    """The receipt for so much paid on a day, of twelve bills of ¥357.24."""
    spec = builders.catalog()
    lenders = tuple(replace(one, **terms) for one in spec.institutions)
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})
    customer = await arrive(container)
    order = await buy(container, customer)
    clock.move_to(day)
    quote = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, amount_fen)
    return receipt_screen(T, await pay(container, customer, quote.quote_id), day).html()


async def test_what_is_left_of_a_late_bill_is_not_called_the_next(
    container: Container, clock: MovableClock
) -> None:
    said = await said_after(container, clock, FIRST_DUE + timedelta(days=10), 10_000)
    assert "下一期" not in said
    assert "第 1 期还差 ¥259.03，还款日 2月5日（周四）已经过了。" in said


async def test_another_late_bill_is_not_called_the_next(container: Container, clock: MovableClock) -> None:
    said = await said_after(container, clock, date(2026, 3, 10), 36_300)
    assert "下一期" not in said
    assert "已经过了。" in said


async def test_what_is_left_of_a_bill_to_come_is_named_with_its_day(
    container: Container, clock: MovableClock
) -> None:
    said = await said_after(container, clock, date(2026, 2, 1), 10_000)
    assert "第 1 期还差 ¥257.24，2月5日（周四）到期。" in said


async def test_a_rest_so_small_that_it_counts_as_paid_goes_with_the_next(
    container: Container, clock: MovableClock
) -> None:
    terms = replace(builders.lender().penalty, grace_fen=1_000)
    day = FIRST_DUE + timedelta(days=1)
    said = await said_after(container, clock, day, 35_600, penalty=terms)
    assert "和下一期一起还。" in said
    assert "已经过了" not in said


async def test_a_bill_paid_in_full_is_followed_by_the_next(container: Container, clock: MovableClock) -> None:
    assert "下一期 3月5日（周四）还 ¥357.24。" in await said_after(container, clock, FIRST_DUE, 35_724)


async def test_no_screen_names_penalty_interest_of_nothing(container: Container, clock: MovableClock) -> None:
    """Free of interest, and the penalty is a multiple of nothing."""
    spec = builders.catalog()
    lenders = tuple(replace(one, penalty=PenaltyTerms()) for one in spec.institutions)
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders), {})
    customer = await arrive(container)
    order = await buy(container, customer, plan_id="consumer-3")
    clock.move_to(order.bills[0].due_date + timedelta(days=5))
    stands = await container.services.standing.of(customer.id)
    said = bills_screen(T, await container.services.bills.current_bills(customer.id), stands).html()
    assert "罚息" not in said
    assert "⚠️ 有 1 期过了还款日，今天一起还清共 <b>¥1,333.00</b>。最久的过了 5 天。" in said
    assert LATE.penalty_rate.exact_pct  # where there is one, it is named


def overpaid(**changes: object) -> OverpaymentView:
    title = LocalText({"zh_CN": "示例手机"})
    view = OverpaymentView("l", "o", title, 1, free_fen=0, underway=(), refunded_fen=0, last_refund_fen=0)
    return replace(view, **changes)


def test_a_second_payout_names_its_own_amount() -> None:
    said = overpayment_screen(T, overpaid(refunded_fen=50_000, last_refund_fen=20_000)).html()
    assert "<b>¥200.00</b> 已经原路退回。" in said
    both = overpayment_screen(T, overpaid(underway=(30_000, 20_000))).html()
    assert "<b>¥300.00</b> 正在退回" in both
    assert "<b>¥200.00</b> 正在退回" in both
    assert "¥500.00" not in said + both


def test_what_went_back_at_once_is_said_beside_what_is_still_on_its_way() -> None:
    said = overpayment_screen(T, overpaid(underway=(30_000,), refunded_fen=20_000, last_refund_fen=20_000))
    assert "<b>¥300.00</b> 正在退回" in said.html()
    assert "另有 <b>¥200.00</b> 已经原路退回。" in said.html()


PLANS = {
    "falling-6": PlanTerms(Method.EQUAL_PRINCIPAL, 6, annual_rate_pct=Decimal(12)),
    "last-6": PlanTerms(Method.INTEREST_ONLY, 6, annual_rate_pct=Decimal(12)),
    "free-6": PlanTerms(Method.INTEREST_ONLY, 6, annual_rate_pct=Decimal(0)),
}
SAID = {
    "falling-6": "首期 ¥706.49，之后递减",
    "last-6": "每期 ¥39.99，末期 ¥4,038.99",
    "free-6": "末期一次还 ¥3,999.00",
}


async def shop_of(container: Container, plan_id: str) -> CustomerView:
    spec = builders.catalog()
    plan = PlanSpec(plan_id, "demo-consumer", PLANS[plan_id], 1, 1_000_000)
    await catalog_importer(container.store).apply(replace(spec, plans=(plan,)), {})
    return await arrive(container)


@pytest.mark.parametrize("plan_id", PLANS)
async def test_payments_that_are_not_alike_are_said_once_and_in_whole_words(
    container: Container, plan_id: str
) -> None:
    customer = await shop_of(container, plan_id)
    product = await container.services.catalog.product("xiaomi-15")
    offered = await container.services.plans.offered(product.price_fen, product.cash_price_fen)
    (option,) = offered.options
    assert option.odd_payment in (OddPayment.FALLING, OddPayment.LAST)
    card = product_card(T, product, offered, 0, with_bills(date(2026, 1, 5))).html()
    assert per_period(T, option) in card
    shown = await reach_confirmation(container, customer, plan_id=plan_id)
    confirm = confirm_screen(T, shown, date(2026, 1, 5)).html().replace("<b>", "").replace("</b>", "")
    assert "利息合计" in confirm
    assert SAID[plan_id] in confirm
    for said in (card, confirm):
        assert not [bad for bad in ("每期 首期", "每期 末期", "每期 <b>首期", "¥0.00，末期") if bad in said]


async def test_the_first_payment_of_an_interest_free_loan_is_the_one_there_is(container: Container) -> None:
    customer = await shop_of(container, "free-6")
    order: OrderDetail = await buy(container, customer, plan_id="free-6")
    said = order_placed(T, order, with_bills(date(2026, 1, 5)), offer_debit=False).html()
    assert "6 期。第一期 7月5日（周日）还 <b>¥3,999.00</b>。" in said
