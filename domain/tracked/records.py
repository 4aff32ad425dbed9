"""Keeping a bill: the one place where one is written, so that there are never more of a customer than may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain import tables as t
from domain.dates import business_day
from domain.ids import new_id
from domain.ports import FieldCipher
from domain.tracked.errors import TooManyTracked
from domain.tracked.plans import OwnDay, plan_days
from domain.tracked.results import TrackedField, TrackedTerms
from domain.tracked.rules import MOST_BILLS, due_days
from domain.tracked.views import from_the_next, keep_terms, open_terms
from domain.unit_of_work import UnitOfWork
from domain.value import replace


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
    """Write what a bill is, and the days to come of which none is written. What is known of the next day alone stands with
    that day."""
    bill.monthly_day = terms.due_day if terms.left is None else None
    keep_terms(bill, replace(terms, this_fen=None, this_minimum_fen=None, plan=()), cipher)
    if terms.plan:
        await uow.tracked.add_own_days(bill, plan_days(terms), bill.changed_at)
        return
    days = due_days(terms)
    await uow.tracked.add_days(bill, days, terms.amount_fen)
    if terms.this_fen is not None and days:
        no, day = days[0]
        await uow.tracked.set_due(
            bill.id, no, day, amount_fen=terms.this_fen, minimum_fen=terms.this_minimum_fen, paid_at=None
        )


async def change_terms(
    uow: UnitOfWork, bill: t.TrackedBill, terms: TrackedTerms, cipher: FieldCipher, now: datetime
) -> None:
    """Write a bill anew from its next day on. Amounts that single days have of their own stay where no other is said, and
    so do the days themselves."""
    as_it_was = open_terms(bill, cipher)
    dues = await uow.tracked.dues(bill.customer_id, bill.id)
    begins = from_the_next(as_it_was, dues, business_day(now)).first_no
    still_open = [due for due in dues if due.no >= begins and due.paid_at is None]
    await uow.tracked.drop_open_days(bill.id, begins)
    bill.changed_at = now
    own = _own_days(as_it_was, terms, still_open)
    await uow.tracked.add_own_days(bill, own, now)
    await write_terms(uow, bill, terms, cipher)  # what stands there already stays


def _own_days(
    as_it_was: TrackedTerms, terms: TrackedTerms, still_open: Sequence[t.TrackedDue]
) -> list[OwnDay]:
    """Return the open days that are still to come as they are after a change of the bill."""
    days = dict(due_days(terms))
    begins = next((due for due in still_open if due.no == terms.first_no), None)
    is_as_due = begins is not None and (terms.first_due, terms.due_day) == (
        begins.due_date,
        as_it_was.due_day,
    )
    is_as_much = (terms.amount_fen, terms.uneven) == (as_it_was.amount_fen, as_it_was.uneven)
    return [
        OwnDay(
            due.no,
            due.due_date if is_as_due else days[due.no],
            due.amount_fen if is_as_much else terms.amount_fen,
            due.minimum_fen if is_as_much else None,
        )
        for due in still_open
        if due.no in days
    ]


async def put_draft(
    uow: UnitOfWork,
    customer_id: str,
    terms: TrackedTerms,
    cipher: FieldCipher,
    now: datetime,
    *,
    bill_id: str | None = None,
    asking: TrackedField | None = None,
) -> t.TrackedDraft:
    """Write what was said so far of a bill that is not kept yet, in place of what was said of another one."""
    row = await uow.tracked.draft(customer_id, locked=True)
    if row is None:
        row = t.TrackedDraft(customer_id=customer_id, draft_id="", terms_token="", changed_at=now)
        uow.add(row)
    row.draft_id, row.bill_id, row.changed_at = new_id(), bill_id, now
    row.asking = None if asking is None else asking.value
    keep_terms(row, terms, cipher)
    return row
