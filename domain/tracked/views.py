"""Rows of tracked bills as they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from domain import tables as t
from domain.columns import place_of
from domain.dates import business_day
from domain.ports import FieldCipher
from domain.stored_json import from_stored_text, stored_text
from domain.tracked.results import (
    TrackedBillView,
    TrackedDraftView,
    TrackedDueView,
    TrackedField,
    TrackedKind,
    TrackedTerms,
)
from domain.tracked.rules import costs_less_than_lent, missing, next_of, rates_of, worth_of
from domain.tracked.settlement import settling_of
from domain.value import replace

Sealed = t.TrackedBill | t.TrackedDraft


def keep_terms(row: Sealed, terms: TrackedTerms, cipher: FieldCipher) -> None:
    """Seal what was said into the row, whose key is known."""
    row.terms_token = cipher.seal(stored_text(terms), place_of(row, "terms_token"))


def open_terms(row: Sealed, cipher: FieldCipher) -> TrackedTerms:
    """Return what was said. Raises `SealBroken`."""
    return from_stored_text(TrackedTerms, cipher.open(row.terms_token, place_of(row, "terms_token")))


def draft_view(row: t.TrackedDraft, terms: TrackedTerms) -> TrackedDraftView:
    return TrackedDraftView(
        draft_id=row.draft_id,
        bill_id=row.bill_id,
        terms=terms,
        asking=TrackedField(row.asking) if row.asking is not None else missing(terms),
        worth=worth_of(terms),
        rates=rates_of(terms),
        conflict=costs_less_than_lent(terms),
    )


def due_view(row: t.TrackedDue, terms: TrackedTerms) -> TrackedDueView:
    return TrackedDueView(
        bill_id=row.bill_id,
        no=row.no,
        due_date=row.due_date,
        amount_fen=row.amount_fen,
        paid_on=None if row.paid_at is None else business_day(row.paid_at),
        name=terms.name or "",
        kind=terms.kind,
        periods=None if terms.only_left else terms.periods,
        minimum_fen=row.minimum_fen,
        goes_on=terms.left is None,
    )


def bill_view(
    row: t.TrackedBill, terms: TrackedTerms, dues: Sequence[t.TrackedDue], today: date
) -> TrackedBillView:
    """`dues`: all days of the bill, in order."""
    still_open = [due for due in dues if due.paid_at is None]
    coming = [due_view(due, terms) for due in still_open if due.due_date >= today]
    unsaid = [due_view(due, terms) for due in still_open if due.due_date < today]
    amounts = [due.amount_fen for due in coming]
    is_known = terms.left is not None and None not in amounts
    return TrackedBillView(
        bill_id=row.id,
        terms=terms,
        reminded=row.reminded,
        next_due=coming[0] if coming else None,
        unsaid=tuple(unsaid),
        left=len(coming) if terms.left is not None else None,
        left_fen=sum(amount or 0 for amount in amounts) if is_known else None,
        settling=settling_of(terms, coming[0].no if coming else None),
        last_due=dues[-1].due_date if dues and terms.left is not None else None,
        worth=worth_of(terms),
        rates=rates_of(terms),
    )


def from_the_next(terms: TrackedTerms, dues: Sequence[t.TrackedDue], today: date) -> TrackedTerms:
    """Return the terms as they stand from the period on that a change begins with: the next open one; of what is paid once
    and is late, that; else the one behind the last.
    """
    coming = next((due for due in dues if due.paid_at is None and due.due_date >= today), None)
    last = max(dues, key=lambda due: due.no)
    if coming is None and terms.kind is TrackedKind.ONE_OFF and last.paid_at is None:
        coming = last
    if coming is not None:
        return replace(terms, first_no=coming.no, first_due=coming.due_date)
    begins = max(today, last.due_date + timedelta(days=1))
    due_day = terms.due_day or last.due_date.day
    first_due = next_of(last.due_date, due_day, terms.every_months, begins)
    return replace(terms, first_no=last.no + 1, first_due=first_due)


def by_bill(dues: Sequence[t.TrackedDue]) -> Mapping[str, Sequence[t.TrackedDue]]:
    found: dict[str, list[t.TrackedDue]] = {}
    for due in dues:
        found.setdefault(due.bill_id, []).append(due)
    return found
