"""The payment methods on a confirmation, and a payment that waits for the customer, the bank or the lender."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from domain.dates import SHANGHAI
from domain.money import plain_yuan
from domain.payments.gateways import NOTHING_TO_PAY
from domain.payments.ports import Charge
from domain.payments.results import ActionKind, CodeForAnother, PaymentAwaited, PurchaseAwaited
from domain.quotes.results import QuoteView
from handlers.buttons.bills import OpenBills
from handlers.buttons.repayment import (
    AskAnother,
    AskCancelPayment,
    CancelPayment,
    CheckPayment,
    ConfirmRepayment,
    OpenPayment,
    PayBy,
    ReportPayment,
)
from handlers.ui.callback_data import Action
from handlers.ui.components import bold, goods, name
from handlers.ui.i18n import N_, Texts, texts_for
from handlers.ui.reply import Button, Reply, reply

UNNAMED = ("sandbox", NOTHING_TO_PAY)  # the ways that need no name of their own
METHOD_LABELS = {
    "telegram": N_("用 Telegram 支付 %(amount)s"),
    "alipay": N_("支付宝扫码付 %(amount)s"),
    "wechat": N_("用微信支付 %(amount)s"),
    "external": N_("去机构页面还 %(amount)s"),
}
# Whose app scans a gateway's code; what is not here takes whatever app the customer has for it.
SCANNING_APPS = {"alipay": N_("支付宝"), "wechat": N_("微信")}
# Which of these apps takes a code from the camera only: who reads this on their phone needs another screen to show it.
BY_CAMERA_ONLY = frozenset({"wechat"})

Awaited = PaymentAwaited | PurchaseAwaited | CodeForAnother


def pay_rows(t: Texts, quote: QuoteView, label: str, payment_methods: tuple[str, ...]) -> list[list[Button]]:
    """Return a row for each payment method that can pay the quote; `label` is what the usual one says."""
    return method_rows(
        t,
        quote.amount_fen,
        label,
        payment_methods,
        lambda payment_method: (
            ConfirmRepayment(quote.quote_id)
            if payment_method in UNNAMED
            else PayBy(quote.quote_id, payment_method)
        ),
    )


def method_rows(
    t: Texts, amount_fen: int, label: str, payment_methods: tuple[str, ...], action: Callable[[str], Action]
) -> list[list[Button]]:
    """Return the same rows as `pay_rows`, of anything that `action` pays."""
    rows = []
    for number, payment_method in enumerate(payment_methods):
        text = (
            label
            if payment_method not in METHOD_LABELS
            else t(METHOD_LABELS[payment_method], amount=t.money(amount_fen))
        )
        rows.append([Button(text, action(payment_method), style="primary" if number == 0 else None)])
    return rows


def no_method(t: Texts, payment_methods: tuple[str, ...]) -> str | None:
    return None if payment_methods else t("这个金额现在没有可用的支付方式，可以换个金额再试。")


def awaited_screen(t: Texts, awaited: PaymentAwaited) -> Reply:
    """Show what has to happen for the payment to go through, and how to call it off."""
    title = escape(goods(t, awaited.title, awaited.item_count))
    amount = bold(t.money(awaited.amount_fen))
    if awaited.reported_at is not None:
        return reply(
            t(
                "收到，正在等%(lender)s确认这笔 %(amount)s。确认后账单会自动更新，我会告诉您，现在不用再还一次。",
                lender=name(t, awaited.lender_name),
                amount=amount,
            ),
            title,
            keyboard=[[Button(t("我的账单"), OpenBills())]],
        )
    if awaited.action is None:
        return _without_action(t, awaited, title, amount)
    return reply(
        what_to_do(t, awaited, amount),
        only_by_camera(t, awaited),
        title,
        until(t, awaited),
        keyboard=_keyboard(t, awaited),
    )


def what_to_do(t: Texts, awaited: Awaited, amount: str) -> str:
    """Say what the customer has to do for the payment to go through."""
    assert awaited.action is not None
    match awaited.action.kind:
        case ActionKind.QR:
            if awaited.gateway not in SCANNING_APPS:
                return t("请扫下面的二维码，付 %(amount)s。", amount=amount)
            app = t(SCANNING_APPS[awaited.gateway])
            return t("请用%(app)s扫下面的二维码，付 %(amount)s。", app=app, amount=amount)
        case ActionKind.INVOICE:
            return t("付款单在下面，点「支付」付 %(amount)s。", amount=amount)
        case ActionKind.PAGE:
            assert isinstance(awaited, PaymentAwaited)  # no goods are paid on a lender's page
            return t(
                "请到%(lender)s自己的页面还 %(amount)s，还好后回来点「我已还款」。",
                lender=name(t, awaited.lender_name),
                amount=amount,
            )


def only_by_camera(t: Texts, awaited: Awaited) -> str | None:
    """Say what to do on the very phone whose app is to scan the code, where that takes none from its pictures."""
    if (
        awaited.action is None
        or awaited.action.kind is not ActionKind.QR
        or awaited.gateway not in BY_CAMERA_ONLY
    ):
        return None
    return t(
        "%(app)s不能从相册识别付款码。如果正用手机看这里，请在电脑或另一部手机上打开这段对话，再用%(app)s扫。",
        app=t(SCANNING_APPS[awaited.gateway]),
    )


def _keyboard(t: Texts, awaited: PaymentAwaited) -> list[list[Button]]:
    assert awaited.action is not None
    cancel = [Button(t("取消这次付款"), AskCancelPayment(awaited.payment_id))]
    match awaited.action.kind:
        case ActionKind.QR:
            paid = [Button(t("我已还款"), CheckPayment(awaited.payment_id), style="primary")]
            return [paid, [Button(t("请别人帮我付"), AskAnother(awaited.payment_id))], cancel]
        case ActionKind.INVOICE:
            return [cancel]
        case ActionKind.PAGE:
            page = [Button(t("打开还款页面"), url=awaited.action.content)] if awaited.action.content else []
            return [
                [*page, Button(t("复制金额"), copy=plain_yuan(awaited.amount_fen))],
                [Button(t("我已还款"), ReportPayment(awaited.payment_id), style="primary")],
                cancel,
            ]


def _without_action(t: Texts, awaited: PaymentAwaited, title: str, amount: str) -> Reply:
    if awaited.is_debit:
        return reply(
            t("正在自动扣款 %(amount)s，结果出来我会告诉您，不用再付一次。", amount=amount),
            title,
            keyboard=[[Button(t("我的账单"), OpenBills())]],
        )
    if awaited.expires_at is None:
        return reply(
            t("银行正在处理 %(amount)s，结果出来我会告诉您，不用再付一次。", amount=amount),
            title,
            keyboard=[
                [Button(t("查一下结果"), CheckPayment(awaited.payment_id))],
                [Button(t("我的账单"), OpenBills())],
            ],
        )
    return reply(
        t("付款页面没有打开，也没有扣款。请再试一次。"),
        title,
        keyboard=[
            [Button(t("再试一次"), PayBy(awaited.quote_id, awaited.gateway), style="primary")],
            [Button(t("取消这次付款"), AskCancelPayment(awaited.payment_id))],
        ],
    )


def until(t: Texts, awaited: Awaited) -> str | None:
    """Say until when it can be paid."""
    if awaited.expires_at is None:
        return None
    return t("请在 %(time)s 前付好。", time=f"{awaited.expires_at.astimezone(SHANGHAI):%H:%M}")


def still_waiting(t: Texts) -> str:
    return t("还没收到这笔钱，稍等一会儿再看看。")


def qr_caption(t: Texts, awaited: Awaited) -> str:
    """Return what stands under the picture of the code, as HTML."""
    amount = bold(t.money(awaited.amount_fen))
    if awaited.gateway not in SCANNING_APPS:
        return t("扫一扫，付 %(amount)s", amount=amount)
    return t("%(app)s扫一扫，付 %(amount)s", app=t(SCANNING_APPS[awaited.gateway]), amount=amount)


def ask_cancel(t: Texts, awaited: PaymentAwaited) -> Reply:
    return reply(
        t("要取消这次付款吗？取消后不会扣款，应还金额不变。如果已经付了，请先不要取消。"),
        escape(goods(t, awaited.title, awaited.item_count)),
        keyboard=cancel_rows(
            t, awaited.amount_fen, CancelPayment(awaited.payment_id), OpenPayment(awaited.loan_id)
        ),
    )


def cancel_rows(t: Texts, amount_fen: int, cancel: Action, screen: Action) -> list[list[Button]]:
    """Return the rows under the question whether a payment is to be called off. `screen` is the one it was asked on: no
    place that one came from, since paying led to it.
    """
    label = t("取消付款 %(amount)s", amount=t.money(amount_fen))
    return [[Button(label, cancel, style="danger")], [Button(t("返回"), screen)]]


def called_off(t: Texts) -> Reply:
    return reply(
        t("这次付款已取消，没有扣款。应还金额不变。"),
        keyboard=[[Button(t("我的账单"), OpenBills(), style="primary")]],
    )


def invoice_wording(charge: Charge) -> tuple[str, str, str]:
    """Title, description and label of an invoice: short, and nothing personal."""
    t = texts_for(charge.locale)
    if charge.at_once:
        return t("一次付清"), t("商品货款，付款单 %(number)s", number=charge.subject), t("应付金额")
    return t("分期还款"), t("订单 %(number)s 的还款", number=charge.subject), t("应还金额")


def refused_at_checkout(t: Texts) -> str:
    """Shown by Telegram itself, in plain text, when it may not charge."""
    return t("金额或账单刚刚有变动，这次没有扣款。请回到账单重新确认。")


def purchase_lapsed(t: Texts) -> str:
    """Shown by Telegram itself, in plain text, when it may not charge for goods any more."""
    return t("这笔付款已经过期或取消，这次没有扣款。请重新下单。")


def being_paid(t: Texts) -> str:
    return t("这笔付款正在处理，请稍等，不用再付一次。")
