"""The statement of a period (对账单): what fell due, what was paid, and what was open after each line."""

from __future__ import annotations

from itertools import accumulate

from bot.documents.content import Column, Headline, PrintedDocument, PrintedTable
from bot.documents.wording import Fields, holder_fields, issue_fields, long_day, notes
from domain.documents.results import EntryKind, Issue, Statement, StatementEntry
from handlers.ui import bill_names
from handlers.ui.components import goods
from handlers.ui.i18n import N_, Texts

_KIND_NAMES = {
    EntryKind.BILL: N_("到期应还"),
    EntryKind.EARLY: N_("未到期部分"),
    EntryKind.PENALTY: N_("罚息"),
    EntryKind.REPAYMENT: N_("收到还款"),
    EntryKind.RETURN: N_("退货冲抵"),
    EntryKind.GIVEN_BACK: N_("抵掉退回的利息"),
    EntryKind.WAIVED: N_("减免"),
}


def statement_document(t: Texts, issue: Issue, statement: Statement) -> PrintedDocument:
    return PrintedDocument(
        title=t("对账单"),
        made_at=issue.issued_at,
        headline=Headline(t("期末待还"), t.money(statement.closing_fen)),
        fields=(
            *holder_fields(t, statement.holder),
            (
                t("对账期间"),
                t(
                    "%(first)s 至 %(last)s",
                    first=long_day(statement.first_day),
                    last=long_day(statement.last_day),
                ),
            ),
            (t("期初待还"), t.money(statement.opening_fen)),
            (t("本期应还"), t.money(statement.charged_fen)),
            (t("本期已还"), t.money(statement.credited_fen)),
            *_owed_back(t, statement),
        ),
        table=_table(t, statement) if statement.entries else None,
        issue=issue_fields(t, issue),
        notes=notes(t, issue, *_own_notes(t, statement)),
    )


def _owed_back(t: Texts, statement: Statement) -> Fields:
    return ((t("应退给您"), t.money(statement.owed_back_fen)),) if statement.owed_back_fen else ()


def _own_notes(t: Texts, statement: Statement) -> tuple[str, ...]:
    what_open_means = t("待还金额是已经到期还没还的部分，不包括还没到期的各期，也不包括还没还的罚息。")
    if not statement.entries:
        return (t("这段时间没有到期的账单，也没有还款。"), what_open_means)
    if any(entry.kind is EntryKind.EARLY for entry in statement.entries):
        early = t("「未到期部分」是提前还的，或者退货时冲抵的，当时还没到期，所以当天同时记应还和已还。")
        return (early, what_open_means)
    return (what_open_means,)


def _table(t: Texts, statement: Statement) -> PrintedTable:
    open_fen = list(accumulate((e.change_fen for e in statement.entries), initial=statement.opening_fen))[1:]
    return PrintedTable(
        columns=(Column.TEXT, Column.TEXT, Column.AMOUNT, Column.AMOUNT, Column.AMOUNT),
        widths=(12, 38, 14, 14, 14),
        header=(t("日期"), t("事项"), t("应还金额"), t("已还金额"), t("待还金额")),
        rows=tuple(
            _row(t, entry, left_fen) for entry, left_fen in zip(statement.entries, open_fen, strict=True)
        ),
        total=(
            "",
            t("合计"),
            t.money(statement.charged_fen),
            t.money(statement.credited_fen),
            t.money(statement.closing_fen),
        ),
    )


def _row(t: Texts, entry: StatementEntry, open_fen: int) -> tuple[str, ...]:
    amount = t.money(entry.amount_fen)
    return (
        long_day(entry.day),
        _what(t, entry),
        amount if entry.kind.is_charge else "",
        "" if entry.kind.is_charge else amount,
        t.money(open_fen),
    )


def _what(t: Texts, entry: StatementEntry) -> str:
    kind, title = t(_KIND_NAMES[entry.kind]), goods(t, entry.title, entry.item_count)
    if entry.first_no is None or entry.last_no is None:
        return t("%(kind)s　%(goods)s", kind=kind, goods=title)
    bills = bill_names.span(t, entry.first_no, entry.last_no)
    return t("%(kind)s　%(goods)s　%(bills)s", kind=kind, goods=title, bills=bills)
