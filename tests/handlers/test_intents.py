"""Plain words open the right screen; a name is not mistaken for one."""

from __future__ import annotations

import pytest

from domain.customers.service import LOCALES
from domain.understanding.reader import Decision
from handlers.bills.handlers import bills_words
from handlers.breakdowns import handlers as breakdowns
from handlers.catalog import handlers as shop
from handlers.documents import handlers as documents
from handlers.home import handlers as home
from handlers.intents import classify
from handlers.orders import handlers as orders
from handlers.questions.faq import faq
from handlers.repayment import early
from handlers.repayment import handlers as paying
from handlers.returns import handlers as returns
from handlers.shipping import handlers as shipping
from handlers.ui.intent import Leaving
from handlers.ui.screen import WordHandler
from tests.handlers.sentences import BETWEEN, SENTENCES


@pytest.mark.parametrize(
    ("words", "handler"),
    [
        ("账单", bills_words),
        (" 账单。", bills_words),
        ("帳單", bills_words),
        ("BILLS", bills_words),
        ("还款", paying.repay_words),
        ("我要还款！", paying.repay_words),
        ("訂單", orders.orders_words),
        ("去逛逛", shop.shop_words),
        ("购物车", shop.cart_words),
        ("Ｈｅｌｐ", home.help_words),
        ("？", home.help_words),
        ("提前还款", early.settle_words),
        ("退货", returns.return_words),
        ("收件地址", shipping.address_words),
        ("怎么算的", breakdowns.how_words),
        ("回单", documents.receipt_words),
        ("清償證明", documents.certificate_words),
        ("对账单", documents.statement_words),
        ("对账单 2026-01", documents.statement_words),
        ("2026-01-01 到 2026-03-31", documents.statement_words),
        ("核对", documents.verify_words),
        ("核对 8F3K-29QX-7M2P-WXYZ", documents.verify_words),
        ("８ｆ３ｋ２９ｑｘ７ｍ２ｐｗｘｙｚ", documents.verify_words),
    ],
)
def test_a_known_phrase_opens_its_screen(words: str, handler: WordHandler) -> None:
    assert classify(words).known is handler
    assert classify(words).guessed is handler


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("这个月要还多少钱？", "screen.amount_due"),
        ("我想提前還款，要多少", "screen.settle"),
        ("can I pay it off early", "faq.early.can"),
        ("where are my orders?", "screen.orders"),
        ("退货后分期还要还吗", "faq.refund.still_pay"),
        ("什么时候发货", "screen.orders"),
        ("我要转人工", "screen.agent"),
        ("我不想活了", "faq.crisis"),
    ],
)
def test_a_sentence_is_answered_by_its_topic(words: str, topic: str) -> None:
    intent = classify(words)
    assert intent.known is None
    assert intent.guessed is not None
    assert intent.reading is not None
    assert intent.reading.topic == topic


@pytest.mark.parametrize(
    "words",
    ["", "你觉得今天天气怎么样", "<b>x</b>", "'; DROP TABLE", "\u200b", "😀", "border", "a billion", "cartoon",
     "reorderable"],
)  # fmt: skip
def test_other_words_are_honestly_not_understood(words: str) -> None:
    assert classify(words).guessed is None


@pytest.mark.parametrize(
    "words",
    ["张示例", "欧阳示例", "古丽·示例江", "买合木提·示例", "Bill Smith", "Will Smith", "How Wei Lim",
     "May Order", "Will Do", "Wang Xiaoming", "O'Cart", "13800000000",
     "138 0000 0000", "110101199003070011"],
)  # fmt: skip
def test_an_answer_is_taken_for_neither_a_phrase_nor_a_request(words: str) -> None:
    intent = classify(words)
    assert intent.known is None
    assert not intent.request


@pytest.mark.parametrize(
    "words",
    ["我想问一下怎么还款", "请问可以分几期", "这个分期利息高吗", "帮我看看账单", "我要找客服", "購物車裡有什麼",
     "How much do I owe", "can I pay later", "I want to see my bills", "姓名是什么意思？", "提前還清會不會收違約金",
     "今年啥时候还清", "月底还几笔", "这期不打算还了", "does being late show up anywhere", "zen me huan kuan"],
)  # fmt: skip
def test_questions_and_wishes_are_requests(words: str) -> None:
    assert classify(words).request


@pytest.mark.parametrize("locale", LOCALES)
def test_a_frequent_question_typed_as_it_stands_is_that_question(locale: str) -> None:
    misread = []
    for topic, entry in faq(locale).items():
        intent = classify(entry.question.upper())
        read = intent.reading
        if not intent.request or read is None or (read.topic, read.decision) != (topic, Decision.ANSWER):
            misread.append(entry.question)
    assert misread == []


def test_home_is_not_back() -> None:
    assert classify("首页").leaving is Leaving.HOME
    assert classify("Hello!").leaving is Leaving.HOME
    assert classify("返回").leaving is Leaving.BACK
    assert classify("张示例").leaving is None


def test_cancel_can_be_typed_and_is_not_taken_out_of_a_sentence() -> None:
    assert classify("取消").leaving is Leaving.CANCEL
    assert classify("Cancel").leaving is Leaving.CANCEL
    assert classify("不要取消").leaving is None


@pytest.mark.parametrize(("screen", "leaving", "phrases"), SENTENCES)
def test_every_phrase_means_what_it_meant(
    screen: WordHandler | None, leaving: Leaving | None, phrases: str
) -> None:
    for words in phrases.split(BETWEEN):
        intent = classify(words)
        assert (intent.known, intent.guessed, intent.leaving) == (screen, screen, leaving), words


def test_where_an_answer_is_expected_words_that_may_be_a_name_ask_for_no_screen() -> None:
    assert classify("May Order").wanted is None
    assert classify("where are my orders?").wanted is not None
    assert classify("orders").wanted is orders.orders_words
