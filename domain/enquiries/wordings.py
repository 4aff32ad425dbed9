"""Short questions whose words leave no doubt what is asked, as people say them: each topic has a net of its
name in `domain/understanding`, for whole sentences only. Pure."""

from __future__ import annotations

from domain.understanding.nets import net
from domain.understanding.normalize import plain
from domain.understanding.topics import Intent

INTENT_OF = {
    "screen.overdue_cost": Intent.OVERDUE,
    "screen.total_owed": Intent.BILL_QUERY,
    "screen.amount_due": Intent.BILL_QUERY,
    "screen.cost_paid": Intent.BILL_QUERY,
    "screen.totals": Intent.BILL_QUERY,
    "faq.bill.paid_still_shown": Intent.BILL_QUERY,
    "screen.repay": Intent.REPAY_NOW,
    "screen.settle": Intent.EARLY_REPAY,
    "screen.plans": Intent.PLAN_INFO,
    "screen.hardship": Intent.CHANGE_DUE_DATE,
    "screen.income": Intent.BILL_QUERY,
    "screen.deferred": Intent.PLAN_INFO,
    "faq.early.part": Intent.EARLY_REPAY,
    "faq.early.debit_after": Intent.EARLY_REPAY,
    "faq.overdue.forgot": Intent.OVERDUE,
    "faq.plan.how": Intent.PLAN_INFO,
    "faq.date.change": Intent.CHANGE_DUE_DATE,
    "faq.lender.who": Intent.OTHER,
}
_NETS = {topic: topic.partition(".")[2].replace(".", "_") for topic in INTENT_OF}


def topic_said(words: str) -> str | None:
    """Return the topic of such a question; None of everything else."""
    said = plain(words).strip("?!。.~, ")
    return next((topic for topic, name in _NETS.items() if net(name).catches(said)), None)
