"""The text of the agreement on a plan in hardship, filled in for a customer."""

from __future__ import annotations

from datetime import date

from domain.hardship.results import HardshipAgreement, HardshipPreview
from domain.rescheduling.results import SignedText
from handlers.hardship.wording import offer_name
from handlers.ui import bill_names
from handlers.ui.i18n import Texts, document

VERSION = "hardship-2026-11"


def agreement_text(t: Texts, agreement: HardshipAgreement) -> str:
    shown = agreement.preview
    plan = shown.plan
    return document(t.locale, f"agreements/{VERSION}.txt") % {
        "name": agreement.name_mask,
        "id_number": agreement.id_number_mask,
        "lender": t.name(shown.loan.lender_name),
        "contact": shown.loan.lender_contact,
        "number": agreement.order_number,
        # With its year, whichever it is: a contract is read years later.
        "day": t.day(plan.since, date.min),
        "plan": offer_name(t, shown.option.offer),
        "rows": "\n".join(
            t(
                "%(bill)s：%(due)s，应还 %(amount)s",
                bill=bill_names.period(t, row.no),
                due=row.due_date.isoformat(),
                amount=t.money(row.payment_fen),
            )
            for row in plan.rows
        ),
        "total": t.money(plan.total_fen),
        "rate": _rate(t, shown),
        "waived": t.money(plan.waived_fen),
        "days": shown.lapse_days,
    }


def signed_text(t: Texts, agreement: HardshipAgreement) -> SignedText:
    """Return what proves later which text it was."""
    return SignedText.of(VERSION, agreement_text(t, agreement), t.locale)


def _rate(t: Texts, shown: HardshipPreview) -> str:
    if shown.bears_interest:
        return t("本金按年化 %(rate)s（单利）计息。", rate=t.percent(shown.plan.annual_pct))
    return t("不另收利息，手续费不增加。")
