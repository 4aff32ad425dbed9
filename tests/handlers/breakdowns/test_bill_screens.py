"""怎么算的 under a bill and under a repayment, as it is read."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import floor

import pytest

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.terms import AllocationTerms, PenaltyBase
from domain.value import replace
from handlers.breakdowns.views import bill_screen, order_screen, quote_screen
from handlers.buttons.bills import OpenBills
from handlers.buttons.breakdowns import ExplainBill, ExplainQuoteBill, OpenQuote, Origin
from handlers.buttons.orders import OpenOrder
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from tests.support.arithmetic import formulas
from tests.support.clock import MovableClock
from tests.support.example_loans import BY_MULTIPLE, TEN_DAYS_LATE, explained_quote, pay, two_paid

T = texts_for("zh_CN")


def actions(screen: Reply) -> list[object]:
    return [button.action for row in screen.keyboard for button in row]


def check(text: str) -> None:
    """Every formula in it gives the amount beside it."""
    found = list(formulas(text))
    assert found
    for written, exact_fen, shown_fen, cut in found:
        assert shown_fen == floor(exact_fen + (0 if cut else Fraction(1, 2))), written


async def bill_text(
    container: Container, customer: CustomerView, order: OrderDetail, no: int, locale: str = "zh_CN"
) -> str:
    shown = await container.services.breakdowns.bill(customer.id, order.bills[no - 1].installment_id)
    return bill_screen(texts_for(locale), shown, container.services.today(), OpenBills()).html()


async def test_the_third_bill_ten_days_late(container: Container, clock: MovableClock) -> None:
    customer, order = await two_paid(container, clock)
    clock.move_to(TEN_DAYS_LATE)
    text = await bill_text(container, customer, order, 3)
    assert text == (
        "<b>小米手机 15　第 3/12 期 ¥357.09 是这样来的</b>\n\n"
        "月供：¥3,999.00 × 1% × (1+1%)¹² ÷ ((1+1%)¹² − 1) = ¥355.31\n"
        "利息：剩余本金 ¥3,365.21 × 12% ÷ 12 = ¥33.65\n"
        "本金：¥355.31 − ¥33.65 = ¥321.66\n\n"
        "罚息：¥355.31 × 12% × 1.5 ÷ 360 × 10 天 = ¥1.78（从还款日第二天起算）\n"
        "一共：¥355.31 + ¥1.78 = ¥357.09\n\n"
        "除了另外写明的，金额都四舍五入到分。"
    )
    check(text)


async def test_penalty_on_the_principal_names_the_principal(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(
        container, clock, penalty=replace(BY_MULTIPLE, base=PenaltyBase.PRINCIPAL)
    )
    clock.move_to(TEN_DAYS_LATE)
    text = await bill_text(container, customer, order, 3)
    assert "罚息：没还的本金 ¥321.66 × 12% × 1.5 ÷ 360 × 10 天 = ¥1.61" in text
    check(text)


async def test_after_a_part_was_paid_each_sum_is_there(container: Container, clock: MovableClock) -> None:
    customer, order = await two_paid(container, clock)
    clock.move_to(TEN_DAYS_LATE)
    await pay(container, customer, order, 100)
    clock.move_to(date(2026, 4, 20))
    text = await bill_text(container, customer, order, 3)
    assert (
        "罚息：还剩的 ¥355.31 × 12% × 1.5 ÷ 360 × 5 天 = ¥0.89（从 4月15日（周三）还过一部分的第二天起算）"
        in text
    )
    assert "之前没付的罚息：¥0.78" in text
    assert "一共：¥355.31 + ¥2.67 = ¥357.98" in text
    assert "还差 ¥357.98 − ¥1.00 = <b>¥356.98</b>" in text
    check(text)


async def test_a_bill_in_time_says_what_a_day_late_costs_and_a_paid_one_does_not(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    late = "过了还款日没还的，罚息每天 ¥355.31 × 12% × 1.5 ÷ 360。"
    assert late in await bill_text(container, customer, order, 3)
    paid = await bill_text(container, customer, order, 1)
    assert "罚息" not in paid
    assert "已经还清。" in paid


async def test_a_payment_says_in_which_order_it_is_taken(container: Container, clock: MovableClock) -> None:
    allocation = AllocationTerms(principal_first_from_day=91)
    customer, order = await two_paid(container, clock, allocation=allocation)
    clock.move_to(TEN_DAYS_LATE)
    quote = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, 20_000)
    screen = quote_screen(T, await explained_quote(container, customer, quote), container.services.today())
    assert "先还最早的一期；同一期里的顺序：罚息 → 利息 → 本金。" in screen.html()
    assert "逾期满 91 天的那一期，先还本金。" in screen.html()
    assert "第 3 期 ¥200.00：罚息 ¥1.78 → 利息 ¥33.65 → 本金 ¥164.57" in screen.html()
    assert actions(screen) == [OpenQuote(quote.quote_id)]
    check(screen.html())


async def test_a_payment_of_several_bills_explains_each_by_a_button(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    quote = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, 60_000)
    screen = quote_screen(T, await explained_quote(container, customer, quote), container.services.today())
    third, fourth = (order.bills[index].installment_id for index in (2, 3))
    assert actions(screen) == [
        ExplainQuoteBill(quote.quote_id, third),
        ExplainQuoteBill(quote.quote_id, fourth),
        OpenQuote(quote.quote_id),
    ]
    assert "第 4 期 ¥244.69：利息 ¥30.44 → 本金 ¥214.25" in screen.html()


async def test_an_order_leads_to_each_of_its_instalments_and_back(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await two_paid(container, clock)
    screen = order_screen(T, await container.services.breakdowns.order(customer.id, order.summary.order_id))
    assert actions(screen) == [
        *(ExplainBill(bill.installment_id, Origin.ORDER) for bill in order.bills),
        OpenOrder(order.summary.order_id),
    ]
    assert "12 期利息加起来：¥39.99 + … + ¥3.52 = ¥264.68" in screen.html()


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_in_every_language_it_fits_one_message(
    container: Container, clock: MovableClock, locale: str
) -> None:
    customer, order = await two_paid(container, clock)
    clock.move_to(TEN_DAYS_LATE)
    t, breakdowns = texts_for(locale), container.services.breakdowns
    assert len(await bill_text(container, customer, order, 3, locale)) < 4096
    assert len(order_screen(t, await breakdowns.order(customer.id, order.summary.order_id)).html()) < 4096
