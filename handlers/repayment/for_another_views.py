"""Somebody else pays (代付): who asks for it sees the link, and whoever opens it the amount, the code and nothing else."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from domain.payments.results import CodeForAnother, PaymentAwaited
from handlers.buttons.repayment import OpenPayment
from handlers.repayment.payment_views import only_by_camera, until, what_to_do
from handlers.ui.components import back, bold
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, Reply, reply

_SHARE = "https://t.me/share/url"


def link_screen(t: Texts, awaited: PaymentAwaited, link: str) -> Reply:
    asked = urlencode({"url": link, "text": t("想请您帮忙付一笔，打开后能看到金额和付款码。")})
    return reply(
        t("把这个链接发给要帮您付的人："),
        f"<code>{escape(link)}</code>",
        t("只能付这一笔 %(amount)s。", amount=bold(t.money(awaited.amount_fen))),
        until(t, awaited),
        t("对方看得到金额和付款码，看不到您的名字，也看不到买了什么。"),
        t("付好了我会告诉您。万一要退款，会退回对方付款的账户。"),
        keyboard=[
            [
                Button(t("发给对方"), url=f"{_SHARE}?{asked}", style="primary"),
                Button(t("复制链接"), copy=link),
            ],
            [back(t, OpenPayment(awaited.loan_id))],
        ],
    )


def asked_screen(t: Texts, code: CodeForAnother) -> Reply:
    return reply(
        t("有人想请您帮忙付一笔分期账单。"),
        what_to_do(t, code, bold(t.money(code.amount_fen))),
        only_by_camera(t, code),
        until(t, code),
        t("付好就行，对方会收到通知。不认识对方的话，请不要付。"),
    )


def nothing_to_pay(t: Texts) -> Reply:
    return reply(t("这个付款链接已经失效，现在不用付。还需要帮忙付的话，请对方重新发一个。"))
