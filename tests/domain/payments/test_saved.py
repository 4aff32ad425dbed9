"""What settling early saved is what its quote said: on the receipt, the certificate and the order, and it stays so."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.wiring import Container
from domain.documents.results import RepaymentReceipt, SettlementCertificate
from domain.rules.settlement_costs import LineCode
from domain.terms import PrepayFeeKind, PrepayPolicy, PrepayTerms
from handlers.documents import views as documents
from handlers.orders import views as orders
from handlers.repayment import views as repayment
from handlers.ui.i18n import texts_for
from tests.support.clock import MovableClock
from tests.support.example_loans import two_paid
from tests.support.people import pay, repay_next

T = texts_for("zh_CN")
TERMS: dict[str, dict[str, Any]] = {
    policy.value: {"prepay": PrepayTerms(policy)} for policy in PrepayPolicy
} | {"dear": {"prepay": PrepayTerms(PrepayPolicy.ACTUAL_USE, PrepayFeeKind.PERCENT, Decimal(50))}}


@pytest.fixture
def database_kind() -> str:
    """The figures do not depend on the kind; settling runs on both in test_early_repayment."""
    return "sqlite"


@pytest.mark.parametrize("days", [-5, 0, 9], ids=["between", "on the due day", "late"])
@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
async def test_the_receipt_says_what_the_quote_said(
    container: Container, clock: MovableClock, terms: dict[str, Any], days: int
) -> None:
    customer, order = await two_paid(container, clock, **terms)
    clock.move_to(order.bills[2].due_date + timedelta(days=days))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert quote.settlement is not None
    saved_fen = quote.settlement.saved_fen
    receipt = await pay(container, customer, quote.quote_id)
    assert receipt.saved_fen == saved_fen
    order = await container.services.orders.order(customer.id, order.summary.order_id)
    assert order.saved_fen == saved_fen
    issued = container.services.documents
    printed = (await issued.receipt(customer.id, receipt.payment_id)).facts
    proof = await issued.certificate(customer.id, order.summary.order_id)
    assert isinstance(printed, RepaymentReceipt)
    assert isinstance(proof.facts, SettlementCertificate)
    assert printed.saved_fen == proof.facts.saved_fen == saved_fen
    said = f"少付 <b>{T.money(saved_fen)}</b>" if saved_fen > 0 else f"多付 <b>{T.money(-saved_fen)}</b>"
    for shown in (
        repayment.receipt_screen(T, receipt, clock.now().date()).html(),
        orders.order_screen(T, order, clock.now().date()).html(),
        documents.attachment(T, proof, b"").caption,
    ):
        assert (said in shown) is (saved_fen != 0)


async def test_a_fee_can_make_it_dearer(container: Container, clock: MovableClock) -> None:
    """Else no case above would have said 多付."""
    customer, order = await two_paid(container, clock, **TERMS["dear"])
    clock.move_to(order.bills[2].due_date)
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert quote.settlement is not None
    assert LineCode.PREPAY_FEE in {line.code for line in quote.settlement.lines}
    assert quote.settlement.saved_fen < 0


async def test_who_paid_on_plan_reads_nothing_of_it(container: Container, clock: MovableClock) -> None:
    customer, order = await two_paid(container, clock)
    for bill in order.bills[2:-1]:
        clock.move_to(bill.due_date)
        await repay_next(container, customer)
    clock.move_to(order.bills[-1].due_date)
    last = await container.services.quotes.bill(customer.id, order.bills[-1].installment_id)
    receipt = await pay(container, customer, last.quote_id)
    assert receipt.loan_settled
    assert receipt.saved_fen is None
    order = await container.services.orders.order(customer.id, order.summary.order_id)
    assert order.saved_fen is None
    assert "提前结清，" not in orders.order_screen(T, order, clock.now().date()).html()
