"""What was borrowed in all, and what was paid on it: loan by loan, from the payments that came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from domain import tables as t
from domain.enquiries.results import LoanTotal, OwnOrder
from domain.loans.savings import saved_by_settling
from domain.unit_of_work import UnitOfWork


async def totals_of(uow: UnitOfWork, customer_id: str, orders: Sequence[OwnOrder]) -> tuple[LoanTotal, ...]:
    """Return them in the order of `orders`. What came beside any bill is the customer's own, and was paid on nothing."""
    loans = await uow.loans.by_orders([one.order_id for one in orders])
    paid: Counter[str] = Counter()
    for payment in await uow.history.payments(customer_id, 0, None):
        if payment.status == t.PaymentStatus.POSTED:
            received = payment.received_fen
            paid[payment.loan_id] += payment.amount_fen if received is None else received
    found = []
    for one in orders:
        saved_fen = None if one.open else await saved_by_settling(uow, one.loan_id)
        found.append(LoanTotal(one, loans[one.order_id].principal_fen, paid[one.loan_id], saved_fen))
    return tuple(found)
