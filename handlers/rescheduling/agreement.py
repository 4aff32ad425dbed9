"""The text of the agreement on new due dates, filled in for a customer."""

from __future__ import annotations

from datetime import date

from domain.rescheduling.results import MoveAgreement, MoveKind, MovePreview, SignedText
from handlers.ui import bill_names
from handlers.ui.i18n import Texts, document

VERSION = "due-day-2026-11"


def agreement_text(t: Texts, agreement: MoveAgreement) -> str:
    shown = agreement.preview
    return document(t.locale, f"agreements/{VERSION}.txt") % {
        "name": agreement.name_mask,
        "id_number": agreement.id_number_mask,
        "lender": t.name(shown.loan.lender_name),
        "contact": shown.loan.lender_contact,
        "number": agreement.order_number,
        "change": _change(t, shown),
        "rows": "\n".join(_row(t, shown, no) for no in range(len(shown.shown_rows))),
        "cost": _cost(t, shown),
    }


def signed_text(t: Texts, agreement: MoveAgreement) -> SignedText:
    """Return what proves later which text it was."""
    return SignedText.of(VERSION, agreement_text(t, agreement), t.locale)


def _change(t: Texts, shown: MovePreview) -> str:
    # With its year, whichever it is: a contract is read years later.
    first = t.day(shown.rows[0].due_date, date.min)
    if shown.kind is MoveKind.DUE_DAY:
        return t("自 %(first)s起，没有还清的各期改为每月 %(day)d 日还款。", first=first, day=shown.value)
    return t(
        "%(bill)s的还款日顺延 %(days)d 天，到 %(first)s；其他各期的还款日不变。",
        bill=bill_names.period(t, shown.rows[0].no),
        days=shown.value,
        first=first,
    )


def _row(t: Texts, shown: MovePreview, place: int) -> str:
    row = shown.shown_rows[place]
    return t(
        "%(bill)s：原 %(was)s，改为 %(due)s，应还 %(amount)s",
        bill=bill_names.period(t, row.no),
        was=row.was_due.isoformat(),
        due=row.due_date.isoformat(),
        amount=t.money(row.payment_fen),
    )


def _cost(t: Texts, shown: MovePreview) -> str:
    if shown.extra_fen > 0:
        return t("各期利息合计增加 %(amount)s。", amount=t.money(shown.extra_fen))
    if shown.extra_fen < 0:
        return t("各期利息合计减少 %(amount)s。", amount=t.money(-shown.extra_fen))
    return t("各期利息和费用不变。")
