"""Money of the customer's on a loan, from the books and from what is on its way back."""

from __future__ import annotations

from domain import tables as t
from domain.loans.ledger import credit_fen
from domain.payments.results import CreditView
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork

OPEN = (t.PayoutStatus.PENDING, t.PayoutStatus.UNKNOWN, t.PayoutStatus.BY_HAND)


async def read_credit(uow: UnitOfWork, loan_id: str) -> CreditView:
    """What lies on the loan, what is on its way back, and what went back."""
    facts = await uow.installments.facts_of_loan(loan_id)
    payouts = await uow.payouts.of_loan(loan_id)
    underway_fen = sum(row.amount_fen for row in payouts if row.status in OPEN)
    booked_fen = credit_fen(await uow.ledger.sums(loan_id))
    return CreditView(
        loan_id=loan_id,
        order_id=facts[0].order_id,
        title=LocalText(facts[0].title),
        item_count=facts[0].item_count,
        free_fen=booked_fen - underway_fen,
        underway=tuple(row.amount_fen for row in payouts if row.status in OPEN),
        paid_back_fen=sum(row.amount_fen for row in payouts if row.status == t.PayoutStatus.DONE),
    )
