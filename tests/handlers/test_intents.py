"""Plain words open the right screen; a name is not mistaken for one."""

from __future__ import annotations

import pytest

from handlers import home, orders, shop
from handlers.intents import guess, is_back, is_cancel, meaning
from handlers.screen import WordHandler


@pytest.mark.parametrize(
    ("words", "handler"),
    [
        ("账单", orders.bills_words),
        (" 账单。", orders.bills_words),
        ("帳單", orders.bills_words),
        ("这个月要还多少钱？", orders.bills_words),
        ("BILLS", orders.bills_words),
        ("还款", orders.repay_words),
        ("我要还款！", orders.repay_words),
        ("我想看一下还款计划", orders.orders_words),
        ("訂單", orders.orders_words),
        ("去逛逛", shop.shop_words),
        ("购物车", shop.cart_words),
        ("Ｈｅｌｐ", home.help_words),
        ("？", home.help_words),
    ],
)
def test_words_open_the_screen_they_ask_for(words: str, handler: WordHandler) -> None:
    assert guess(words) is handler


@pytest.mark.parametrize(
    "words", ["", "你觉得今天天气怎么样", "<b>x</b>", "'; DROP TABLE", "\u200b", "账单" * 100, "😀"]
)
def test_other_words_are_honestly_not_understood(words: str) -> None:
    assert guess(words) is None


@pytest.mark.parametrize("words", ["张示例", "欧阳示例", "13800000000", "110101199003070011"])
def test_an_answer_is_not_taken_for_a_phrase(words: str) -> None:
    assert meaning(words) is None


def test_cancel_and_back_can_be_typed() -> None:
    assert is_cancel("取消")
    assert is_cancel("Cancel")
    assert is_back("返回")
    assert not is_cancel("不要取消")
