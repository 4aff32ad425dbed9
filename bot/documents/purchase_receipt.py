"""The receipt of goods that were paid at once (付款回单)."""

from __future__ import annotations

from bot.documents.content import Column, Headline, PrintedDocument, PrintedTable
from bot.documents.wording import anonymous_notes, beijing_time, issue_fields
from domain.documents.results import Issue, PaidPurchase
from handlers.ui.i18n import Texts


def purchase_receipt_document(t: Texts, issue: Issue, paid: PaidPurchase) -> PrintedDocument:
    return PrintedDocument(
        title=t("付款回单"),
        made_at=issue.issued_at,
        headline=Headline(t("一次付清"), t.money(paid.total_fen)),
        fields=(
            (t("订单号"), paid.order_number),
            (t("付款时间"), beijing_time(t, paid.paid_at)),
            (t("支付流水号"), paid.gateway_reference),
        ),
        table=PrintedTable(
            columns=(Column.TEXT, Column.AMOUNT),
            widths=(2, 1),
            header=(t("商品"), t("金额")),
            rows=tuple(
                (
                    t("%(name)s × %(quantity)d", name=t.name(line.name), quantity=line.quantity),
                    t.money(line.amount_fen),
                )
                for line in paid.lines
            ),
            total=(t("合计"), t.money(paid.total_fen)),
        ),
        issue=issue_fields(t, issue),
        notes=anonymous_notes(t, issue, t("本回单只说明这笔货款已经付清；之后退的货和退的钱不在里面。")),
    )
