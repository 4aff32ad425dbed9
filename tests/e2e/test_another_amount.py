"""Another amount than the whole bill, in the chat: typed as people type, shown before it is paid, in any language."""

from __future__ import annotations

import pytest

from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.purchases import customer
from tests.support.sandbox_client import SandboxClient, Seen

BILL, PART, REST = "¥357.24", "¥350.50", "¥6.74"


pytestmark = pytest.mark.bought(12)


async def at_the_amount(sandbox: SandboxClient, locale: str = "zh_CN") -> Person:
    """Twelve bills of ¥357.24, and the question how much to pay."""
    person = await customer(sandbox, locale)
    await person.say("/repay")
    await person.press("换个金额")
    return person


async def pay_the_next(person: Person) -> Seen:
    """Of what an amount that is not due yet can be used for: the next bill as it stands."""
    return await person.press("先抵下期（不省利息）")


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_a_part_is_read_back_paid_and_the_rest_stays_open(sandbox: SandboxClient, locale: str) -> None:
    person = await at_the_amount(sandbox, locale)
    choice = await person.say("三百五十块五毛")
    assert PART in choice.text
    confirmation = await pay_the_next(person)
    assert PART in confirmation.text
    assert REST in confirmation.text
    receipt = await person.press("确认还款 %(amount)s", amount=PART)
    assert receipt.text.startswith("✅")
    assert "¥326.51" in receipt.text  # of the principal: 350.50 less 23.99 of interest
    bills = await person.say("/bills")
    assert REST in bills.text
    assert BILL not in bills.text


async def test_more_than_a_bill_pays_the_next_ones_and_says_so(sandbox: SandboxClient) -> None:
    person = await at_the_amount(sandbox)
    await person.say("一千二")
    confirmation = await pay_the_next(person)
    assert "第 1 到 4 期，共 12 期" in confirmation.text
    assert "利息不会减少" in confirmation.text
    await person.press("确认还款 %(amount)s", amount="¥1,200.00")
    assert (await person.say("/repay")).text.startswith("还 ¥228.96")  # 4 × 357.24 less 1,200


async def test_an_amount_is_changed_by_typing_another_and_confirmed_once(sandbox: SandboxClient) -> None:
    person = await at_the_amount(sandbox)
    await person.say("200")
    assert "¥100.50" in (await person.say("１００．５元")).text
    await pay_the_next(person)
    await person.press("确认还款 %(amount)s", amount="¥100.50", times=2)
    assert "¥256.74" in (await person.say("/bills")).text


async def test_what_is_no_amount_is_said_and_the_question_stays(sandbox: SandboxClient) -> None:
    person = await at_the_amount(sandbox)
    for words in ("很多", "-5", "0", "12.345"):
        assert "没看懂" in (await person.say(words)).text
    assert "¥20.00" in (await person.say("20")).text


async def test_other_words_and_buttons_go_where_they_are_meant_for(sandbox: SandboxClient) -> None:
    person = await at_the_amount(sandbox)
    assert "本月" in (await person.say("账单")).text
    assert "没完全听懂" in (await person.say("200")).text  # nobody waits for an amount any more


async def test_the_question_survives_a_kill(installation: Installation) -> None:
    async with installation.assistant() as process:
        person = await at_the_amount(installation.sandbox)
        await process.kill()
    async with installation.assistant():
        assert "¥200.00" in (await person.say("两百块")).text


@pytest.mark.parametrize("typed", ["99999999.99", "一亿", "9000000"])
async def test_more_than_all_that_is_left_is_answered_so_and_not_as_if_it_were_not_understood(
    sandbox: SandboxClient, typed: str
) -> None:
    person = await at_the_amount(sandbox)
    answered = await person.say(typed)
    assert "没看懂" not in answered.text
    assert answered.text.startswith("这笔分期用不了这么多，今天结清只要 ¥4,022.99，最多收这么多。")
