"""How far an order is stands on its screens in every language; a shop that delivers nothing shows nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.settings import Settings
from bot.wiring import Container
from domain.delivery_terms import DeliveryTerms
from domain.pii.postal_addresses import PostalPart
from domain.shipping.results import AddressView, OrderShipping, ShippingState, WaitingOrder
from domain.text import LocalText
from handlers.buttons.orders import OpenOrder
from handlers.buttons.returns import AskReceipt
from handlers.buttons.shipping import OpenDeliveryAddress, TypeDeliveryAddress
from handlers.checkout.views import order_placed
from handlers.handoff.views import signed
from handlers.orders.views import order_screen
from handlers.privacy.views import ask_erase, overview
from handlers.shipping import views
from handlers.ui.callback_data import Action
from handlers.ui.i18n import texts_for
from handlers.ui.reply import MAX_TEXT, Reply
from tests.support import shipping
from tests.support.people import arrive, buy
from tests.support.shipping import MASK, NUMBER, desk, give_address, sent

T, TODAY = texts_for("zh_CN"), date(2026, 1, 8)
TERMS = DeliveryTerms(date(2026, 1, 1), "退货部 <二> 号", 7)
STATES = {
    ShippingState.NO_ADDRESS: OrderShipping("o", ShippingState.NO_ADDRESS, TERMS),
    ShippingState.WAITING: OrderShipping("o", ShippingState.WAITING, TERMS, MASK),
    ShippingState.SHIPPED: OrderShipping(
        "o", ShippingState.SHIPPED, TERMS, MASK, "<顺丰>", "<SF>1", date(2026, 1, 6)
    ),
    ShippingState.DELIVERED: OrderShipping(
        "o", ShippingState.DELIVERED, TERMS, MASK, "<顺丰>", "<SF>1", date(2026, 1, 6), date(2026, 1, 7)
    ),
}


def actions(screen: Reply) -> Iterator[Action | None]:
    return (button.action for row in screen.keyboard for button in row)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return shipping.delivering(settings)


def test_each_state_is_said_in_its_own_words() -> None:
    said = {state: views.order_texts(T, shown, TODAY) for state, shown in STATES.items()}
    assert said == {
        ShippingState.NO_ADDRESS: ["还没填收货地址，填好才能发货。"],
        ShippingState.WAITING: [f"待发货，寄到：<b>{MASK}</b>"],
        ShippingState.SHIPPED: ["已发货（1/6），&lt;顺丰&gt;，单号 <code>&lt;SF&gt;1</code>。"],
        ShippingState.DELIVERED: ["已签收（1/7），&lt;顺丰&gt;，单号 <code>&lt;SF&gt;1</code>。"],
    }
    assert views.order_texts(T, None, TODAY) == []


def test_the_address_can_be_changed_until_it_was_sent() -> None:
    offered = {
        state: row[0].action if (row := views.address_row(T, shown)) else None
        for state, shown in STATES.items()
    }
    assert offered == {
        ShippingState.NO_ADDRESS: TypeDeliveryAddress(),
        ShippingState.WAITING: OpenDeliveryAddress(),
        ShippingState.SHIPPED: None,
        ShippingState.DELIVERED: None,
    }


def test_an_address_that_cannot_be_read_is_said_to_be_so() -> None:
    shown = OrderShipping("o", ShippingState.WAITING, TERMS, None)
    assert views.order_texts(T, shown, TODAY) == ["待发货，寄到：暂时读不出来，请找客服"]


def test_a_return_names_where_to_and_until_when_or_that_nothing_was_sent() -> None:
    asked_at = datetime(2026, 1, 7, 17, tzinfo=UTC)  # the 8th in Beijing
    said = [views.send_back_text(T, shown, asked_at, TODAY) for shown in (None, *STATES.values())]
    to = "请在 <b>1月15日（周四）</b>24:00 前寄出，寄到：退货部 &lt;二&gt; 号"
    assert said == [None, "还没发货，不用寄回。", "还没发货，不用寄回。", to, to]


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
def test_every_screen_fits_in_every_language(locale: str) -> None:
    t, long = texts_for(locale), LocalText({"zh_CN": "名" * 120})
    orders = tuple(WaitingOrder(f"o{i}", f"F{i}", long, 2) for i in range(20))
    for view in (AddressView(False), AddressView(True), AddressView(True, MASK, orders)):
        assert len(views.address_screen(t, view).html()) < MAX_TEXT
    kept = views.kept(t, AddressView(True, MASK, orders))
    assert sum(isinstance(one, OpenOrder) for one in actions(kept)) == views.MOST_ORDERS
    for screen in (
        kept,
        views.ask_all(t),
        views.problem(t, "all"),
        *(views.ask_missing(t, part, MASK) for part in PostalPart),
        *(views.problem(t, part) for part in PostalPart),
    ):
        assert "%(" not in screen.html()
        assert screen.keyboard


async def test_what_happened_to_an_order_decides_what_its_screen_offers(
    settings: Settings, container: Container
) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    order_id = order.summary.order_id

    async def screen() -> Reply:
        detail = await container.services.orders.order(customer.id, order_id)
        way = await container.services.shipping.of_order(customer.id, order_id)
        return order_screen(T, detail, container.services.today(), way)

    assert AskReceipt(order_id) not in actions(await screen())
    assert TypeDeliveryAddress() in actions(await screen())
    await give_address(container, customer)
    assert OpenDeliveryAddress() in actions(await screen())
    await desk(container, settings).mark(sent(order))
    shown = await screen()
    assert AskReceipt(order_id) in actions(shown)
    assert [button.copy for row in shown.keyboard for button in row if button.copy] == [NUMBER]
    await container.services.returns.confirm_receipt(customer.id, order_id)
    assert AskReceipt(order_id) not in actions(await screen())


async def test_a_placed_order_asks_for_the_address_or_says_which_it_takes(container: Container) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    standing = await container.services.standing.of(customer.id)

    async def placed() -> Reply:
        way = await container.services.shipping.of_order(customer.id, order.summary.order_id)
        return order_placed(T, order, standing, offer_debit=False, shipping=way)

    first = await placed()
    assert first.keyboard[0][0].action == TypeDeliveryAddress()
    assert [button.style for row in first.keyboard for button in row].count("primary") == 1
    await give_address(container, customer)
    assert f"寄到您上次留的地址：<b>{MASK}</b>" in (await placed()).html()
    without = order_placed(T, order, standing, offer_debit=False)
    assert "地址" not in without.html()
    assert not {TypeDeliveryAddress(), OpenDeliveryAddress()} & set(actions(without))


def test_an_order_signed_on_the_lenders_page_asks_for_the_address_too() -> None:
    shown = signed(T, "示例消费金融", "o", STATES[ShippingState.NO_ADDRESS])
    assert "还差一步：填好收货地址" in shown.html()
    assert TypeDeliveryAddress() in actions(shown)
    assert TypeDeliveryAddress() not in actions(signed(T, "示例消费金融", "o"))


async def test_privacy_says_what_the_address_is_for_and_what_becomes_of_it(container: Container) -> None:
    customer = await arrive(container)
    await buy(container, customer)
    privacy = container.services.privacy
    before = await privacy.view(customer.id)
    standing = await container.services.standing.of(customer.id)
    assert "收货地址" not in overview(T, before, standing).html() + ask_erase(T, before, 20260105).html()
    await give_address(container, customer)
    view = await privacy.view(customer.id)
    assert "收货地址和物流" in overview(T, view, standing).html()
    assert "只交给快递" in overview(T, view, standing).html()
    assert "待发货的订单要重新填" in ask_erase(T, view, 20260105).html()
