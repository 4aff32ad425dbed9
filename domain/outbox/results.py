"""The kinds of notices, and the codes for why one was not sent."""

from __future__ import annotations

from enum import StrEnum


class NoticeKind(StrEnum):
    """The kinds of the cadence first: at most one of each a day, about all that came to one of its steps."""

    DUE_SOON = "due_ahead"
    DUE_TODAY = "due_today"
    BEFORE_REPORT = "before_report"  # it will be reported to the credit register
    OVERDUE = "overdue"
    DEBIT_FAILED = "debit_failed"
    MONTHLY = "monthly"  # the month that ended and the one to come, for those who want it
    RETURN = "refund"  # goods that went back were booked, or the shop declined
    SHIPPED = "shipped"  # goods are on their way, by whom and under which number
    DELIVERED = "delivered"  # … and have arrived
    ADDRESS = "address"  # goods that were ordered wait for an address
    PAYMENT = "payment"  # what became of a payment for whose outcome nobody was waiting
    OVERPAYMENT = "credit"  # money came that pays nothing
    PURCHASE = "purchase"  # what became of a payment for goods at once
    PURCHASE_REFUND = "purchase_back"  # what was paid at once went back
    IDENTITY = "identity"  # what came out of a check that took its time
    HANDOFF = "handoff"  # what a lender says of an application on its page
    FACE = "face"  # … of a look at the face
    PLAN_KEPT = "plan_kept"  # all of a plan in hardship was paid
    NEW_CARD = "new_card"  # a card was debited for the first time
    ATTEMPTS = "attempts"  # so many wrong answers that no more are taken today
    MOVE_ASKED = (
        "move_asked"  # somebody proved that the account is theirs, and wants it in another Telegram account
    )
    MOVE_CODE = "move_code"  # a form was handed in, and the code that comes to the phone is typed in the chat
    MOVED = "moved"  # the account is here now, or will not be
    TRACKED_AHEAD = "own_ahead"  # of what the customer tracks: it is due in some days
    TRACKED_TODAY = "own_today"  # … today
    TRACKED_AFTER = "own_after"  # … it was yesterday: was it paid?
    TRACKED_LATER = "own_later"  # … once more, as the customer wished
    SHARED_LATE = "shared_late"  # of somebody whose dates are shared: what was due yesterday is open
    SHARE_ACCEPTED = "share_agreed"  # who was asked to watch has agreed
    SHARE_ENDED = "share_ended"  # the owner shares no more
    SHARE_LEFT = "share_left"  # nobody watches any more
    REFUND = "payout"  # what is the customer's went back, or could not


class SkipReason(StrEnum):
    """Why a notice that was planned is not sent; the customer's record of notices explains each."""

    NOTHING_OWED = "nothing_owed"  # there is nothing to say any more
    TOLD_ALREADY = "told_already"  # another notice spoke of it
    TOLD_TOGETHER = "told_together"  # a message about others of its kind told of it as well
    ALREADY_TOLD_TODAY = "already_told_today"  # a message of today named all of it
    BLOCKED = "blocked"  # they stopped the assistant and chose no backup channel
    ON_HOLD = "paused"  # a case is open, and nothing is said of the loan meanwhile
    OVERTAKEN = "overtaken"  # a later one speaks for it by now
    BY_DEBIT = "by_debit"  # it is debited: told the day before, and by its receipt
    NOT_THAT_DAY = "not_that_day"  # it is due, and not to be told on this day
