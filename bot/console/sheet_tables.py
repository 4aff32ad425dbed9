"""A customer's sheet as tables, the newest of each list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.console.html import Content, Html, facts, link, table, tag
from bot.console.visit import ROOT, Visit
from bot.console.words import minute
from domain.lookups.results import CustomerSheet, LoanLine
from handlers.lookups import labels
from handlers.support.staff_views import KINDS, LANGUAGES, STATES
from handlers.ui.components import goods
from handlers.ui.i18n import Texts


def head_of(t: Texts, sheet: CustomerSheet) -> Html:
    none = t("没有")
    known: list[tuple[str, Content]] = [
        (t("身份"), t(labels.IDENTITY[sheet.identity])),
        (t("身份证号"), sheet.id_number_mask or none),
        (t("手机号"), sheet.phone_mask or none),
        (t("收货信息"), sheet.address_mask or none),
        (t("语言"), t(LANGUAGES[sheet.reach.locale])),
        (t("从什么时候起"), sheet.person.since.isoformat()),
        (t("今天应还"), t.money(sheet.owed_fen)),
        (t("最久过还款日"), t("%(days)d 天", days=sheet.days_late)),
    ]
    if sheet.frozen_on:
        known.append((t("⚠️ 账号已冻结"), sheet.frozen_on.isoformat()))
    if sheet.reach.blocked_on:
        backup = t("有备用渠道") if sheet.reach.has_backup_channel else t("没有备用渠道")
        known.append((t("⚠️ 客户停用了助手"), f"{sheet.reach.blocked_on.isoformat()} {backup}"))
    return facts(known)


def tables_of(visit: Visit, sheet: CustomerSheet) -> list[Content]:
    t = visit.t
    shown = (
        ("loans", t("借款"), _loans(t, sheet)),
        ("payments", t("付款"), _payments(t, sheet)),
        ("debits", t("自动扣款"), _debits(t, sheet)),
        ("notices", t("通知"), _notices(t, sheet)),
        ("cases", t("工单"), _cases(t, sheet)),
        ("orders", t("订单"), _orders(t, sheet)),
        ("consents", t("同意"), _consents(t, sheet)),
        ("documents", t("单据"), _documents(t, sheet)),
    )
    return [
        part for name, title, (heads, rows) in shown for part in _part(t, sheet, name, title, heads, rows)
    ]


Rows = tuple[Sequence[str], list[list[Content]]]


def _part(
    t: Texts, sheet: CustomerSheet, name: str, title: str, heads: Sequence[str], rows: list[list[Content]]
) -> Iterator[Content]:
    yield tag("h2", title)
    if not rows:
        yield tag("p", t("没有。"))
        return
    yield table(t("只列出最近的几条。") if name in sheet.has_more else t("全部"), heads, rows)


def _loans(t: Texts, sheet: CustomerSheet) -> Rows:
    heads = (t("商品"), t("机构"), t("订单"), t("期数"), t("今天应还"), t("过还款日"), t("下一期"), t("还剩"))
    return heads, [_loan(t, sheet, loan) for loan in sheet.loans]


def _loan(t: Texts, sheet: CustomerSheet, loan: LoanLine) -> list[Content]:
    coming = (
        f"{loan.next_due.isoformat()} {t.money(loan.next_fen)}"
        if loan.next_due
        else t("已结清")
        if loan.is_settled
        else "–"
    )
    return [
        goods(t, loan.title, loan.item_count),
        t.name(loan.lender_name) + (f" {loan.contract_no}" if loan.contract_no else ""),
        loan.order_number,
        f"{loan.paid_periods}/{loan.periods}",
        t.money(loan.owed_fen) + (t("，正在还") if loan.is_paying else ""),
        t("%(days)d 天", days=loan.days_late) if loan.days_late else "–",
        coming,
        t.money(loan.left_fen),
    ]


def _payments(t: Texts, sheet: CustomerSheet) -> Rows:
    heads = (t("时间"), t("金额"), t("结果"), t("怎么付的"), t("编号"))
    return heads, [
        [
            minute(one.at),
            t.money(one.amount_fen if one.received_fen is None else one.received_fen),
            t(labels.PAYMENTS[one.status]) + (f" {one.reason}" if one.reason else ""),
            (t("自动扣款") if one.is_debit else t("客户自己还")) + f" {one.gateway}",
            f"{one.payment_id} {one.gateway_reference or ''}",
        ]
        for one in sheet.payments
    ]


def _debits(t: Texts, sheet: CustomerSheet) -> Rows:
    return (t("日期"), t("时间"), t("结果")), [
        [one.day.isoformat(), one.window, t(labels.DEBITS[one.outcome])] for one in sheet.debits
    ]


def _notices(t: Texts, sheet: CustomerSheet) -> Rows:
    return (t("时间"), t("通知"), t("结果")), [
        [minute(one.at), labels.notice_kind(t, one), labels.notice_outcome(t, one)] for one in sheet.notices
    ]


def _cases(t: Texts, sheet: CustomerSheet) -> Rows:
    return (t("编号"), t("什么事"), t("情况"), t("从什么时候起")), [
        [
            link(f"{ROOT}/cases/{one.case_id}", one.number),
            t(KINDS[one.kind]),
            t(STATES[one.status]),
            minute(one.opened_at),
        ]
        for one in sheet.cases
    ]


def _orders(t: Texts, sheet: CustomerSheet) -> Rows:
    return (t("编号"), t("日期"), t("商品"), t("金额")), [
        [one.number, one.day.isoformat(), goods(t, one.title, one.item_count), t.money(one.total_fen)]
        for one in sheet.orders
    ]


def _consents(t: Texts, sheet: CustomerSheet) -> Rows:
    return (t("同意什么"), t("机构"), t("日期"), t("撤回")), [
        [
            t(labels.PURPOSES[one.purpose]),
            one.about or "–",
            one.given_on.isoformat(),
            one.withdrawn_on.isoformat() if one.withdrawn_on else "–",
        ]
        for one in sheet.consents
    ]


def _documents(t: Texts, sheet: CustomerSheet) -> Rows:
    return (t("编号"), t("单据"), t("日期")), [
        [one.number, t(labels.DOCUMENTS[one.kind]), one.issued_on.isoformat()] for one in sheet.documents
    ]
