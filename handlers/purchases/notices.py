"""What came of paying for goods at once, and what went back, told by themselves."""

from __future__ import annotations

from html import escape

from domain.outbox.results import NoticeKind
from domain.payments.purchase_notices import PurchaseContent, PurchaseRefundContent
from domain.payments.results import PurchaseMoney, PurchaseReceipt
from handlers.buttons.catalog import OpenShop
from handlers.buttons.orders import OpenOrders
from handlers.buttons.purchases import RenewPurchase
from handlers.repayment.purchase_receipt import purchase_receipt_screen
from handlers.repayment.views import play_note
from handlers.ui.components import bold, goods
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, Reply, reply


def _outcome(t: Texts, content: PurchaseContent) -> Reply:
    outcome = content.outcome
    if isinstance(outcome, PurchaseReceipt):
        return purchase_receipt_screen(t, outcome, needs_address=content.needs_address)
    amount = bold(t.money(outcome.amount_fen))
    if outcome.has_come:
        return reply(
            t(
                "收到您付的 %(amount)s，但没有下单：商品已经没有了，或者这笔付重了、之前就取消了。钱会自动原路退回。",
                amount=amount,
            ),
            _goods(t, outcome),
            play_note(t, is_play=outcome.is_play),
            keyboard=[[Button(t("去逛逛"), OpenShop())]],
        )
    return reply(
        t("刚才那笔 %(amount)s 查到结果了：没有扣款，也没有下单。", amount=amount),
        _goods(t, outcome),
        keyboard=[[Button(t("再试一次"), RenewPurchase(outcome.purchase_id), style="primary")]],
    )


def _refund(t: Texts, content: PurchaseRefundContent) -> Reply:
    money = content.money
    return reply(
        t("%(amount)s 已经原路退回，到账时间以银行为准。", amount=bold(t.money(money.amount_fen))),
        _goods(t, money),
        play_note(t, is_play=money.is_play),
        keyboard=[[Button(t("我的订单"), OpenOrders(0))]],
    )


def _goods(t: Texts, money: PurchaseMoney) -> str:
    return escape(goods(t, money.title, money.item_count))


VIEWS = (
    NoticeView(NoticeKind.PURCHASE, N_("下单结果"), PurchaseContent, _outcome),
    NoticeView(NoticeKind.PURCHASE_REFUND, N_("订单退款"), PurchaseRefundContent, _refund),
)
