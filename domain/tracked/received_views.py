"""What a text told of as it is shown: done, or what would come of it. Pure, over rows that were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from domain import tables as t
from domain.billtexts.results import ReadBill
from domain.loans.results import BillView
from domain.tracked.receipts import DueTerms, Meant, Receipt, agree, changed, is_partly_paid, meant, terms_of
from domain.tracked.results import ReceivedBill, ReceivedState, TrackedBillView, TrackedTerms
from domain.tracked.rules import missing
from domain.tracked.views import bill_view, due_view
from domain.value import Value, replace


class Tracked(Value):
    """What the customer has: bills with what was said of them and their days, and open bills of loans of this shop."""

    bills: Sequence[tuple[t.TrackedBill, TrackedTerms, Sequence[t.TrackedDue]]]
    own: Sequence[BillView]

    def meant(self, read: ReadBill, today: date) -> list[Meant]:
        return meant(read, self.bills, today)


def received_view(received_id: str, receipt: Receipt, tracked: Tracked, today: date) -> ReceivedBill:
    """Return how things stand with a bill that a text told of."""
    new = ReceivedBill(received_id, today, receipt.read, ReceivedState.NEW)
    for bill, terms, dues in tracked.bills:
        view = bill_view(bill, terms, dues, today)
        if bill.id == received_id:
            return replace(new, state=ReceivedState.KEPT, bill=view, due=view.next_due)
        if bill.id == receipt.bill_id and receipt.after is not None:
            due = next((one for one in dues if one.no == receipt.no), None)
            if due is not None and DueTerms.of(due) == receipt.after:
                state = ReceivedState.MARKED if receipt.after.paid else ReceivedState.SET
                return replace(new, state=state, bill=view, due=due_view(due, terms))
    return _not_done(new, tracked)


def _not_done(new: ReceivedBill, tracked: Tracked) -> ReceivedBill:
    read, found = new.read, tracked.meant(new.read, new.today)
    own = _own(read, tracked.own, found)
    if own is not None:
        return replace(new, state=ReceivedState.OWN, installment_id=own.installment_id)
    views = {bill.id: bill_view(bill, terms, dues, new.today) for bill, terms, dues in tracked.bills}
    if read.plan:  # a bill of its own, beside what sounds the same
        terms = terms_of(read, new.today)
        return replace(new, terms=terms, asking=missing(terms), choices=_of(found, views))
    if len(found) > 1:
        return replace(new, state=ReceivedState.WHICH, choices=_of(found, views))
    if found:
        only, as_it_is = found[0], DueTerms.of(found[0].due)
        is_so = changed(read, as_it_is) == as_it_is
        view = views[only.bill.id]
        return replace(
            new,
            state=ReceivedState.AS_IT_WAS if is_so else ReceivedState.WAITS,
            bill=view,
            due=due_view(only.due, view.terms),
            partly=is_partly_paid(read, as_it_is),
        )
    terms = terms_of(read, new.today)
    return replace(new, terms=terms, asking=missing(terms))


def _of(found: Iterable[Meant], views: dict[str, TrackedBillView]) -> tuple[TrackedBillView, ...]:
    return tuple(views[one.bill.id] for one in found)


def _own(read: ReadBill, bills: Sequence[BillView], found: Sequence[Meant]) -> BillView | None:
    """Return the shop's own bill that is meant: by a lender who has a loan of the customer here. Where the lender is one of
    a bill that is tracked, too, only what says the same day or amount; a card's digits are never those of a loan here.
    """
    if read.sender is None or any(one.by_tail for one in found):
        return None
    sender = read.sender
    of_lender = [
        bill for bill in bills if any(agree(sender, name) for name in bill.lender_name.texts.values())
    ]
    same = [bill for bill in of_lender if bill.due_date == read.due_on or bill.owed_fen == read.amount_fen]
    if same or not of_lender or found:
        return same[0] if same else None
    return of_lender[0]
