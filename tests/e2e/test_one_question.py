"""Only what was asked last is answered by the next words; nobody is held in a question they have left."""

from __future__ import annotations

import pytest

from tests.support.persons import Person

CARD = "6222020000000000018"


@pytest.mark.bought(3)
async def test_a_question_left_for_another_takes_no_words_any_more(person: Person) -> None:
    await person.say("绑卡")
    await person.press("开通自动扣款")
    assert "储蓄卡卡号" in (await person.last()).text
    await person.say("账号安全")
    await person.press("设置防钓鱼码")
    assert "防钓鱼码设好了" in (await person.say("春暖花开")).text
    answer = await person.say("随便说一句")
    assert "卡号" not in answer.text
    assert "没完全听懂" in answer.text


@pytest.mark.bought(3)
async def test_the_question_asked_last_is_the_one_that_is_answered(person: Person) -> None:
    await person.say("账号安全")
    await person.press("设置防钓鱼码")
    await person.say("绑卡")
    await person.press("开通自动扣款")
    assert "尾号 0018" in (await person.say(CARD)).text
    await person.say("找客服")
    await person.press("直接写给客服")
    await person.say("账号安全")
    await person.press("设置防钓鱼码")
    assert "防钓鱼码设好了" in (await person.say("春暖花开")).text
    assert "没完全听懂" in (await person.say("随便说一句")).text
