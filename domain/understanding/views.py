"""What half of a sentence means in view of the other: 退货 … 利息呢 asks about the interest after a return. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.understanding.topics import Intent

_COSTS = (
    "faq.plan.rate", "faq.plan.fee", "faq.plan.fee_vs_interest", "faq.early.interest", "screen.cost_paid", "faq.repay.fee",
)  # fmt: skip
_RECORDS = ("faq.credit.reported", "faq.credit.inquiry", "faq.credit.check", "faq.credit.remove")
_TO_PAY = (
    "screen.repay", "screen.amount_due", "screen.total_owed", "faq.bill.paid_still_shown", "screen.last_payment",
)  # fmt: skip
_LIMITS = ("screen.limit", "faq.limit.not_back", "faq.limit.raise", "faq.limit.most")
_EARLY = ("faq.early.", "screen.settle")
_MORE = ("faq.early.part", "faq.repay.twice", "faq.repay.part", "faq.repay.limit")
_LATE = ("faq.overdue.", "screen.overdue_cost", "faq.date.later", "faq.date.payday", "screen.hardship")
_DEBIT = ("faq.autopay.", "screen.autopay")

# What is asked about a wait; how long that is may be said in the other half.
OF_WAITING = frozenset({"screen.overdue_cost", "faq.overdue.consequence"})
# Asked about beside one of these, what it costs or saves is said by the answer to that.
ABSORBED = {"faq.early.part": _MORE}
# Of what the other half is, by the beginning of its topic; what this half is taken for; and what it means then.
_MEANT: Sequence[tuple[Sequence[str], Sequence[str], str]] = (
    (("faq.refund.",), _COSTS, "faq.refund.interest"),
    (("faq.refund.",), _TO_PAY, "faq.refund.still_pay"),
    (("faq.refund.",), _LIMITS, "faq.refund.limit_back"),
    (_MORE, (*_COSTS, "faq.early.worth", "faq.plan.compare"), "faq.early.part"),
    (("faq.date.together", "faq.repay.batch"), ("screen.total_owed",), "screen.amount_due"),
    (_EARLY, ("faq.plan.compare",), "faq.early.worth"),
    (_EARLY, ("faq.plan.rate", "faq.plan.fee_vs_interest"), "faq.early.interest"),
    (_EARLY, ("faq.plan.fee", "faq.repay.fee"), "faq.early.fee"),
    (_EARLY, ("screen.limit", "faq.limit.not_back"), "faq.early.limit_back"),
    (_LATE, (*_COSTS, "faq.repay.twice"), "screen.overdue_cost"),
    (_LATE, _RECORDS[:3], "faq.credit.overdue"),
    (_DEBIT, _RECORDS[:3], "faq.credit.overdue"),
    (_DEBIT, ("faq.plan.fee", "faq.plan.rate"), "faq.repay.fee"),
    (_DEBIT, ("faq.limit.not_enough",), "faq.autopay.balance"),
)
_INTENT_OF: Mapping[str, Intent] = {
    "faq.refund.": Intent.REFUND_CANCEL,
    "faq.early.": Intent.EARLY_REPAY,
    "screen.overdue_cost": Intent.OVERDUE,
    "screen.amount_due": Intent.BILL_QUERY,
    "faq.credit.": Intent.CREDIT_RECORD,
    "faq.repay.": Intent.REPAY_NOW,
    "faq.autopay.": Intent.AUTO_DEBIT,
}
# What only tells how one stands, where it is told and not asked.
OF_STANDING = frozenset(
    {
        "faq.overdue.grace", "faq.overdue.consequence", "faq.overdue.again", "screen.last_payment", "screen.settle",
        "screen.overdue_cost", "screen.total_owed", "faq.account.again", "faq.bill.paid_still_shown", "screen.hardship",
        "faq.date.payday",
    }
)  # fmt: skip


def in_view_of(others: Sequence[str], topic: str) -> str | None:
    """Return what is asked by a half that is taken for `topic` beside halves about `others`; None where that is as it is."""
    for beginnings, taken, meant in _MEANT:
        if topic in taken and topic != meant and any(one.startswith(tuple(beginnings)) for one in others):
            return meant
    return None


def intent_meant(topic: str) -> Intent | None:
    """Return the intent of what a half means in view of the other, where that is all that is asked."""
    return next((intent for at, intent in _INTENT_OF.items() if topic.startswith(at)), None)
