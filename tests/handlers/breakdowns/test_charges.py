"""Guarantee and service fees on every screen that takes an amount apart, under their own names, each sum right."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import floor

import pytest

from bot.documents.wording import paid_table
from bot.wiring import Container
from domain.breakdowns.results import PrepaymentWorkings, QuoteWorkings, SettlementWorkings
from domain.terms import PrepayPolicy, PrepayStrategy, PrepayTerms, ReturnTerms, UnbilledFees
from domain.value import replace
from handlers.bills import views as bills
from handlers.breakdowns.early_views import prepayment_screen, settlement_screen
from handlers.breakdowns.return_views import workings_screen
from handlers.breakdowns.views import bill_screen, order_screen, plan_screen, quote_screen
from handlers.buttons.bills import OpenBills
from handlers.buttons.home import OpenHome
from handlers.orders import returned_views
from handlers.repayment import early_views as early
from handlers.repayment import views as repayment
from handlers.returns import views as returns
from handlers.ui.i18n import texts_for
from tests.handlers.breakdowns.test_screens import ALL_PLANS, workings
from tests.support.arithmetic import formulas
from tests.support.charged_plans import FLAT_ID, GUARANTEE, LOAN_ID, SERVICE, borrowed, charged
from tests.support.clock import MovableClock
from tests.support.people import pay, repay_next
from tests.support.returning import THOUSAND, send_back

T = texts_for("zh_CN")
TEN_DAYS_IN = date(2026, 5, 15)


@pytest.fixture
def database_kind() -> str:
    """What is said does not depend on the kind."""
    return "sqlite"


def require_right(text: str) -> None:
    """Every formula that can be read off the screen gives the amount beside it."""
    found = list(formulas(text))
    assert found
    for written, exact_fen, shown_fen, cut in found:
        assert shown_fen == (floor(exact_fen) if cut else floor(exact_fen + Fraction(1, 2))), written


@pytest.mark.parametrize("spec", ALL_PLANS)
def test_every_formula_of_a_plan_with_charges_gives_the_amount_beside_it(spec: object) -> None:
    plan = charged(spec, GUARANTEE, SERVICE)  # type: ignore[arg-type]  # a list of plans
    text = plan_screen(T, workings(plan), OpenHome()).html()
    require_right(text)
    assert "担保费总额：¥3,999.00 × 0.2% × " in text or plan.terms.periods == 1
    assert "服务费总额：¥3,999.00 × 1.2% = ¥47.99" in text


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
def test_the_worked_figures_stand_in_their_formulas_in_every_language(locale: str) -> None:
    t = texts_for(locale)
    plan = charged(next(one for one in ALL_PLANS if one.terms.fee_per_period_pct), GUARANTEE)
    text = plan_screen(t, workings(plan), OpenHome()).html()
    for sum_ in (
        "¥3,999.00 × 0.2% × 12 = ¥95.98",
        "¥95.98 ÷ 12 = ¥7.99",
        "¥95.98 − ¥7.99 × 11 = ¥8.09",
        "¥333.25 + ¥23.99 + ¥7.99 = ¥365.23",
        "¥383.91 ÷ ¥3,999.00 × ¥1,000.00 = ¥96.00",
    ):
        assert sum_ in text
    assert "17.27%" in text
    assert "18.71%" in text


async def test_a_bill_says_what_of_it_is_the_guarantee_and_how_that_came_about(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock)
    bill = await container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert bills.amounts(T, bill) == "本金 ¥333.25 ＋ 利息 ¥23.99 ＋ 担保费 ¥7.99"
    explained = await container.services.breakdowns.bill(customer.id, bill.installment_id)
    text = bill_screen(T, explained, date(2026, 1, 5), OpenBills()).html()
    require_right(text)
    assert "担保费：¥95.98 ÷ 12 = ¥7.99（不足一分的舍去）" in text
    assert "这一期应还：¥333.25 + ¥23.99 + ¥7.99 = ¥365.23" in text
    clock.move_to(bill.due_date)
    await repay_next(container, customer)
    paid = await container.services.bills.bill(customer.id, bill.installment_id)
    assert bills.amounts(T, paid) == "本金 ¥333.25 ＋ 利息 ¥23.99 ＋ 担保费 ¥7.99"


async def test_the_payment_of_an_equal_instalment_has_its_charges_beside_it(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock, LOAN_ID)
    explained = await container.services.breakdowns.bill(customer.id, order.bills[0].installment_id)
    text = bill_screen(T, explained, date(2026, 1, 5), OpenBills()).html()
    require_right(text)
    assert "这一期应还：¥355.31 + ¥7.99 + ¥3.99 = ¥367.29" in text


async def test_a_payment_says_in_its_order_where_the_guarantee_stands_and_no_service_fee_there_is_not(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock)
    quote = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, 2_700)
    assert (
        "利息 ¥23.99 ＋ 担保费 ¥3.01"
        in repayment.confirm_screen(T, quote, date(2026, 1, 5), (), demo=True).html()
    )
    shown = await container.services.breakdowns.quote(customer.id, quote.quote_id)
    assert isinstance(shown, QuoteWorkings)
    text = quote_screen(T, shown, date(2026, 1, 5)).html()
    assert "同一期里的顺序：罚息 → 利息 → 担保费 → 本金。" in text
    assert "利息 ¥23.99 → 担保费 ¥3.01" in text
    receipt = await pay(container, customer, quote.quote_id)
    assert repayment.receipt_split(T, receipt) == ["利息 ¥23.99 ＋ 担保费 ¥3.01"]
    bill = await container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert "这一期一共 ¥365.23，已经还了 ¥27.00。" in bills.amounts(T, bill)


@pytest.mark.parametrize(
    ("policy", "line", "why"),
    [
        (PrepayPolicy.CURRENT_PERIOD, "担保费 ¥7.99", "担保费：只收到第 5 期，这一期 ¥7.99"),
        (
            PrepayPolicy.PERIOD_SHARE,
            "担保费 ¥2.58",
            "担保费：第 5 期的 ¥7.99 × 10 ÷ 31 天 = ¥2.58，之后各期的不再收",
        ),
        (PrepayPolicy.WAIVED, "", "担保费：之后各期的不再收"),
    ],
)
async def test_a_settlement_has_a_line_for_it_and_says_why(
    container: Container, clock: MovableClock, policy: PrepayPolicy, line: str, why: str
) -> None:
    customer, order = await borrowed(container, clock, paid=4, prepay=PrepayTerms(policy))
    clock.move_to(TEN_DAYS_IN)
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert quote.settlement is not None
    said = early.lines_text(T, quote.settlement)
    assert line in said
    assert ("担保费" in said) == bool(line)
    shown = await container.services.breakdowns.quote(customer.id, quote.quote_id)
    assert isinstance(shown, SettlementWorkings)
    text = settlement_screen(T, shown, TEN_DAYS_IN).html()
    assert why in text
    assert "服务费" not in text


@pytest.mark.parametrize("strategy", [PrepayStrategy.SMALLER, PrepayStrategy.FEWER])
async def test_a_part_prepaid_says_that_the_saving_is_of_charges_too(
    container: Container, clock: MovableClock, strategy: PrepayStrategy
) -> None:
    customer, order = await borrowed(container, clock, paid=4)
    quote = await container.services.quotes.prepayment(customer.id, order.bills[0].loan_id, 100_000, strategy)
    assert (
        "利息、担保费和服务费一共少付"
        in early.confirm_prepayment(T, quote, clock.now().date(), (), demo=True).html()
    )
    shown = await container.services.breakdowns.quote(customer.id, quote.quote_id)
    assert isinstance(shown, PrepaymentWorkings)
    text = prepayment_screen(T, shown, clock.now().date()).html()
    require_right("\n".join(text.split("\n\n")[4:-2]))  # the instalments of the new plan
    if strategy is PrepayStrategy.SMALLER:
        assert "担保费总额：¥1,666.00 × 0.2% × 8 = ¥26.66" in text


@pytest.mark.parametrize("rule", UnbilledFees)
async def test_a_return_says_what_of_the_guarantee_falls_away(
    container: Container, clock: MovableClock, rule: UnbilledFees
) -> None:
    terms = ReturnTerms(unbilled_fees=rule)
    customer, order = await borrowed(container, clock, paid=4, goods_return=terms)
    await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
    clock.move_to(TEN_DAYS_IN)
    preview = await container.services.returns.preview(customer.id, order.summary.order_id, {THOUSAND: 1})
    text = workings_screen(T, preview, "1").html()
    assert ("各期少收的担保费" in text) == (rule is not UnbilledFees.KEPT)
    assert "各期少收的服务费" not in text


async def test_all_that_a_return_pays_is_named(container: Container, clock: MovableClock) -> None:
    """What is overdue of the guarantee is one of the lines, so that they come to the price."""
    customer, order = await borrowed(container, clock)
    await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
    clock.move_to(date(2026, 2, 15))
    preview = await container.services.returns.preview(customer.id, order.summary.order_id, {THOUSAND: 1})
    assert "抵逾期的担保费 ¥7.99" in workings_screen(T, preview, "1").html()
    assert "抵利息、担保费和罚息 ¥" in returns.preview_screen(T, preview, "1", date(2026, 2, 15)).html()


async def test_what_a_return_did_says_that_fees_were_among_it_only_where_they_were(
    container: Container, clock: MovableClock
) -> None:
    for plan_id, said, other in (
        (FLAT_ID, "利息和担保费少收 ¥96.10", "利息和罚息少收"),
        ("consumer-12", "利息和罚息少收 ¥72.03", "担保费"),
    ):
        customer, order = await borrowed(container, clock, plan_id, paid=0)
        await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
        booked = await send_back(container, customer, order, {THOUSAND: 1})
        text = returned_views.booked_text(T, booked, date(2026, 1, 5))
        assert said in text
        assert other not in text


async def test_the_plan_of_an_order_and_the_documents_name_it(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock, LOAN_ID, paid=1)
    shown = await container.services.breakdowns.order(customer.id, order.summary.order_id)
    require_right(order_screen(T, shown).html())
    payment = (await container.services.history.payments(customer.id, 1)).payments[0]
    document = await container.services.documents.receipt(customer.id, payment.payment_id)
    paid = document.facts.paid  # type: ignore[union-attr]  # a receipt has it
    rows = paid_table(T, paid).rows
    assert rows == (
        ("本金", "¥315.32"),
        ("分期利息", "¥39.99"),
        ("罚息", "¥0.00"),
        ("担保费", "¥7.99"),
        ("服务费", "¥3.99"),
    )
    charges = document.facts.purchase.charges  # type: ignore[union-attr]
    assert [row[0] for row in paid_table(T, paid, charges).rows[3:]] == [
        "担保费（示例融资担保收取）",
        "服务费（示例科技服务收取）",
    ]
    without = replace(paid, split=replace(paid.split, guarantee_fen=0, service_fen=0))
    assert [row[0] for row in paid_table(T, without).rows] == ["本金", "分期利息", "罚息"]
