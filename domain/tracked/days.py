"""The days of all that a customer noted, for screens that show them beside the bills of this shop."""

from __future__ import annotations

import contextlib
from datetime import date

from domain.errors import SealBroken
from domain.ports import FieldCipher
from domain.tracked.results import TrackedDueView, TrackedTerms
from domain.tracked.views import due_view, open_terms
from domain.unit_of_work import UnitOfWork


async def noted_days(
    uow: UnitOfWork, customer_id: str, cipher: FieldCipher, first: date, last: date = date.max
) -> tuple[TrackedDueView, ...]:
    """Return the days from `first` to `last` on which something is due that the customer noted, said to be paid or not, in
    order. One whose name does not open has none: its day is shown all the same.
    """
    rows = await uow.tracked.dues_between(customer_id, first, last)
    if not rows:
        return ()
    bills = await uow.tracked.bills(customer_id)
    terms = dict[str, TrackedTerms]()
    for bill in bills:
        terms[bill.id] = TrackedTerms()
        with contextlib.suppress(SealBroken):  # noted where it was met
            terms[bill.id] = open_terms(bill, cipher)
    return tuple(due_view(row, terms[row.bill_id]) for row in rows)
