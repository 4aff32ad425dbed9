"""Words where a name or a number was asked for: what is plainly none is not taken for one."""

from __future__ import annotations

import pytest

from tests.support.builders import ADULT, NAME, PHONE
from tests.support.persons import Person

CARD = "6222020000000000018"


async def test_a_question_opens_its_screen_and_the_checkout_waits(applicant: Person) -> None:
    for words in ("我想问一下怎么还款", "这个月账单多少钱", "购物车在哪里"):
        answer = await applicant.say(words)
        assert applicant.t("继续下单") in answer.labels, words
        assert "姓名：" not in answer.text, words
    assert "第 2 步" in (await applicant.say(NAME)).text
    assert applicant.t("继续下单") in (await applicant.say("怎么提前还款？")).labels
    assert "第 3 步" in (await applicant.say(ADULT)).text
    assert "选哪家机构" in (await applicant.say(PHONE)).text


async def test_a_question_in_another_language_is_answered_in_it_and_the_checkout_waits(
    applicant: Person,
) -> None:
    answer = await applicant.say("how do I see my bills")
    assert answer.text.startswith("🧾 You have no bills to pay.")
    assert answer.labels[0] == "Continue your order"
    assert "第 2 步" in (await applicant.say(NAME)).text


async def test_what_goes_on_with_a_question_is_answered_as_that_and_the_checkout_waits(
    applicant: Person,
) -> None:
    for words, told in (
        ("一期多少", "可以分 3、6、9、12、18 期"),
        ("那12期呢", "分 12 期，"),
        ("为什么", "利息和年化怎么算？"),
    ):
        answer = await applicant.say(words)
        assert told in answer.text, words
        assert applicant.t("继续下单") in answer.labels, words
    assert "第 2 步" in (await applicant.say("那英")).text  # a name, however it begins
    assert "分 3 期，" in (await applicant.say("4000分3期每期多少")).text
    assert "分 12 期，" in (await applicant.say("那12期呢")).text
    assert "第 3 步" in (await applicant.say(ADULT)).text
    assert "选哪家机构" in (await applicant.say(PHONE)).text


async def test_where_nothing_was_asked_words_that_sound_so_are_no_question(applicant: Person) -> None:
    assert (await applicant.say("为什么")).text.startswith("这不像姓名。")
    assert "第 2 步" in (await applicant.say("那英")).text


async def test_a_sentence_that_is_not_understood_is_asked_back(applicant: Person) -> None:
    for words in ("我可以不填吗", "今天天气真好我们一起出去走走吧"):
        answer = await applicant.say(words)
        assert answer.text.startswith("这不像姓名。"), words
        assert applicant.t("取消下单") in answer.labels, words
    assert "第 2 步" in (await applicant.say(NAME)).text


async def test_home_waits_for_no_answer_and_offers_the_checkout(applicant: Person) -> None:
    for home in ("/start", "首页", "你好"):
        assert applicant.t("继续下单") in (await applicant.say(home)).labels, home
        answer = await applicant.say("00.00")
        assert "听懂" in answer.text, home
        assert "请输入您的姓名" in (await applicant.press("继续下单")).text
    await applicant.say("/help")
    await applicant.press("返回")
    assert "听懂" in (await applicant.say("00.00")).text
    await applicant.press("继续下单")
    assert "第 2 步" in (await applicant.say(NAME)).text


async def test_early_settlement_is_not_mistaken_for_the_bill_that_is_due(applicant: Person) -> None:
    await applicant.say("/cancel")
    answer = await applicant.say("我要提前还款")
    assert "没有待还的账单" in answer.text
    await applicant.say("/start")
    await applicant.buy()
    assert (await applicant.say("我要提前还款")).text.startswith("今天结清共")


async def test_a_question_where_a_word_is_asked_for_is_answered_and_the_word_is_still_taken(
    person: Person,
) -> None:
    await person.say("账号安全")
    await person.press("设置防钓鱼码")
    answer = await person.say("征信记错了怎么改？")
    assert answer.text.startswith("征信记错了怎么改？")
    assert answer.text.endswith("刚才问您的还没填完，接着输入就行。")
    assert "防钓鱼码设好了" in (await person.say("春暖花开")).text
    assert "刚才问您的" not in (await person.say("征信记错了怎么改？")).text


@pytest.mark.bought(3)
async def test_a_question_where_a_number_is_asked_for_is_answered_and_the_number_is_still_taken(
    person: Person,
) -> None:
    await person.say("绑卡")
    await person.press("开通自动扣款")
    assert "刚才问您的" in (await person.say("先别从我卡里扣钱")).text
    assert "刚才问您的" in (await person.say("自动扣款几点扣")).text
    assert "尾号 0018" in (await person.say(CARD)).text


@pytest.mark.bought(3)
async def test_what_is_a_screen_of_its_own_leaves_the_question(person: Person) -> None:
    await person.say("绑卡")
    await person.press("开通自动扣款")
    assert "刚才问您的" not in (await person.say("账单")).text
    assert "卡号" not in (await person.say("随便说一句")).text


@pytest.mark.bought(3)
async def test_an_amount_is_the_answer_though_a_question_was_asked_in_between(person: Person) -> None:
    bills = await person.say("账单")
    await person.press(next(label for label in bills.labels if label.startswith("还 ")))
    await person.press("换个金额")
    assert "刚才问您的" in (await person.say("4000分12期每期多少")).text
    further = await person.say("那3期呢")
    assert "¥4,000.00 分 3 期，" in further.text
    assert "刚才问您的" in further.text
    assert "利息和年化怎么算？" in (await person.say("为什么")).text
    assert "¥100.00" in (await person.say("100")).text


async def test_what_was_taken_and_is_typed_once_more_shows_where_the_checkout_stands(
    applicant: Person,
) -> None:
    await applicant.say(NAME)
    again = await applicant.say(NAME)
    assert "第 2 步" in again.text
    assert "不对" not in again.text
    await applicant.say(ADULT)
    assert "第 3 步" in (await applicant.say(NAME)).text
    chosen = await applicant.say(PHONE)
    for words in (PHONE, f"+86 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", NAME):
        again = await applicant.say(words)
        assert "选哪家机构" in again.text, words
        assert again.labels == chosen.labels
    disclosed = await applicant.press_first()
    assert (await applicant.say(PHONE)).labels == disclosed.labels
    assert "没完全听懂" in (await applicant.say("13912345678")).text  # somebody else's is no answer of theirs
