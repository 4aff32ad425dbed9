"""Keeping a bill: the one place where a new one is written, so that there are never more of a customer than may be."""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.ports import FieldCipher
from domain.tracked.errors import TooManyTracked
from domain.tracked.results import TrackedTerms
from domain.tracked.rules import MOST_BILLS, due_days
from domain.tracked.views import keep_terms
from domain.unit_of_work import UnitOfWork


async def require_room(uow: UnitOfWork, customer_id: str) -> None:
    """Raise `TooManyTracked` where no bill more is kept of the customer."""
    if len(await uow.tracked.bills(customer_id)) >= MOST_BILLS:
        raise TooManyTracked(most=MOST_BILLS)


async def add_bill(
    uow: UnitOfWork, customer_id: str, bill_id: str, terms: TrackedTerms, cipher: FieldCipher, now: datetime
) -> t.TrackedBill:
    """Write a new bill with its days; `terms` lack nothing. The customer's row is locked while the others are counted,
    so that of two at once the second one counts the first. Raises `TooManyTracked`.
    """
    await uow.customers.lock(customer_id)
    await require_room(uow, customer_id)
    bill = t.TrackedBill(id=bill_id, customer_id=customer_id, terms_token="", created_at=now, changed_at=now)
    uow.add(bill)
    await write_terms(uow, bill, terms, cipher)
    return bill


async def write_terms(uow: UnitOfWork, bill: t.TrackedBill, terms: TrackedTerms, cipher: FieldCipher) -> None:
    """Write what a bill is, and the days to come of which none is written."""
    bill.monthly_day = terms.due_day if terms.left is None else None
    keep_terms(bill, terms, cipher)
    await uow.tracked.add_days(bill, due_days(terms), terms.amount_fen)
