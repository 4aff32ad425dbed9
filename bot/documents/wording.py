"""Pieces of wording that several documents share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.documents.content import Column, PrintedTable
from domain.dates import SHANGHAI
from domain.documents.results import Breakdown, Holder, Issue, Purchase
from domain.terms import Charge, ChargeKind
from domain.text import LocalText
from handlers.ui.components import CHARGE_NAMES, goods
from handlers.ui.i18n import Texts

Fields = tuple[tuple[str, str], ...]


def long_day(day: date) -> str:
    """`2026-12-05`, in every language: a document is read in other years, too."""
    return day.isoformat()


def beijing_time(t: Texts, instant: datetime) -> str:
    return t("%(time)s（北京时间）", time=f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}")


def issue_fields(t: Texts, issue: Issue) -> Fields:
    return (
        (t("文件编号"), issue.number),
        (t("开具时间"), beijing_time(t, issue.issued_at)),
        (t("验证码"), issue.verification_code),
    )


def holder_fields(t: Texts, holder: Holder) -> Fields:
    return ((t("借款人"), holder.name_mask), (t("身份证号"), holder.id_number_mask))


def purchase_fields(t: Texts, purchase: Purchase) -> Fields:
    return (
        (t("订单号"), purchase.order_number),
        (t("商品"), goods(t, purchase.title, purchase.item_count)),
        (t("机构"), t.name(purchase.lender_name)),
        (t("机构客服"), purchase.lender_contact),
    )


def saved_field(t: Texts, saved_fen: int | None) -> Fields:
    """Say what settling early saved, against staying on plan; nothing where nobody settled, or it made no difference."""
    if not saved_fen:
        return ()
    label = t("提前结清，比按期还少付") if saved_fen > 0 else t("提前结清，比按期还多付")
    return ((label, t.money(abs(saved_fen))),)


def paid_table(t: Texts, paid: Breakdown, charges: Sequence[Charge] = ()) -> PrintedTable:
    """项目 | 金额: what an amount can be for, also where it is nothing; the rarer ones where there are any. `charges`: by
    which it is said who received a guarantee or service fee.
    """
    return PrintedTable(
        columns=(Column.TEXT, Column.AMOUNT),
        widths=(2, 1),
        header=(t("项目"), t("金额")),
        rows=tuple((label, t.money(amount_fen)) for label, amount_fen in _paid_for(t, paid, charges)),
        total=(t("合计"), t.money(paid.total_fen)),
    )


def _paid_for(t: Texts, paid: Breakdown, charges: Sequence[Charge]) -> list[tuple[str, int]]:
    split, payees = paid.split, {charge.kind: charge.payee for charge in charges}
    lines = [
        (t("本金"), split.principal_fen),
        (t("分期利息"), split.lender_cost_fen),
        (t("罚息"), split.penalty_fen),
    ]
    charged = [
        (_charge(t, kind, payees.get(kind)), amount_fen)
        for kind, amount_fen in (
            (ChargeKind.GUARANTEE, split.guarantee_fen),
            (ChargeKind.SERVICE, split.service_fen),
        )
    ]
    rare = ((t("提前还款违约金"), paid.prepay_fee_fen), (t("抵掉退回的利息"), -paid.given_back_fen))
    return [*lines, *(line for line in (*charged, *rare) if line[1])]


def _charge(t: Texts, kind: ChargeKind, payee: LocalText | None) -> str:
    """Name a fee, and who received it where that is known."""
    charge = t(CHARGE_NAMES[kind])
    if payee is None:
        return charge
    return t("%(charge)s（%(payee)s收取）", charge=charge, payee=t.name(payee))


def notes(t: Texts, issue: Issue, *own: str) -> tuple[str, ...]:
    """Return the notes of a document that names somebody: its own, and those that every such document ends with."""
    demo = (t("演示环境开具：借款和还款都是模拟的，本文件没有法律效力。"),) if issue.is_demo else ()
    how_to_verify = t("姓名和证件号只显示一部分。把验证码发给分期管家，就能核对本文件的编号和内容。")
    return (*own, how_to_verify, *demo)


def anonymous_notes(t: Texts, issue: Issue, *own: str) -> tuple[str, ...]:
    """Return the notes of a document that names nobody, of goods without a loan."""
    demo = (t("演示环境开具：付款是模拟的，本文件没有法律效力。"),) if issue.is_demo else ()
    return (*own, t("把验证码发给分期管家，就能核对本文件的编号和内容。"), *demo)
