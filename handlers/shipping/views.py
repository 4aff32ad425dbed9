"""The address goods are sent to, and how far an order is on its way: as a screen, and as lines of others."""

from __future__ import annotations

from datetime import date, datetime
from html import escape

from domain.pii.postal_addresses import PostalPart
from domain.shipping.results import AddressView, OrderShipping, ShippingState, WaitingOrder
from handlers.buttons.orders import OpenOrder, OpenOrders
from handlers.buttons.shipping import OpenDeliveryAddress, TypeDeliveryAddress
from handlers.buttons.support import OpenAgent
from handlers.ui.components import back, bold, goods, home
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

MOST_ORDERS = 3  # with a button of their own


# Lines of an order's screens


def order_texts(t: Texts, shipping: OrderShipping | None, today: date) -> list[str]:
    """Say how far the order is; nothing where it is not delivered through here."""
    if shipping is None:
        return []
    if shipping.state is ShippingState.NO_ADDRESS:
        return [t("还没填收货地址，填好才能发货。")]
    if shipping.state is ShippingState.WAITING:
        return [t("待发货，寄到：%(address)s", address=_address(t, shipping.mask))]
    values = {
        "carrier": escape(shipping.carrier or ""),
        "number": f"<code>{escape(shipping.tracking_no or '')}</code>",
    }
    if shipping.delivered_on is not None:
        day = t.short_day(shipping.delivered_on, today)
        return [t("已签收（%(day)s），%(carrier)s，单号 %(number)s。", day=day, **values)]
    assert shipping.shipped_on is not None
    day = t.short_day(shipping.shipped_on, today)
    return [t("已发货（%(day)s），%(carrier)s，单号 %(number)s。", day=day, **values)]


def address_row(t: Texts, shipping: OrderShipping | None, *, style: str | None = None) -> ButtonRow | None:
    """Offer to say where the order is to be sent, until it was; in this `style` where nobody knows yet."""
    if shipping is None or shipping.is_sent:
        return None
    if shipping.state is ShippingState.NO_ADDRESS:
        return asking_row(t, style=style)
    return [Button(t("改收货地址"), OpenDeliveryAddress())]


def asking_row(t: Texts, *, style: str | None = None) -> ButtonRow:
    return [Button(t("填收货地址"), TypeDeliveryAddress(), style=style)]


def asking_text(t: Texts) -> str:
    return t("还差一步：填好收货地址，商家就能发货。")


def number_row(t: Texts, shipping: OrderShipping | None) -> ButtonRow | None:
    """Offer the number to be pasted where parcels are looked up."""
    if shipping is None or shipping.tracking_no is None:
        return None
    return [Button(t("复制单号"), copy=shipping.tracking_no)]


def placed_text(t: Texts, shipping: OrderShipping | None) -> str | None:
    """Say with an order that was just placed where it goes."""
    if shipping is None or shipping.is_sent:
        return None
    if shipping.state is ShippingState.NO_ADDRESS:
        return asking_text(t)
    return t("寄到您上次留的地址：%(address)s", address=_address(t, shipping.mask))


def asks_address(shipping: OrderShipping | None) -> bool:
    return shipping is not None and shipping.state is ShippingState.NO_ADDRESS


def may_have_arrived(shipping: OrderShipping | None) -> bool:
    """Return whether receipt can be confirmed: nobody knows of what is not delivered through here."""
    return shipping is None or shipping.is_sent


def send_back_text(t: Texts, shipping: OrderShipping | None, asked_at: datetime, today: date) -> str | None:
    """Say where goods go back to and until when."""
    if shipping is None:
        return None
    if not shipping.is_sent:
        return t("还没发货，不用寄回。")
    return t(
        "请在 %(day)s24:00 前寄出，寄到：%(address)s",
        day=bold(t.day(shipping.terms.send_back_by(asked_at), today)),
        address=escape(shipping.terms.return_to),
    )


def _address(t: Texts, mask: str | None) -> str:
    return bold(mask) if mask is not None else t("暂时读不出来，请找客服")


# The address


def address_screen(t: Texts, view: AddressView) -> Reply:
    if not view.delivers:
        return reply(
            t("商家没有在这里收集收货地址，送货的事可以问客服。"),
            keyboard=[[Button(t("找客服"), OpenAgent())], [home(t)]],
        )
    title = bold(t("收货地址"))
    if view.mask is None:
        return reply(
            title,
            t("还没填收货地址。"),
            _purpose(t),
            keyboard=[
                [Button(t("填收货地址"), TypeDeliveryAddress(), style="primary")],
                [back(t, OpenOrders(0))],
            ],
        )
    return reply(
        title,
        bold(view.mask),
        _orders_text(t, view.orders),
        _purpose(t),
        keyboard=[
            [Button(t("换一个地址"), TypeDeliveryAddress())],
            *_order_rows(t, view.orders),
            [back(t, OpenOrders(0))],
        ],
    )


def _purpose(t: Texts) -> str:
    return t("只用来发货：加密保存，只交给快递，不交给分期机构。")


def _orders_text(t: Texts, orders: tuple[WaitingOrder, ...]) -> str | None:
    """Say what is going to be sent there."""
    if not orders:
        return t("下次下单会寄到这里。")
    named = t("、").join(escape(goods(t, one.title, one.item_count)) for one in orders)
    return t("待发货的订单寄到这里：%(goods)s", goods=named)


def _order_rows(t: Texts, orders: tuple[WaitingOrder, ...]) -> list[ButtonRow]:
    return [
        [Button(t("看订单 %(number)s", number=one.number), OpenOrder(one.order_id))]
        for one in orders[:MOST_ORDERS]
    ]


# Typing it


def ask_all(t: Texts) -> Reply:
    return reply(
        t("请把收件人姓名、手机号和地址一次发给我，像这样："),
        _example(t),
        _purpose(t),
        t("您发的这条消息，我读完就删除。"),
        keyboard=_cancel(t),
    )


def _example(t: Texts) -> str:
    return f"<code>{escape(t('张三 13800138000 浙江省杭州市西湖区文三路 1 号'))}</code>"


_QUESTIONS = {
    PostalPart.RECEIVER: N_("收件人是谁？请输入姓名："),
    PostalPart.PHONE: N_("请输入收件人的手机号（11 位）："),
    PostalPart.ADDRESS: N_("请输入地址，写到街道和门牌号："),
}
_PROBLEMS = {
    PostalPart.RECEIVER: N_("这不像姓名，请再输入一次收件人的姓名："),
    PostalPart.PHONE: N_("这不像手机号，请再输入一次，要 11 位："),
    PostalPart.ADDRESS: N_("这不像地址，请写到街道和门牌号，再输入一次："),
}


def ask_missing(t: Texts, missing: PostalPart, known: str) -> Reply:
    """Ask for what is missing beside what is `known`, masked."""
    return reply(t("已记下：%(known)s", known=bold(known)), t(_QUESTIONS[missing]), keyboard=_cancel(t))


def problem(t: Texts, asked: str) -> Reply:
    """Say that an answer is not what was asked for; `asked` as `InvalidInput` says it."""
    if asked == "all":
        return reply(t("没看出收货信息，请像这样再发一次："), _example(t), keyboard=_cancel(t))
    return reply(t(_PROBLEMS[PostalPart(asked)]), keyboard=_cancel(t))


def kept(t: Texts, view: AddressView) -> Reply:
    assert view.mask is not None
    return reply(
        t("✅ 收货地址记好了：%(address)s", address=bold(view.mask)),
        _orders_text(t, view.orders),
        t("发货前都可以改。"),
        keyboard=[
            *_order_rows(t, view.orders),
            [Button(t("换一个地址"), TypeDeliveryAddress())],
            [Button(t("我的订单"), OpenOrders(0)), home(t)],
        ],
    )


def _cancel(t: Texts) -> list[list[Button]]:
    return [[Button(t("取消"), OpenDeliveryAddress())]]
