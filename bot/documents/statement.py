"""The statement of a period (对账单): what fell due, what was paid, and what was open after each line."""

from __future__ import annotations

from itertools import accumulate

from bot.documents.content import Column, Document, Headline, Table
from bot.documents.model import EntryKind, Statement, StatementEntry
from bot.documents.wording import holder_fields, issue_fields, long_day, notes
from handlers.i18n import N_, Texts
from handlers.views.parts import goods

_KIND_NAMES = {
    EntryKind.BILL: N_("到期应还"),
    EntryKind.PENALTY: N_("罚息"),
    EntryKind.REPAYMENT: N_("收到还款"),
    EntryKind.REFUND: N_("退货冲抵"),
}


def statement_document(t: Texts, statement: Statement) -> Document:
    return Document(
        title=t("对账单"),
        made_at=statement.issue.issued_at,
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
        ),
        table=_table(t, statement) if statement.entries else None,
        issue=issue_fields(t, statement.issue),
        notes=notes(t, statement.issue, *_own_notes(t, statement)),
    )


def _own_notes(t: Texts, statement: Statement) -> tuple[str, ...]:
    what_open_means = t("待还金额是已经到期还没还的部分，不包括还没到期的各期。")
    return (
        (what_open_means,)
        if statement.entries
        else (t("这段时间没有到期的账单，也没有还款。"), what_open_means)
    )


def _table(t: Texts, statement: Statement) -> Table:
    open_fen = list(accumulate((e.change_fen for e in statement.entries), initial=statement.opening_fen))[1:]
    return Table(
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
        t(
            "%(kind)s　%(goods)s　%(no)d/%(periods)d 期",
            kind=t(_KIND_NAMES[entry.kind]),
            goods=goods(t, entry.title, entry.item_count),
            no=entry.no,
            periods=entry.periods,
        ),
        amount if entry.kind.is_charge else "",
        "" if entry.kind.is_charge else amount,
        t.money(open_fen),
    )
