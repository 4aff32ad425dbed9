"""The record as a file: CSV with a byte order mark, so that spreadsheets read its Chinese."""

from __future__ import annotations

from collections.abc import Iterable

from domain.history.results import HistoryBill, HistoryPayment, WholeHistory
from domain.money import plain_yuan
from handlers.history.views import how_text, outcome_text, what_for
from handlers.ui import bill_names
from handlers.ui.components import goods
from handlers.ui.i18n import Texts
from handlers.ui.reply import Attachment
from handlers.ui.spreadsheet import spreadsheet


def history_file(t: Texts, record: WholeHistory) -> Attachment:
    """Bills first, then payments; nothing that is not on the screens."""
    head = (
        t("类别"),
        t("日期"),
        t("商品"),
        t("机构"),
        t("期"),
        t("金额"),
        t("结果"),
        t("还清日期"),
        t("编号"),
    )
    content = spreadsheet((head, *_bills(t, record.bills), *_payments(t, record.payments)))
    day = f"{record.today:%Y-%m-%d}"
    caption = t("🧾 还款记录，截至 %(day)s。可以用表格软件打开。", day=day)
    return Attachment(f"{t('还款记录')} {day}.csv", content, caption)


def _bills(t: Texts, bills: Iterable[HistoryBill]) -> Iterable[tuple[str, ...]]:
    for one in bills:
        bill = one.bill
        yield (
            t("账单"),
            bill.due_date.isoformat(),
            goods(t, bill.title, bill.item_count),
            t.name(bill.lender_name),
            # As a fraction a spreadsheet would make a date of it.
            bill_names.of_plan_in_full(t, bill.no, bill.periods),
            plain_yuan(bill.comes_to_fen),
            how_text(t, one.judged),
            one.paid_on.isoformat() if one.paid_on else "",
            "",
        )


def _payments(t: Texts, payments: Iterable[HistoryPayment]) -> Iterable[tuple[str, ...]]:
    for one in payments:
        yield (
            t("付款"),
            one.day.isoformat(),
            goods(t, one.title, one.item_count),
            "",
            what_for(t, one),
            plain_yuan(one.amount_fen),
            outcome_text(t, one),
            "",
            one.payment_id,
        )
