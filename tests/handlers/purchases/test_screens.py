"""What is seen of buying at once: offered where it can be paid, without a word of instalments, and every end is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.wiring import Container
from domain.catalog.results import CartLineView, CartView, ProductView
from domain.outbox.results import NoticeKind
from domain.payments.purchase_notices import PurchaseContent, PurchaseRefundContent
from domain.payments.results import (
    ActionKind,
    PayAction,
    PurchaseAwaited,
    PurchaseMoney,
    PurchaseReceipt,
)
from domain.plans.results import OfferedPlans
from domain.purchases.results import PurchaseLine, PurchaseView
from domain.text import LocalText
from domain.value import replace
from handlers.buttons.purchases import (
    AskCancelPurchase,
    BuyAtOnce,
    CancelPurchase,
    CheckoutCartAtOnce,
    CheckPurchase,
    OpenPurchasePayment,
    PayPurchase,
    RenewPurchase,
)
from handlers.buttons.shipping import TypeDeliveryAddress
from handlers.catalog.cart_views import cart_screen
from handlers.catalog.views import product_card
from handlers.purchases.notices import VIEWS
from handlers.purchases.views import ask_cancel, awaited_screen, confirm_screen
from handlers.repayment.purchase_receipt import purchase_receipt_screen
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from locales.catalogue import LOCALES
from tests.support.debtors import with_bills

T = texts_for("zh_CN")
TODAY = date(2026, 1, 5)
NAME = LocalText({"zh_CN": "手机 <小>"})
PHONE = ProductView("phone", "phones", NAME, NAME, 399_900, 3, cash_price_fen=389_900)
PURCHASE = PurchaseView("p1", (PurchaseLine("phone", NAME, 389_900, 2),), 779_800, from_cart=False)
RECEIPT = PurchaseReceipt(
    "y1", "o1", "F260105ABC", PURCHASE.lines, 779_800, datetime(2026, 1, 5, 2, 0, tzinfo=UTC), "R", "alipay"
)
AWAITED = PurchaseAwaited(
    "y1",
    PURCHASE,
    779_800,
    "alipay",
    PayAction(ActionKind.QR, "https://qr.example.com"),
    datetime(2026, 1, 5, 2, 15, tzinfo=UTC),
)
NO_PLANS = OfferedPlans((), None, None)
FINE = with_bills(date(2026, 1, 5))
MONEY = PurchaseMoney("p1", NAME, 2, 779_800)


def actions(screen: Reply) -> list[object]:
    return [button.action for row in screen.keyboard for button in row or ()]


def test_a_card_offers_it_with_its_price_where_it_can_be_paid_and_there_is_something() -> None:
    offered = product_card(T, PHONE, NO_PLANS, 0, FINE, at_once=True)
    assert BuyAtOnce("phone") in actions(offered)
    assert "一次付清 ¥3,899.00" in [button.label for row in offered.keyboard for button in row or ()]
    for screen in (
        product_card(T, PHONE, NO_PLANS, 0, FINE),
        product_card(T, replace(PHONE, stock=0), NO_PLANS, 0, FINE, at_once=True),
    ):
        assert BuyAtOnce("phone") not in actions(screen)


def test_so_does_the_cart_with_the_sum_of_the_cash_prices() -> None:
    plain = replace(PHONE, id="case", cash_price_fen=None, price_fen=5_900)
    cart = CartView((CartLineView(PHONE, 2), CartLineView(plain, 1)))
    labels = [
        button.label
        for row in cart_screen(T, cart, NO_PLANS, FINE, at_once=True).keyboard
        for button in row or ()
    ]
    assert "一次付清 ¥7,857.00" in labels
    assert CheckoutCartAtOnce() not in actions(cart_screen(T, cart, NO_PLANS, FINE))


def test_the_confirmation_names_goods_total_and_every_way_to_pay() -> None:
    screen = confirm_screen(T, PURCHASE, ("sandbox", "alipay"), held_minutes=15, demo=True)
    assert "一次付清 <b>¥7,798.00</b>" in screen.html()
    assert "手机 &lt;小&gt; × 2" in screen.html()
    assert "15 分钟" in screen.html()
    assert actions(screen)[:2] == [PayPurchase("p1", "sandbox"), PayPurchase("p1", "alipay")]


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, [CheckPurchase("y1"), AskCancelPurchase("y1")]),
        ({"action": PayAction(ActionKind.INVOICE)}, [AskCancelPurchase("y1")]),
        ({"action": None}, [PayPurchase("p1", "alipay"), AskCancelPurchase("y1")]),
        ({"action": None, "expires_at": None}, [CheckPurchase("y1"), AskCancelPurchase("y1")]),
    ],
)
def test_a_payment_that_waits_says_what_to_do_and_can_be_called_off(
    changed: dict[str, object], wanted: list[object]
) -> None:
    assert actions(awaited_screen(T, replace(AWAITED, **changed))) == wanted


def test_calling_it_off_is_asked_once_and_says_what_is_not_kept() -> None:
    screen = ask_cancel(T, AWAITED)
    assert "商品不再给您留着" in screen.html()
    assert actions(screen) == [CancelPurchase("y1"), OpenPurchasePayment("y1")]


def test_until_when_the_goods_are_kept_is_said() -> None:
    assert "请在 10:15 前付好" in awaited_screen(T, AWAITED).html()


def test_the_receipt_is_proof_and_leads_to_the_order() -> None:
    screen = purchase_receipt_screen(T, RECEIPT)
    assert screen.stays
    assert "F260105ABC" in screen.html()
    assert "演示环境" not in screen.html()
    assert "演示环境" in purchase_receipt_screen(T, replace(RECEIPT, gateway="sandbox")).html()


def told(locale: str, outcome: PurchaseReceipt | PurchaseMoney) -> Reply:
    view = next(one for one in VIEWS if one.kind is NoticeKind.PURCHASE)
    return view(texts_for(locale), PurchaseContent(NoticeKind.PURCHASE, TODAY, outcome))


def test_word_of_a_payment_that_came_late_asks_where_the_goods_go() -> None:
    content = PurchaseContent(NoticeKind.PURCHASE, TODAY, RECEIPT, needs_address=True)
    view = next(one for one in VIEWS if one.kind is NoticeKind.PURCHASE)
    asking = view(T, content)
    assert "还差一步：填好收货地址" in asking.html()
    assert actions(asking)[0] == TypeDeliveryAddress()
    assert TypeDeliveryAddress() not in actions(told("zh_CN", RECEIPT))


def test_what_became_of_a_payment_is_told_by_itself() -> None:
    assert "下单成功" in told("zh_CN", RECEIPT).html()
    assert "没有扣款，也没有下单" in told("zh_CN", MONEY).html()
    assert actions(told("zh_CN", MONEY)) == [RenewPurchase("p1")]
    assert "钱会自动原路退回" in told("zh_CN", replace(MONEY, has_come=True)).html()
    view = next(one for one in VIEWS if one.kind is NoticeKind.PURCHASE_REFUND)
    back = view(T, PurchaseRefundContent(NoticeKind.PURCHASE_REFUND, TODAY, MONEY))
    assert "¥7,798.00</b> 已经原路退回" in back.html()


@pytest.mark.parametrize("locale", LOCALES)
def test_no_word_of_instalments_bills_or_loans_is_said_of_it(locale: str) -> None:
    t = texts_for(locale)
    said = [
        awaited_screen(t, AWAITED).html(),
        purchase_receipt_screen(t, RECEIPT).html(),
        *(told(locale, outcome).html() for outcome in (RECEIPT, MONEY, replace(MONEY, has_come=True))),
    ]
    for word in ("分期", "账单", "帳單", "instalment", "installment", "bill", "loan", "利息", "interest"):
        assert not [text for text in said if word in text.lower()], word


async def test_no_confirmation_without_a_way_to_pay(container: Container) -> None:
    assert container.services.purchase_payments.payment_methods(0) == ()
    assert container.services.purchase_payments.payment_methods(1) == ("sandbox",)
