"""Words where a name or a number was asked for: what is plainly none is not taken for one."""

from __future__ import annotations

import pytest

from tests.support.builders import ADULT, NAME, PHONE
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient


@pytest.fixture
async def person(sandbox: SandboxClient) -> Person:
    """Somebody who is asked for their name."""
    somebody = Person(sandbox, 71)
    await somebody.arrive()
    await somebody.buy_now()
    await somebody.press("选 %(periods)d 期", periods=12)
    return somebody


async def test_a_question_opens_its_screen_and_the_checkout_waits(person: Person) -> None:
    for words in ("我想问一下怎么还款", "这个月账单多少钱", "购物车在哪里", "how do I see my bills"):
        answer = await person.say(words)
        assert person.t("继续刚才的下单") in answer.labels, words
        assert "姓名：" not in answer.text, words
    assert "第 2 步" in (await person.say(NAME)).text
    assert person.t("继续刚才的下单") in (await person.say("怎么提前还款？")).labels
    assert "第 3 步" in (await person.say(ADULT)).text
    assert "选哪家机构" in (await person.say(PHONE)).text


async def test_a_sentence_that_is_not_understood_is_asked_back(person: Person) -> None:
    for words in ("我可以不填吗", "为什么要填姓名？", "今天天气真好我们一起出去走走吧"):
        answer = await person.say(words)
        assert "没有把它当作您的回答" in answer.text, words
        assert "请输入您的姓名" in answer.text, words
        assert person.t("取消") in answer.labels, words
    assert "第 2 步" in (await person.say(NAME)).text


async def test_home_waits_for_no_answer_and_offers_the_checkout(person: Person) -> None:
    for home in ("/start", "首页", "你好"):
        assert person.t("继续上次的下单") in (await person.say(home)).labels, home
        answer = await person.say("小米")
        assert "没完全听懂" in answer.text, home
        assert "请输入您的姓名" in (await person.press("继续上次的下单")).text
    await person.say("/help")
    await person.press("返回")
    assert "没完全听懂" in (await person.say("小米")).text
    await person.press("继续上次的下单")
    assert "第 2 步" in (await person.say(NAME)).text


async def test_early_settlement_is_not_mistaken_for_the_bill_that_is_due(person: Person) -> None:
    await person.say("/cancel")
    answer = await person.say("我要提前还款")
    assert answer.text.startswith("提前结清现在还不能在这里办")
