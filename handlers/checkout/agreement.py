"""The text of the agreement, filled in for a customer."""

from __future__ import annotations

import hashlib
from datetime import date

from domain.checkout.results import AgreementFacts, Disclosure
from domain.value import Value
from handlers.bills.grace import agreed_grace
from handlers.plans.charges import cost_clause, payments
from handlers.plans.disclosure_views import (
    deferral,
    partial_prepayment,
    penalty_base,
    penalty_daily_rate,
    prepayment,
    prepayment_fee,
)
from handlers.ui.components import METHOD_NAMES
from handlers.ui.i18n import Texts, document

AGREEMENT_VERSION = "installment-2026-11"


class AgreementText(Value):
    """The agreement as filled in for this customer, and what proves later that it was this one."""

    text: str
    version: str
    locale: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def agreement_text(t: Texts, facts: AgreementFacts) -> AgreementText:
    shown = facts.disclosure
    filled = document(t.locale, f"agreements/{AGREEMENT_VERSION}.txt") % {
        "name": facts.name_mask,
        "id_number": facts.id_number_mask,
        "lender": t.name(shown.lender_name),
        "contact": shown.lender_contact,
        "url": shown.lender_url,
        "goods": t("、").join(f"{t.name(line.name)} × {line.quantity}" for line in facts.lines),
        "principal": t.money(shown.principal_fen),
        "periods": shown.periods,
        "method": t(METHOD_NAMES[shown.method]),
        "cost": cost_clause(t, shown),
        "total": t.money(shown.total_fen),
        "payments": payments(t, shown.schedule),
        "at_drawdown": _fee_clause(t, shown) + _deferral_clause(t, shown),
        "simple": t.percent(shown.simple_pct),
        "compound": t.percent(shown.compound_pct),
        "first_due": shown.first_payment.due_date.isoformat(),
        "last_due": shown.schedule[-1].due_date.isoformat(),
        "late": _late_clause(t, shown),
        "prepayment": prepayment(t, shown),
        "prepayment_fee": prepayment_fee(t, shown),
        "partial": "\n".join(partial_prepayment(t, shown)),
    }
    return AgreementText(filled, AGREEMENT_VERSION, t.locale)


def _late_clause(t: Texts, shown: Disclosure) -> str:
    """Say what penalty interest is charged on what is late, from when, and by whom; or that none is."""
    # With its year, whichever it is: a contract is read years later.
    grace = agreed_grace(t, shown, lambda day: t.day(day, date.min))
    if not shown.penalty_daily_pct:
        return t("逾期不收罚息。%(grace)s", grace=grace)
    return t(
        "到期日 24:00 前没有还清的，从次日起按%(base)s每日 %(rate)s 计收罚息，直到还清。%(grace)s"
        "罚息由乙方收取，按年计不超过 %(cap)s。",
        base=penalty_base(t, shown),
        rate=penalty_daily_rate(t, shown),
        grace=grace,
        cap=t.exact(shown.penalty.cap_annual_pct),
    )


def _fee_clause(t: Texts, shown: Disclosure) -> str:
    """Say when a fee at drawdown is paid; nothing where there is none."""
    if not shown.drawdown_fee_fen:
        return ""
    fee = t.money(shown.drawdown_fee_fen)
    return t("这笔利息 %(fee)s 在签约当天由甲方另行付清，不从货款里扣除，各期不再收。", fee=fee)


def _deferral_clause(t: Texts, shown: Disclosure) -> str:
    """Say that nothing is paid before a first due date that was put off, and what becomes of the interest; else nothing."""
    said = deferral(t, shown)
    return t("先用后付：%(terms)s。", terms=said) if said else ""
