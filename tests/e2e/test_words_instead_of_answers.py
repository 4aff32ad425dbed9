"""Words where a name or a number was asked for: what is plainly none is not taken for one."""

from __future__ import annotations

from tests.support.builders import ADULT, NAME, PHONE
from tests.support.persons import Person


async def test_a_question_opens_its_screen_and_the_checkout_waits(applicant: Person) -> None:
    for words in ("我想问一下怎么还款", "这个月账单多少钱", "购物车在哪里", "how do I see my bills"):
        answer = await applicant.say(words)
        assert applicant.t("继续下单") in answer.labels, words
        assert "姓名：" not in answer.text, words
    assert "第 2 步" in (await applicant.say(NAME)).text
    assert applicant.t("继续下单") in (await applicant.say("怎么提前还款？")).labels
    assert "第 3 步" in (await applicant.say(ADULT)).text
    assert "选哪家机构" in (await applicant.say(PHONE)).text


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
