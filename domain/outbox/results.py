"""Outbox: results."""

from __future__ import annotations

from enum import StrEnum


class NoticeKind(StrEnum):
    """The kinds of the ladder first: at most one of each a day, about all that came to one of its rungs."""

    DUE_SOON = "due_ahead"
    DUE_TODAY = "due_today"
    BEFORE_REPORT = "before_report"  # it will be reported to the credit register
    OVERDUE = "overdue"
    DEBIT_FAILED = "debit_failed"
    MONTHLY = "monthly"  # the month that ended and the one to come, for those who want it
    REFUND = "refund"  # goods that went back were booked, or the shop declined
    PAYMENT = "payment"  # what became of a payment for whose outcome nobody was waiting
    CREDIT = "credit"  # money came that pays nothing
    IDENTITY = "identity"  # what came out of a check that took its time
    HANDOFF = "handoff"  # what a lender says of an application on its page
    FACE = "face"  # … of a look at the face
    NEW_CARD = "new_card"  # a card was debited for the first time
    ATTEMPTS = "attempts"  # so many wrong answers that no more are taken today
    PAYOUT = "payout"  # what is the customer's went back, or could not
