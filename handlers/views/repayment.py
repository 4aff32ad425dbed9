"""Confirming a repayment, and its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.dates import SHANGHAI
from domain.results import BillView, OfferView, PaidBill, Receipt, Split
from handlers.callback_data import (
    ChangeAmount,
    ConfirmRepayment,
    OfferRepayment,
    OpenBill,
    OpenBills,
    OpenOrder,
)
from handlers.i18n import Texts
from handlers.reply import Button, Reply, reply
from handlers.views.parts import back, bold, goods


def confirm_screen(t: Texts, offer: OfferView, today: date, *, demo: bool) -> Reply:
    first = offer.bills[0].bill
    return reply(
        t(
            "还 %(amount)s：%(goods)s　%(periods)s",
            amount=bold(t.money(offer.amount_fen)),
            goods=goods(t, first.title, first.item_count),
            periods=periods(t, offer.bills),
        ),
        split_text(t, offer.split),
        *_what_happens(t, offer, today),
        t("<i>演示环境：用模拟支付，不会真的扣款。</i>") if demo else None,
        keyboard=[
            [
                Button(
                    t("确认还款 %(amount)s", amount=t.money(offer.amount_fen)),
                    ConfirmRepayment(offer.offer_id),
                    style="primary",
                )
            ],
            [Button(t("换个金额"), ChangeAmount(offer.loan_id))],
            [back(t, OpenBill(first.installment_id))],
        ],
    )


def periods(t: Texts, bills: Sequence[PaidBill]) -> str:
    first, last = bills[0].bill, bills[-1].bill
    if first.no == last.no:
        return t("第 %(no)d/%(periods)d 期", no=first.no, periods=first.periods)
    return t(
        "第 %(first)d 到 %(last)d 期，共 %(periods)d 期", first=first.no, last=last.no, periods=first.periods
    )


def _what_happens(t: Texts, offer: OfferView, today: date) -> list[str]:
    """What is left afterwards, and that paying ahead saves nothing."""
    lines: list[str] = []
    for part in offer.bills:
        left_fen = part.bill.owed_fen - part.split.total_fen
        if left_fen:
            lines.append(
                t("第 %(no)d 期还完这笔还差 %(left)s。", no=part.bill.no, left=bold(t.money(left_fen)))
            )
    last = offer.bills[-1].bill
    if last.due_date > today and offer.split.interest_fen + offer.split.fee_fen:
        day = t.day(last.due_date, today)
        lines.append(t("第 %(no)d 期 %(day)s才到期，提前还，利息不会减少。", no=last.no, day=day))
    return lines


def ask_amount(t: Texts, bill: BillView) -> Reply:
    return reply(
        t("想还多少？请输入金额，比如 200、1,200.5 或「三百五十块」。"),
        t(
            "先还最早的一期；多出来的抵后面的期次。现在最早一期还差 %(amount)s。",
            amount=bold(t.money(bill.owed_fen)),
        ),
        keyboard=[[back(t, OfferRepayment(bill.installment_id))]],
    )


def amount_not_read(t: Texts) -> Reply:
    return reply(
        t("这个金额我没看懂。请输入要还的金额，比如 200 或 1,200.5。"),
        keyboard=[[Button(t("我的账单"), OpenBills())]],
    )


def split_text(t: Texts, split: Split) -> str:
    parts = [t("本金 %(amount)s", amount=t.money(split.principal_fen))]
    if split.interest_fen + split.fee_fen:
        parts.append(t("利息 %(amount)s", amount=t.money(split.interest_fen + split.fee_fen)))
    if split.penalty_fen:
        parts.append(t("罚息 %(amount)s", amount=t.money(split.penalty_fen)))
    return " ＋ ".join(parts)


def receipt_screen(t: Texts, receipt: Receipt, today: date) -> Reply:
    first = receipt.bills[0].bill
    return reply(
        t("✅ 已还 %(amount)s", amount=bold(t.money(receipt.amount_fen))),
        t(
            "%(goods)s　%(periods)s",
            goods=goods(t, first.title, first.item_count),
            periods=periods(t, receipt.bills),
        ),
        split_text(t, receipt.split),
        t(
            "%(time)s　回单号 %(number)s",
            time=f"{receipt.paid_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            number=f"<code>{receipt.payment_id}</code>",
        ),
        _what_is_next(t, receipt, today),
        keyboard=[
            [Button(t("我的账单"), OpenBills()), Button(t("看还款计划"), OpenOrder(first.order_id))],
        ],
    )


def _what_is_next(t: Texts, receipt: Receipt, today: date) -> str:
    if receipt.loan_settled or receipt.next_due is None or receipt.next_amount_fen is None:
        return t("这笔分期已经全部还清，谢谢您。")
    return t(
        "下一期 %(day)s还 %(amount)s。",
        day=t.day(receipt.next_due, today),
        amount=t.money(receipt.next_amount_fen),
    )
