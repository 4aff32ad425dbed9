"""What repaying early does to guarantee and service fees, in the words of its screens."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from domain.loans.results import BillView
from domain.quotes.results import PrepaymentChoice
from domain.terms import AllocationTerms, OwedPart, PrepayPolicy, PrepayTerms
from handlers.bills import views as bills
from handlers.repayment.early_views import choice_screen, quote_screen
from handlers.ui.components import charge_texts
from handlers.ui.i18n import texts_for
from tests.support.charged_plans import FLAT_ID, LOAN_ID, borrowed
from tests.support.clock import MovableClock
from tests.support.people import pay

T = texts_for("zh_CN")
PRINCIPAL_FIRST = AllocationTerms(
    order=(OwedPart.PRINCIPAL, OwedPart.PENALTY, OwedPart.INTEREST, OwedPart.FEE)
)


@pytest.fixture
def database_kind() -> str:
    """Words do not depend on it."""
    return "sqlite"


@pytest.mark.parametrize(
    ("locale", "plan_id", "said"),
    [
        ("zh_CN", FLAT_ID, "剩下的利息和担保费按合同不用付。"),
        ("zh_TW", FLAT_ID, "剩下的利息和擔保費按合約不用付。"),
        ("en", FLAT_ID, "the remaining interest and guarantee fee need not be paid."),
        ("zh_CN", "consumer-12", "剩下的利息按合同不用付。"),
    ],
)
async def test_where_the_principal_is_repaid_it_is_said_what_of_the_rest_need_not_be_paid(
    container: Container, clock: MovableClock, locale: str, plan_id: str, said: str
) -> None:
    customer, order = await borrowed(
        container,
        clock,
        plan_id,
        paid=11,
        allocation=PRINCIPAL_FIRST,
        prepay=PrepayTerms(PrepayPolicy.WAIVED),
    )
    last = order.bills[-1]
    quote = await container.services.quotes.amount(customer.id, last.loan_id, last.principal_fen)
    await pay(container, customer, quote.quote_id)
    settlement = await container.services.quotes.settlement(customer.id, last.loan_id)
    assert said in quote_screen(texts_for(locale), settlement).html()


@pytest.mark.parametrize(
    ("plan_id", "said"),
    [
        (FLAT_ID, "按顺序先还后面的账单，利息和费用不变。"),
        ("consumer-12", "按顺序先还后面的账单，利息不变。"),
    ],
)
async def test_paying_the_next_bills_first_leaves_fees_as_they_are_and_says_so(
    container: Container, clock: MovableClock, plan_id: str, said: str
) -> None:
    customer, order = await borrowed(container, clock, plan_id, paid=4)
    choice = await container.services.quotes.choices(customer.id, order.bills[0].loan_id, 100_000)
    assert isinstance(choice, PrepaymentChoice)
    assert said in choice_screen(T, choice).html()


async def test_inside_a_sentence_a_fee_begins_with_a_small_letter(
    container: Container, clock: MovableClock
) -> None:
    t = texts_for("en")
    _, order = await borrowed(container, clock, LOAN_ID)
    bill: BillView = order.bills[0]
    assert bills.amounts(t, bill) == (
        "Principal ¥315.32 ＋ interest ¥39.99 ＋ guarantee fee ¥7.99 ＋ service fee ¥3.99"
    )
    assert charge_texts(t, bill) == ["guarantee fee ¥7.99", "service fee ¥3.99"]
