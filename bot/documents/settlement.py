"""The certificate that a loan is settled (结清证明)."""

from __future__ import annotations

from bot.documents.content import PrintedDocument
from bot.documents.wording import (
    Fields,
    holder_fields,
    issue_fields,
    long_day,
    notes,
    paid_table,
    purchase_fields,
    saved_field,
)
from domain.documents.results import Issue, SettlementCertificate
from domain.terms import OwedPart
from handlers.ui import cost_names
from handlers.ui.i18n import Texts


def settlement_document(t: Texts, issue: Issue, certificate: SettlementCertificate) -> PrintedDocument:
    return PrintedDocument(
        title=t("结清证明"),
        made_at=issue.issued_at,
        declaration=_declaration(t, certificate),
        fields=(
            *holder_fields(t, certificate.holder),
            *purchase_fields(t, certificate.purchase),
            (t("借款日"), long_day(certificate.borrowed_day)),
            (t("借款本金"), t.money(certificate.principal_fen)),
            (t("分期期数"), t("%(periods)d 期", periods=certificate.periods)),
            (t("结清日"), long_day(certificate.settled_day)),
            *_what_went_back(t, certificate),
            *saved_field(t, certificate.saved_fen),
        ),
        table=paid_table(t, certificate.paid, certificate.purchase.charges),
        issue=issue_fields(t, issue),
        notes=notes(t, issue, t("上表是这笔分期累计还清的金额。退货冲抵的本金不算在还款里。")),
    )


def _what_went_back(t: Texts, certificate: SettlementCertificate) -> Fields:
    return ((t("退货冲抵的本金"), t.money(certificate.returned_fen)),) if certificate.returned_fen else ()


def _declaration(t: Texts, certificate: SettlementCertificate) -> str:
    values = {
        "name": certificate.holder.name_mask,
        "id_number": certificate.holder.id_number_mask,
        "lender": t.name(certificate.purchase.lender_name),
        "principal": t.money(certificate.principal_fen),
        "order": certificate.purchase.order_number,
        "day": long_day(certificate.settled_day),
    }
    charged = _charged(certificate)
    if not charged:
        return t(
            "兹证明：%(name)s（身份证号 %(id_number)s）向%(lender)s借款 %(principal)s 的分期（订单号 %(order)s），"
            "已于 %(day)s 全部结清，本金、利息和罚息均无欠款。",
            **values,
        )
    return t(
        "兹证明：%(name)s（身份证号 %(id_number)s）向%(lender)s借款 %(principal)s 的分期（订单号 %(order)s），"
        "已于 %(day)s 全部结清，本金、%(costs)s均无欠款。",
        **values,
        costs=cost_names.parts(t, {OwedPart.INTEREST, OwedPart.PENALTY} | charged),
    )


def _charged(certificate: SettlementCertificate) -> set[OwedPart]:
    """Return which guarantee or service fees the loan had: as agreed, or as paid by a document that was kept without
    what was agreed.
    """
    agreed = {OwedPart(charge.kind) for charge in certificate.purchase.charges}
    split = certificate.paid.split
    paid = ((OwedPart.GUARANTEE, split.guarantee_fen), (OwedPart.SERVICE, split.service_fen))
    return agreed | {part for part, amount_fen in paid if amount_fen}
