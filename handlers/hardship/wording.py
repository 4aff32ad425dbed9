"""What a lender's offer is called, and what a plan means for the record."""

from __future__ import annotations

from html import escape

from domain.rescheduling.results import MovableLoan
from domain.terms import HardshipOffer
from handlers.ui.i18n import Texts


def offer_name(t: Texts, offer: HardshipOffer) -> str:
    """`分 24 期`, and what comes before."""
    if offer.now_pct and offer.interest_only_months:
        return t(
            "先还本金的 %(part)s，再分 %(months)d 期，前 %(free)d 期不还本金",
            part=t.exact(offer.now_pct),
            months=offer.months,
            free=offer.interest_only_months,
        )
    if offer.now_pct:
        return t("先还本金的 %(part)s，再分 %(months)d 期", part=t.exact(offer.now_pct), months=offer.months)
    if offer.interest_only_months:
        return t(
            "分 %(months)d 期，前 %(free)d 期不还本金", months=offer.months, free=offer.interest_only_months
        )
    return t("分 %(months)d 期", months=offer.months)


def record_line(t: Texts, loan: MovableLoan) -> str:
    """Say what is known of the credit report, and no more."""
    return t(
        "征信：已经报送的逾期记录不会因为方案改掉；方案期间怎么报送由机构定，可以先问机构客服 %(contact)s。",
        contact=escape(loan.lender_contact),
    )
