"""Which words are a lender's and which are the customer's own; what is refused, and what is a code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.billtexts.results import NoBill
from domain.tracked.messages import asks_for_more, carries_a_code, message_in
from tests.domain.billtexts.scores import TODAY, rows

SENTENCES = Path("locales/zh_CN/understanding/sentences")


@pytest.mark.parametrize(
    "words",
    [
        "【招商银行】您尾号6021的信用卡账单3,218.77元，到期还款日12月14日。",
        "您尾号6021的信用卡账单3,218.77元，到期还款日12月14日。【招商银行】",
        "尊敬的客户，您的花呗本期应还360.00元，还款日12月10日",
        "花呗还款提醒：本月应还 ¥1,326.48，最后还款日 12月10日",
        "花呗\n本期应还\n¥360.00\n最后还款日 12月10日",
        "微粒贷12月5日应还500元；借呗12月9日应还864.22元",
        "4/12期 210.99元 1月14日到期",
        "Your installment 3/12 of ¥357.24 is due on 10 Dec",
        "Your statement balance is CNY 6,431.09, payment due date 25 Dec 2026",
    ],
)
def test_a_lenders_text_is_known_though_it_was_pasted(words: str) -> None:
    read = message_in(words, TODAY, forwarded=False)
    assert read is not None
    assert read.bills


@pytest.mark.parametrize(
    "words",
    [
        "花呗分期 3999 分12期 每期357.24 每月10号还",
        "我的花呗12月10日要还360元",
        "您好，招商银行信用卡12月14日应还3218元，可以晚几天还吗？",
        "招行 3218 12月14号还",
        "10号还了500怎么没到账",
        "帮我还500",
        "花呗 每月10号 360\n白条 每月15号 268",
        "When is my bill due",
        "what does the 25 Dec bill of CNY 500 mean",
        "Is your 3/12 installment of ¥357.24 due on 10 Dec?",
        "手机 4/12期 210.99元 1月14日到期",
        "拒收营销短信怎么设置",
    ],
)
def test_the_customers_own_words_are_no_lenders(words: str) -> None:
    assert message_in(words, TODAY, forwarded=False) is None


def test_no_question_that_people_ask_is_taken_for_a_lenders_text_or_for_a_code() -> None:
    asked = [
        line.split("\t")[-1]
        for path in sorted(SENTENCES.iterdir())
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(asked) > 10_000
    assert [one for one in asked if message_in(one, TODAY, forwarded=False) or carries_a_code(one)] == []


def test_no_sentence_that_notes_a_bill_is_taken_for_a_lenders_text() -> None:
    noted = [text for text, _ in rows("seen_sentences.tsv")]
    assert [one for one in noted if message_in(one, TODAY, forwarded=False)] == []


def test_what_was_sent_on_is_read_without_a_signature_of_the_day_on_which_it_was_written() -> None:
    words = "花呗本月应还360元，1月10日前还"
    read = message_in(words, date(2025, 12, 30), forwarded=True)
    assert read is not None
    assert read.bills[0].due_on == date(2026, 1, 10)
    assert message_in("你那个分期还了吗", TODAY, forwarded=True) is None  # a friend's words


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("【支付宝】您的校验码是 4821，用于花呗还款。", NoBill.CODE),
        ("【分期乐】最高20万额度，点击领取，退订回T", NoBill.ADVERTISEMENT),
        ("最高20万额度，立即领取，拒收请回复R", NoBill.ADVERTISEMENT),
        ("最高20万额度，立即领取，回T退订", NoBill.ADVERTISEMENT),
        ("您的信用卡本期應繳金額新臺幣3,450元，請於12/20前繳款。", NoBill.FOREIGN_MONEY),
        ("【国家电网】您所在的小区1月8日9时至12时计划停电检修。", NoBill.NOT_A_BILL),
    ],
)
def test_what_is_no_bill_is_refused_with_its_reason(words: str, why: NoBill) -> None:
    read = message_in(words, TODAY, forwarded=False)
    assert read is not None
    assert (read.bills, read.refusal) == ((), why)


@pytest.mark.parametrize(
    ("words", "is_code"),
    [
        ("验证码：482913", True),
        ("【微信支付】123988（动态密码），用于绑定银行卡", True),
        ("驗證碼 482913，五分鐘內有效", True),
        ("Your verification code is 482913", True),
        ("验证码发到尾号1234的手机收不到", False),
        ("2024年办的卡一直收不到验证码", False),
        ("收不到验证码怎么办", False),
        ("密码忘了，订单号 482913", False),
    ],
)
def test_a_code_is_told_from_words_about_codes(words: str, is_code: bool) -> None:
    assert carries_a_code(words) is is_code


def test_bills_ask_for_nothing_that_cheats_do() -> None:
    asking = [
        text for text, expected in rows("seen_messages.tsv") if "bills" in expected and asks_for_more(text)
    ]
    assert len(asking) <= 6  # of 190: 转到卡里, 微信; those a fraud's words are weighed for
