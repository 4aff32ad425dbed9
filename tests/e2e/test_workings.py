"""怎么算的 in the chat: tapped under an amount it shows the formula, and goes back to where it was tapped."""

from __future__ import annotations

import pytest

from handlers.ui import bill_names
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

FEE = "¥3,999.00 × 0.6% × 12 = ¥287.93"
SUM = "¥333.25 + ¥23.99 = ¥357.24"


async def how(person: Person) -> Seen:
    return await person.press("怎么算的")


async def and_back(person: Person, before: Seen) -> None:
    after = await person.press("返回")
    assert (after.text, after.labels) == (before.text, before.labels)


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
async def test_from_the_plans_to_the_receipt_every_amount_tells_how_it_came_about(
    sandbox: SandboxClient, locale: str
) -> None:
    person = Person(sandbox, 950, locale)
    await person.arrive()
    await person.open_product()
    plans = await person.last()
    assert "13.03%" in (await how(person)).text
    assert FEE in (await person.press("%(periods)d 期", periods=12)).text
    await person.press("返回")
    await and_back(person, plans)
    await person.press("加入购物车")
    await person.press("购物车")
    await person.press_first()
    periods = await how(person)
    assert "13.03%" in periods.text
    assert "÷(1+r)¹² " not in periods.text
    workings = await person.press("%(periods)d 期", periods=12)
    assert "¥357.24÷(1+r) + … + ¥357.29÷(1+r)¹²" in workings.text
    assert "r × 12 = 13.03%" in workings.text
    await person.press("返回")
    await person.press("返回")
    await person.press("选 %(periods)d 期", periods=12)
    await person.verify()
    await person.press_first()
    disclosure = await person.last()
    assert FEE in (await how(person)).text
    await and_back(person, disclosure)
    confirmation = await person.press("☐ 我已阅读，同意《分期服务协议》")
    assert FEE in (await how(person)).text
    await and_back(person, confirmation)
    await person.press_first()
    await _of_the_order_and_its_bills(person)


async def _of_the_order_and_its_bills(person: Person) -> None:
    order = await person.press("看还款计划")
    assert FEE in (await how(person)).text
    twelfth = bill_names.at_start(bill_names.period(person.t, 12))
    assert "¥287.93 − ¥23.99 × 11 = ¥24.04" in (await person.press_label(twelfth)).text
    await person.press("返回")
    await and_back(person, order)
    bills = await person.say("/bills")
    assert SUM in (await how(person)).text
    await and_back(person, bills)
    confirmation = await person.say("/repay")
    assert SUM in (await how(person)).text
    await and_back(person, confirmation)
    await person.press("确认还款 %(amount)s", amount="¥357.24")
    assert SUM in (await how(person)).text
    bill = await person.press("返回")
    assert person.t("看还款计划") in bill.labels
    assert SUM in (await how(person)).text
    await and_back(person, bill)


@pytest.mark.bought(12)
async def test_a_late_bill_tells_its_penalty_from_the_notice_and_in_words(
    person: Person, sandbox: SandboxClient
) -> None:
    await sandbox.move_to("2026-02-06T12:00:00+08:00")
    penalty = "罚息：¥357.24 × 0.05% × 1 天 = ¥0.18（从还款日第二天起算）"
    notice = await person.last()
    assert notice.text.startswith("⚠️")
    assert penalty in (await how(person)).text
    assert penalty in (await person.say("罚息怎么算")).text
    assert penalty in (await person.say("怎么算的？")).text


@pytest.mark.bought(12)
async def test_a_part_typed_in_shows_what_it_pays_first_and_comes_back_to_itself(
    person: Person, sandbox: SandboxClient
) -> None:
    await sandbox.move_to("2026-02-15T12:00:00+08:00")
    await person.say("/repay")
    await person.press("换个金额")
    confirmation = await person.say("200")
    shown = await how(person)
    assert "第 1 期 ¥200.00：罚息 ¥1.79 → 利息 ¥23.99 → 本金 ¥174.22" in shown.text
    await and_back(person, confirmation)
    receipt = await person.press("确认还款 %(amount)s", amount="¥200.00")
    assert receipt.text.startswith("✅")


@pytest.mark.bought(12)
async def test_an_explanation_of_what_was_paid_meanwhile_shows_the_bills(person: Person) -> None:
    old = await person.say("/repay")
    await person.press("确认还款 %(amount)s", amount="¥357.24")
    await person.sandbox.press_data(
        person.id, old.message_id, old.data_of(person.t("确认还款 %(amount)s", amount="¥357.24"))
    )
    await person.say("/bills")
    await person.sandbox.press_data(
        person.id, old.message_id, "1wf:" + old.data_of(old.labels[0]).split(":")[1]
    )
    assert "已经更新了" in (await person.again(old)).text


async def test_asked_in_words_without_a_bill_it_says_where_to_look(person: Person) -> None:
    assert "现在没有账单" in (await person.say("利息怎么算")).text
    await person.reach_name()
    assert "13.03%" in (await person.say("利息怎么算")).text
