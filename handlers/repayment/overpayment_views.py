"""Overpayments (多付的钱), and their refund."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.payments.results import OverpaymentView
from handlers.buttons.bills import OpenBills
from handlers.buttons.orders import OpenOrder
from handlers.buttons.repayment import OpenOverpayment, RefundOverpayment
from handlers.ui.components import back, bold, goods, home
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def overpayment_screen(t: Texts, overpayment: OverpaymentView) -> Reply:
    title = escape(goods(t, overpayment.title, overpayment.item_count))
    if not overpayment.free_fen and not overpayment.underway:
        said = t("这笔分期没有要退给您的钱。")
        if overpayment.refunded_fen:
            said = t("%(amount)s 已经原路退回。", amount=bold(t.money(overpayment.last_refund_fen)))
        return reply(said, title, keyboard=[[back(t, OpenOrder(overpayment.order_id))]])
    return reply(
        t("您多付了 %(amount)s，可以原路退回。", amount=bold(t.money(overpayment.free_fen)))
        if overpayment.free_fen
        else None,
        *(
            t("%(amount)s 正在退回，到账后我会告诉您。", amount=bold(t.money(amount_fen)))
            for amount_fen in overpayment.underway
        ),
        t("另有 %(amount)s 已经原路退回。", amount=bold(t.money(overpayment.refunded_fen)))
        if overpayment.underway and overpayment.refunded_fen
        else None,
        title,
        keyboard=[
            [
                Button(
                    t("退回 %(amount)s", amount=t.money(overpayment.free_fen)),
                    RefundOverpayment(overpayment.loan_id),
                    style="primary",
                )
            ]
            if overpayment.free_fen
            else None,
            [back(t, OpenOrder(overpayment.order_id))],
        ],
    )


def overpayments_screen(t: Texts, overpayments: Sequence[OverpaymentView]) -> Reply:
    """Show what is overpaid; of several loans the customer chooses one."""
    if not overpayments:
        return reply(t("目前没有要退给您的钱。"), keyboard=[[Button(t("我的账单"), OpenBills())], [home(t)]])
    if len(overpayments) == 1:
        return overpayment_screen(t, overpayments[0])
    return reply(
        t("这几笔分期有多付的钱："),
        keyboard=[
            *(
                [
                    Button(
                        t(
                            "%(goods)s　%(amount)s",
                            goods=goods(t, overpayment.title, overpayment.item_count),
                            amount=t.money(overpayment.left_fen),
                        ),
                        OpenOverpayment(overpayment.loan_id),
                        name=t.name(overpayment.title),
                    )
                ]
                for overpayment in overpayments
            ),
            [home(t)],
        ],
    )
