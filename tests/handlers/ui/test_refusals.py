"""What a refusal says, and where it leads."""

from __future__ import annotations

import pytest

from domain.catalog.errors import (
    OutOfStock,
    PriceChanged,
    QuantityCapped,
    SoldOut,
    SoldOutMeanwhile,
    StockFell,
    WithdrawnMeanwhile,
)
from domain.checkout.errors import AlreadyOrdered
from domain.errors import DomainError
from domain.text import LocalText
from handlers.buttons.catalog import OpenCart, OpenProduct, OpenShop
from handlers.buttons.orders import OpenOrder
from handlers.ui.callback_data import Action
from handlers.ui.i18n import texts_for
from handlers.ui.refusals import refusal, said_over
from handlers.ui.reply import reply

T = texts_for("zh_CN")
GOODS = {"product": LocalText({"zh_CN": "灯 <小> & 亮"}), "product_id": "lamp"}


@pytest.mark.parametrize(
    ("error", "says", "leads_to"),
    [
        (PriceChanged(**GOODS, from_cart=False), "价格刚刚有变", OpenProduct("lamp")),
        (PriceChanged(**GOODS, from_cart=True), "价格刚刚有变", OpenCart()),
        (StockFell(**GOODS, from_cart=False, left=2), "只剩 2 件", OpenProduct("lamp")),
        (SoldOutMeanwhile(**GOODS, from_cart=False), "卖完了", OpenShop()),
        (SoldOutMeanwhile(**GOODS, from_cart=True), "卖完了", OpenCart()),
        (WithdrawnMeanwhile(**GOODS, from_cart=True), "下架了", OpenShop()),
        (AlreadyOrdered(order_id="o1", number="F1"), "订单号 F1", OpenOrder("o1")),
    ],
)
def test_a_checkout_that_is_over_says_why_and_leads_to_where_there_is_something(
    error: DomainError, says: str, leads_to: Action
) -> None:
    shown = refusal(T, error)
    assert says in shown.html()
    assert shown.keyboard[0][0].action == leads_to


def test_names_are_safe_in_a_message_and_as_they_are_in_the_taps_answer() -> None:
    error = OutOfStock(product=GOODS["product"], left=2)
    assert "灯 &lt;小&gt; &amp; 亮 现在只剩 2 件" in refusal(T, error).html()
    over = said_over(T, error, reply("购物车"))
    assert (over.toast or "").startswith("灯 <小> & 亮 现在只剩 2 件")
    assert over.alert
    assert over.html() == "购物车"


def test_the_cap_and_a_sold_out_product_have_sentences_of_their_own() -> None:
    assert refusal(T, QuantityCapped(most=99)).html() == "同一种商品一次最多买 99 件，购物车没有改动。"
    assert "只剩" not in refusal(T, SoldOut(product=GOODS["product"])).html()
