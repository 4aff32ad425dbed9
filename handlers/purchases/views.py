"""Buying at once: what is confirmed, and a payment that waits for the customer or the bank."""

from __future__ import annotations

from domain.payments.results import ActionKind, PurchaseAwaited
from domain.purchases.results import PurchaseView
from handlers.buttons.catalog import OpenCart, OpenProduct, OpenShop
from handlers.buttons.home import OpenHome
from handlers.buttons.purchases import (
    AskCancelPurchase,
    CancelPurchase,
    CheckPurchase,
    OpenPurchasePayment,
    PayPurchase,
)
from handlers.repayment.payment_views import cancel_rows, method_rows, only_by_camera, until, what_to_do
from handlers.repayment.views import demo_note
from handlers.ui.components import back, bold, line_text
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply


def confirm_screen(
    t: Texts, purchase: PurchaseView, payment_methods: tuple[str, ...], *, held_minutes: int, demo: bool
) -> Reply:
    amount = t.money(purchase.total_fen)
    return reply(
        t("一次付清 %(amount)s", amount=bold(amount)),
        _goods(t, purchase),
        t("不分期，不借款，也不用实名。开始付款后，商品给您留 %(minutes)d 分钟。", minutes=held_minutes),
        demo_note(t, demo=demo),
        keyboard=[
            *method_rows(
                t,
                purchase.total_fen,
                t("付款 %(amount)s", amount=amount),
                payment_methods,
                lambda payment_method: PayPurchase(purchase.purchase_id, payment_method),
            ),
            [_back(t, purchase)],
        ],
    )


def changed(t: Texts) -> str:
    """Say over the confirmation that it is not the one of before."""
    return t("刚才的确认已经过期，没有扣款。现在是这样：")


def _back(t: Texts, purchase: PurchaseView) -> Button:
    return back(t, OpenCart() if purchase.from_cart else OpenProduct(purchase.lines[0].product_id))


def _goods(t: Texts, purchase: PurchaseView) -> str:
    return "\n".join(line_text(t, line) for line in purchase.lines)


def awaited_screen(t: Texts, awaited: PurchaseAwaited) -> Reply:
    """Show what has to happen for the payment to go through, and how to call it off."""
    amount = bold(t.money(awaited.amount_fen))
    cancel = [Button(t("取消这次付款"), AskCancelPurchase(awaited.payment_id))]
    goods = _goods(t, awaited.purchase)
    if awaited.action is not None:
        paid = Button(t("我已付款"), CheckPurchase(awaited.payment_id), style="primary")
        return reply(
            what_to_do(t, awaited, amount),
            only_by_camera(t, awaited),
            goods,
            until(t, awaited),
            t("付好就算下单，到时没付，商品就不再留着。"),
            keyboard=[[paid] if awaited.action.kind is ActionKind.QR else None, cancel],
        )
    if awaited.expires_at is None:
        return reply(
            t("银行正在处理 %(amount)s，结果出来我会告诉您，不用再付一次。", amount=amount),
            goods,
            keyboard=[[Button(t("查一下结果"), CheckPurchase(awaited.payment_id))], cancel],
        )
    again = PayPurchase(awaited.purchase.purchase_id, awaited.gateway)
    return reply(
        t("付款页面没有打开，也没有扣款。请再试一次。"),
        goods,
        keyboard=[[Button(t("再试一次"), again, style="primary")], cancel],
    )


def ask_cancel(t: Texts, awaited: PurchaseAwaited) -> Reply:
    payment_id = awaited.payment_id
    return reply(
        t("要取消这次付款吗？取消后不会扣款，也不会下单，商品不再给您留着。如果已经付了，请先不要取消。"),
        _goods(t, awaited.purchase),
        keyboard=cancel_rows(
            t, awaited.amount_fen, CancelPurchase(payment_id), OpenPurchasePayment(payment_id)
        ),
    )


def called_off(t: Texts) -> Reply:
    return reply(
        t("这次付款已取消，没有扣款，也没有下单。"),
        keyboard=[
            [Button(t("去逛逛"), OpenShop(), style="primary")],
            [Button(t("回首页"), OpenHome())],
        ],
    )
