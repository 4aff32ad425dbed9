"""What somebody probably asks next (猜你想问), from how they stand: topics of frequent questions, at most three."""

from __future__ import annotations

from datetime import timedelta

from domain.standing.results import DebitState, Standing

MOST = 3
LATE = ("faq.overdue.consequence", "faq.date.negotiate", "faq.overdue.compound")
NOT_DEBITED = ("faq.autopay.not_taken", "faq.autopay.failed", "faq.overdue.consequence")
PAYING = ("faq.repay.not_arrived", "faq.repay.twice", "faq.repay.failed")
PAID = ("faq.bill.paid_still_shown", "faq.limit.not_back", "faq.early.can")
DEBITED_SOON = ("faq.autopay.time", "faq.autopay.balance", "faq.autopay.or_manual")
DUE_SOON = ("faq.bill.cutoff", "faq.repay.ways", "faq.date.later")
REVIEWED = ("faq.review.time", "faq.review.refused", "faq.identity.why")
RETURNED = ("faq.refund.still_pay", "faq.refund.when", "faq.refund.limit_back")
PAID_OFF = ("faq.early.certificate", "faq.limit.not_back", "faq.account.again")
NOTHING = ("faq.plan.how", "faq.plan.true_rate", "faq.limit.none")
NO_HURRY = ("faq.early.can", "faq.autopay.how_on", "faq.bill.cutoff")
NO_HURRY_DEBITED = ("faq.early.can", "faq.autopay.time", "faq.early.debit_after")


def likely_topics(
    stands: Standing, *, paid: bool = False, reviewed: bool = False, returned: bool = False
) -> tuple[str, ...]:
    """Return the topics, the likeliest first. `paid`: the bill that is looked at is; `reviewed`: who they are is being
    checked; `returned`: goods went back a few days ago, or are about to.
    """
    if paid:
        return PAID
    if stands.paying:
        return PAYING
    is_debited = stands.debit in (DebitState.ON, DebitState.NO_CARD)
    if stands.past_due:
        return NOT_DEBITED if is_debited else LATE
    if returned:
        return RETURNED
    if any(bill.due_date <= stands.today + timedelta(days=1) for bill in stands.coming):
        return DEBITED_SOON if stands.debit is DebitState.ON else DUE_SOON
    if reviewed:
        return REVIEWED
    if not stands.bills:
        return PAID_OFF if stands.paid_off else NOTHING
    return NO_HURRY_DEBITED if stands.debit is DebitState.ON else NO_HURRY
