"""Confirming a repayment, and its receipt."""

from __future__ import annotations

from datetime import date

from domain.dates import SHANGHAI
from domain.results import OfferView, Receipt, Split
from handlers.callback_data import ConfirmRepayment, OpenBill, OpenBills, OpenOrder
from handlers.i18n import Texts
from handlers.reply import Button, Reply, reply
from handlers.views.parts import back, bold, goods


def confirm_screen(t: Texts, offer: OfferView, *, demo: bool) -> Reply:
    bill = offer.bill
    return reply(
        t(
            "还 %(amount)s：%(goods)s　第 %(no)d/%(periods)d 期",
            amount=bold(t.money(offer.amount_fen)),
            goods=goods(t, bill.title, bill.item_count),
            no=bill.no,
            periods=bill.periods,
        ),
        split_text(t, offer.split),
        t("<i>演示环境：用模拟支付，不会真的扣款。</i>") if demo else None,
        keyboard=[
            [
                Button(
                    t("确认还款 %(amount)s", amount=t.money(offer.amount_fen)),
                    ConfirmRepayment(offer.offer_id),
                    style="primary",
                )
            ],
            [back(t, OpenBill(bill.installment_id))],
        ],
    )


def split_text(t: Texts, split: Split) -> str:
    parts = [t("本金 %(amount)s", amount=t.money(split.principal_fen))]
    if split.interest_fen + split.fee_fen:
        parts.append(t("利息 %(amount)s", amount=t.money(split.interest_fen + split.fee_fen)))
    if split.penalty_fen:
        parts.append(t("罚息 %(amount)s", amount=t.money(split.penalty_fen)))
    return " ＋ ".join(parts)


def receipt_screen(t: Texts, receipt: Receipt, today: date) -> Reply:
    bill = receipt.bill
    return reply(
        t("✅ 已还 %(amount)s", amount=bold(t.money(receipt.amount_fen))),
        t(
            "%(goods)s　第 %(no)d/%(periods)d 期",
            goods=goods(t, bill.title, bill.item_count),
            no=bill.no,
            periods=bill.periods,
        ),
        split_text(t, receipt.split),
        t(
            "%(time)s　回单号 %(number)s",
            time=f"{receipt.paid_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            number=f"<code>{receipt.payment_id}</code>",
        ),
        _what_is_next(t, receipt, today),
        keyboard=[
            [Button(t("我的账单"), OpenBills()), Button(t("看还款计划"), OpenOrder(bill.order_id))],
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
