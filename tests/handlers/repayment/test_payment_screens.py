"""What a payment that waits for the customer asks of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.payments.results import ActionKind, PayAction, PaymentAwaited
from domain.text import LocalText
from handlers.buttons.repayment import (
    AskAnother,
    AskCancelPayment,
    CancelPayment,
    CheckPayment,
    OpenPayment,
    PayBy,
)
from handlers.repayment.payment_views import ask_cancel, awaited_screen, method_rows, qr_caption
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from locales.catalogue import LOCALES

WECHAT = {"zh_CN": "微信", "zh_TW": "微信", "en": "WeChat"}
ALIPAY = {"zh_CN": "支付宝", "zh_TW": "支付寶", "en": "Alipay"}


def by_code(gateway: str) -> PaymentAwaited:
    return PaymentAwaited(
        payment_id="p",
        quote_id="o",
        loan_id="l",
        title=LocalText({"zh_CN": "示例手机"}),
        item_count=1,
        lender_name=LocalText({"zh_CN": "示例银行"}),
        amount_fen=133300,
        gateway=gateway,
        is_debit=False,
        action=PayAction(ActionKind.QR, "https://qr.example.com/p"),
        expires_at=datetime(2026, 1, 5, 12, tzinfo=UTC),
        reported_at=None,
    )


def said_of(gateway: str, locale: str) -> list[str]:
    t, awaited = texts_for(locale), by_code(gateway)
    return [awaited_screen(t, awaited).html(), qr_caption(t, awaited)]


@pytest.mark.parametrize("locale", LOCALES)
def test_alipays_code_is_scanned_with_alipay(locale: str) -> None:
    for said in said_of("alipay", locale):
        assert ALIPAY[locale] in said
        assert "¥1,333.00" in said


@pytest.mark.parametrize("locale", LOCALES)
def test_wechats_code_is_scanned_with_wechat_and_by_the_camera_only(locale: str) -> None:
    """It takes none from an album, which whoever reads the chat on their only phone would try."""
    for said in said_of("wechat", locale):
        assert WECHAT[locale] in said
        assert "¥1,333.00" in said
        assert not [name for name in ALIPAY.values() if name in said]
    screen = said_of("wechat", locale)[0]
    assert {"zh_CN": "相册", "zh_TW": "相簿", "en": "photos"}[locale] in screen
    assert screen.count("\n") == said_of("alipay", locale)[0].count("\n") + 1


@pytest.mark.parametrize("locale", LOCALES)
def test_who_may_choose_is_shown_both_by_their_names(locale: str) -> None:
    rows = method_rows(texts_for(locale), 133300, "?", ("alipay", "wechat"), lambda name: PayBy("o", name))
    labels = [row[0].label for row in rows]
    assert [ALIPAY[locale] in label for label in labels] == [True, False]
    assert [WECHAT[locale] in label for label in labels] == [False, True]


@pytest.mark.parametrize("locale", LOCALES)
def test_another_gateways_code_is_not_called_alipays(locale: str) -> None:
    for said in said_of("qr", locale):
        assert not [name for name in (*ALIPAY.values(), *WECHAT.values()) if name in said]
        assert "¥1,333.00" in said


def test_what_is_said_of_a_code_is_a_whole_sentence() -> None:
    assert said_of("alipay", "zh_CN")[0].startswith("请用支付宝扫下面的二维码，付 <b>¥1,333.00</b>。")
    assert said_of("qr", "zh_CN")[0].startswith("请扫下面的二维码，付 <b>¥1,333.00</b>。")
    assert said_of("alipay", "zh_TW")[1] == "用支付寶掃描，付 <b>¥1,333.00</b>"
    assert said_of("qr", "en")[1] == "Scan to pay <b>¥1,333.00</b>"


def test_calling_a_payment_off_is_asked_once() -> None:
    t, awaited = texts_for("zh_CN"), by_code("alipay")
    assert actions(awaited_screen(t, awaited)) == [CheckPayment("p"), AskAnother("p"), AskCancelPayment("p")]
    asked = ask_cancel(t, awaited)
    assert "应还金额不变" in asked.html()
    assert actions(asked) == [CancelPayment("p"), OpenPayment("l")]


def actions(screen: Reply) -> list[object]:
    return [button.action for row in screen.keyboard for button in row or ()]
