"""The receipt of one repayment (还款回单)."""

from __future__ import annotations

from bot.documents.content import Document, Headline
from bot.documents.model import RepaymentReceipt
from bot.documents.wording import (
    beijing_time,
    holder_fields,
    issue_fields,
    long_day,
    notes,
    purchase_fields,
    split_table,
)
from handlers.i18n import Texts


def receipt_document(t: Texts, receipt: RepaymentReceipt) -> Document:
    return Document(
        title=t("还款回单"),
        made_at=receipt.issue.issued_at,
        headline=Headline(t("本次还款"), t.money(receipt.split.total_fen)),
        fields=(
            *holder_fields(t, receipt.holder),
            *purchase_fields(t, receipt.purchase),
            (t("期次"), t("第 %(no)d 期，共 %(periods)d 期", no=receipt.no, periods=receipt.periods)),
            (t("应还日"), long_day(receipt.due_date)),
            (t("还款时间"), beijing_time(t, receipt.paid_at)),
            (t("支付流水号"), receipt.gateway_reference),
        ),
        table=split_table(t, receipt.split),
        issue=issue_fields(t, receipt.issue),
        notes=notes(t, receipt.issue, t("本回单只说明这一笔还款已经入账，不代表整笔分期已结清。")),
    )
