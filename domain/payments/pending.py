"""Payments that wait for the customer: until when, with what, and what their screen says."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain import tables as t
from domain.contract import load_contract
from domain.dates import at_beijing, business_day
from domain.payments.ports import Charge
from domain.payments.results import ActionKind, CodeForAnother, PayAction, PaymentAwaited, PurchaseAwaited
from domain.payments.snapshots import PaymentState
from domain.purchases.service import view_of
from domain.quotes.loan_snapshot import quote_end
from domain.quotes.results import QuoteKind
from domain.quotes.snapshots import QuotedPayment
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork

# Long enough to find the phone and the password, short enough that the amount is still right.
PAYABLE_FOR = timedelta(minutes=15)


def payable_until(quoted: QuotedPayment, now: datetime) -> datetime:
    """Never beyond the day, on which the amount was worked out, nor beyond a quote's own end."""
    midnight = at_beijing(business_day(now) + timedelta(days=1), time(0, 0))
    end = min(now + PAYABLE_FOR, midnight)
    if quoted.quote.kind != QuoteKind.BILLS:
        end = min(end, quote_end(load_contract(quoted.contract), quoted.quote.business_day))
    return end


def is_over(payment: PaymentState, now: datetime) -> bool:
    return payment.expires_at is not None and now >= payment.expires_at


async def charge_of(uow: UnitOfWork, payment: PaymentState) -> Charge:
    """Return what a gateway needs at which the customer pays."""
    if payment.loan_id is None:
        return await _charge_at_once(uow, payment)
    customer, loan = await uow.customers.get(payment.customer_id), await uow.loans.get(payment.loan_id)
    assert customer is not None
    assert customer.telegram_id is not None
    assert loan is not None
    order = await uow.orders.get(loan.order_id)
    assert order is not None
    return Charge(
        payment_id=payment.id,
        amount_fen=payment.amount_fen,
        subject=order.number,
        chat_id=customer.telegram_id,
        locale=customer.locale,
        page=load_contract(loan.contract).lender.official_url,
        contract_no=loan.contract_no or "",
        expires_at=payment.expires_at,
    )


async def _charge_at_once(uow: UnitOfWork, payment: PaymentState) -> Charge:
    customer = await uow.customers.get(payment.customer_id)
    assert customer is not None
    assert customer.telegram_id is not None
    assert payment.purchase_id is not None
    return Charge(
        payment_id=payment.id,
        amount_fen=payment.amount_fen,
        subject=f"P{payment.purchase_id[:8].upper()}",  # there is no order before it is paid
        chat_id=customer.telegram_id,
        locale=customer.locale,
        expires_at=payment.expires_at,
        at_once=True,
    )


def code_for_another(payment: PaymentState, now: datetime) -> CodeForAnother | None:
    """Return what somebody else can pay it with; None where it waits for nobody to scan a code any more."""
    stored = payment.action
    if payment.status != t.PaymentStatus.WAITING or payment.loan_id is None or stored is None:
        return None
    action = PayAction(ActionKind(stored["kind"]), stored["content"])
    if action.kind is not ActionKind.QR or is_over(payment, now):
        return None
    return CodeForAnother(
        payment.id, payment.amount_fen, payment.gateway, action=action, expires_at=payment.expires_at
    )


async def read_purchase_awaited(uow: UnitOfWork, payment: PaymentState) -> PurchaseAwaited:
    purchase = await uow.purchases.get(payment.purchase_id or "")
    assert purchase is not None
    stored = payment.action
    return PurchaseAwaited(
        payment_id=payment.id,
        purchase=view_of(purchase),
        amount_fen=payment.amount_fen,
        gateway=payment.gateway,
        action=PayAction(ActionKind(stored["kind"]), stored["content"]) if stored else None,
        expires_at=payment.expires_at,
    )


async def read_awaited(uow: UnitOfWork, payment: PaymentState) -> PaymentAwaited:
    assert payment.loan_id is not None
    facts = await uow.installments.facts_of_loan(payment.loan_id)
    stored = payment.action
    contract = load_contract(facts[0].contract)
    return PaymentAwaited(
        payment_id=payment.id,
        quote_id=payment.quote_id or "",
        loan_id=payment.loan_id,
        title=LocalText(facts[0].title),
        item_count=facts[0].item_count,
        lender_name=contract.lender.name,
        amount_fen=payment.amount_fen,
        gateway=payment.gateway,
        is_debit=payment.purpose == t.PaymentPurpose.DEBIT,
        action=PayAction(ActionKind(stored["kind"]), stored["content"]) if stored else None,
        expires_at=payment.expires_at,
        reported_at=payment.reported_at,
    )
