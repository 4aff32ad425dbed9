"""What was sent and what has arrived, told by themselves."""

from __future__ import annotations

from html import escape

from domain.cases.types import CaseKind
from domain.outbox.results import NoticeKind
from domain.shipping.notices import AddressContent, ParcelContent
from handlers.buttons.orders import OpenOrder
from handlers.buttons.returns import AskReceipt
from handlers.buttons.support import ANY_LOAN, AskFor, WriteToPerson
from handlers.shipping.views import asking_row
from handlers.ui.callback_data import Action
from handlers.ui.components import bold, goods
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, Reply, reply


def _shipped(t: Texts, content: ParcelContent) -> Reply:
    return reply(
        t("📦 已发货：%(goods)s", goods=_goods(t, content)),
        _number(t, content),
        keyboard=[
            [Button(t("复制单号"), copy=content.tracking_no)],
            [Button(t("看订单 %(number)s", number=content.order_number), OpenOrder(content.order_id))],
        ],
    )


def _delivered(t: Texts, content: ParcelContent) -> Reply:
    return reply(
        t("📦 快递显示已签收：%(goods)s", goods=_goods(t, content)),
        _number(t, content),
        t("收到没问题，请确认收货；没收到或要退货，先不要确认。"),
        keyboard=[
            [Button(t("确认收货"), AskReceipt(content.order_id), style="primary")],
            [Button(t("没收到"), _not_arrived(content))],
            [Button(t("看订单 %(number)s", number=content.order_number), OpenOrder(content.order_id))],
        ],
    )


def _address(t: Texts, content: AddressContent) -> Reply:
    return reply(
        t(
            "📦 %(goods)s下单几天了，还没填收货地址，填好商家就能发货。",
            goods=bold(goods(t, content.title, content.item_count)),
        ),
        t("另外还有 %(count)d 笔订单也在等收货地址，填一次就行。", count=content.more)
        if content.more
        else None,
        keyboard=[
            asking_row(t, style="primary"),
            [Button(t("看订单 %(number)s", number=content.order_number), OpenOrder(content.order_id))],
        ],
    )


def _not_arrived(content: ParcelContent) -> Action:
    """Return what asks the staff to look into it, of this order where that can be said."""
    return WriteToPerson(ANY_LOAN) if content.loan_id is None else AskFor(CaseKind.GOODS, content.loan_id)


def _goods(t: Texts, content: ParcelContent) -> str:
    return bold(goods(t, content.title, content.item_count))


def _number(t: Texts, content: ParcelContent) -> str:
    return t(
        "%(carrier)s，单号 %(number)s",
        carrier=escape(content.carrier),
        number=f"<code>{escape(content.tracking_no)}</code>",
    )


VIEWS = (
    NoticeView(NoticeKind.ADDRESS, N_("收货地址提醒"), AddressContent, _address),
    NoticeView(NoticeKind.SHIPPED, N_("发货通知"), ParcelContent, _shipped),
    NoticeView(NoticeKind.DELIVERED, N_("签收通知"), ParcelContent, _delivered),
)
