"""The receipt of one repayment (还款回单)."""

from __future__ import annotations

from bot.documents.content import Headline, PrintedDocument
from bot.documents.wording import (
    Fields,
    beijing_time,
    holder_fields,
    issue_fields,
    long_day,
    notes,
    paid_table,
    purchase_fields,
    saved_field,
)
from domain.documents.results import Issue, RepaymentReceipt
from domain.quotes.results import QuoteKind
from handlers.ui import bill_names
from handlers.ui.i18n import N_, Texts

_KIND_NAMES = {
    QuoteKind.BILLS: N_("按账单还款"),
    QuoteKind.SETTLEMENT: N_("提前全部结清"),
    QuoteKind.PREPAYMENT: N_("提前部分还款"),
}


def receipt_document(t: Texts, issue: Issue, receipt: RepaymentReceipt) -> PrintedDocument:
    return PrintedDocument(
        title=t("还款回单"),
        made_at=issue.issued_at,
        headline=Headline(t("本次还款"), t.money(receipt.paid.total_fen)),
        fields=(
            *holder_fields(t, receipt.holder),
            *purchase_fields(t, receipt.purchase),
            (t("还款类型"), t(_KIND_NAMES[receipt.kind])),
            *_what_it_fell_on(t, receipt),
            (t("还款时间"), beijing_time(t, receipt.paid_at)),
            (t("支付流水号"), receipt.gateway_reference),
            *saved_field(t, receipt.saved_fen),
        ),
        table=paid_table(t, receipt.paid, receipt.purchase.charges),
        issue=issue_fields(t, issue),
        notes=notes(t, issue, t("本回单只说明这一笔还款已经入账，不代表整笔分期已结清。")),
    )


def _what_it_fell_on(t: Texts, receipt: RepaymentReceipt) -> Fields:
    """Return what the repayment fell on; nothing where all of it was principal to come."""
    if not receipt.installments:
        return ()
    first, last = receipt.installments[0], receipt.installments[-1]
    if first == last:
        numbers = bill_names.of_plan_in_full(t, first.no, receipt.periods)
        return ((t("期次"), numbers), (t("还款日"), long_day(first.due_date)))
    numbers = bill_names.span_of_plan(t, first.no, last.no, receipt.periods)
    days = t("%(first)s 至 %(last)s", first=long_day(first.due_date), last=long_day(last.due_date))
    return ((t("期次"), numbers), (t("还款日"), days))
