"""The whole chat: buy on instalments, look at the bill, repay, be reminded, in all three languages."""

from __future__ import annotations

import pytest

from tests.support.builders import ADULT, NAME, PHONE
from tests.support.databases import postgres_usually, sqlite_usually
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

pytestmark = pytest.mark.long


@postgres_usually
async def test_purchase_bill_repayment_and_notices_in_every_language(sandbox: SandboxClient) -> None:
    persons = [Person(sandbox, 100 + i, locale) for i, locale in enumerate(("zh_CN", "zh_TW", "en"))]
    for person in persons:
        await _buy_and_repay(person)
    for day in ("2026-03-02", "2026-03-04", "2026-03-05", "2026-03-06"):
        await sandbox.move_to(f"{day}T09:00:00+08:00")
        await sandbox.move_to(f"{day}T21:59:00+08:00")
    for person in persons:
        await _was_reminded(person)


async def _buy_and_repay(person: Person) -> None:
    t = person.t
    await person.arrive()
    plans = await person.open_product()
    assert "¥357.24" in plans.text
    assert "13.03%" in plans.text
    await person.press("选 %(periods)d 期", periods=12)
    lenders = await person.verify()
    assert lenders.text.startswith(t("✅ 实名认证通过。"))
    assert "¥287.93" in lenders.text
    disclosure = await person.press_first()
    assert t("综合融资成本明示表") in disclosure.text
    assert "13.03%" in disclosure.text
    assert "13.84%" in disclosure.text
    assert "张**" in disclosure.text
    await person.press("☐ 我已阅读，同意《分期服务协议》")
    placed = await person.press_first()
    assert placed.text.startswith("✅")
    schedule = await person.press("看还款计划")
    assert schedule.text.count("¥357.24") == 11
    assert schedule.text.count("¥357.29") == 1
    bills = await person.say("/bills")
    assert "¥357.24" in bills.text
    await person.say("/repay")
    receipt = await person.press("确认还款 %(amount)s", amount="¥357.24")
    assert receipt.text.startswith("✅")
    assert "¥333.25" in receipt.text
    assert "¥23.99" in receipt.text


async def _was_reminded(person: Person) -> None:
    soon, tomorrow, today, late = told = (await person.heard())[-4:]
    assert [one.raw["date"][:10] for one in told] == ["2026-03-02", "2026-03-04", "2026-03-05", "2026-03-06"]
    assert soon.text.startswith("⏰")
    assert tomorrow.text.startswith("⏰")
    assert today.text.startswith("⏰")
    assert late.text.startswith("⚠️")
    assert "¥357.42" in late.text  # 35724 and a day's 0.05 %
    assert "¥0.18" in late.text
    paid = await person.press_with("¥357.42")
    assert "¥0.18" in paid.text
    assert (await person.press_first()).text.startswith("✅")


@sqlite_usually
async def test_nothing_more_is_sent_after_paying_and_nothing_twice(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.buy(periods=3)
    await sandbox.move_to("2026-02-02T12:00:00+08:00")
    await person.press_with("¥1,333.00")
    await person.press_first()
    before = len(await sandbox.requests())
    await sandbox.move_to("2026-02-20T12:00:00+08:00")
    methods = [r["method"] for r in (await sandbox.requests())[before:] if r["method"] != "getUpdates"]
    assert methods == []


async def test_the_id_number_never_stays_anywhere_it_can_be_read(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.reach_lenders()
    assert not [m for m in await person.typed() if ADULT in m.text and not m.deleted]
    everything_sent = str(await sandbox.requests())
    assert ADULT not in everything_sent
    assert NAME not in everything_sent
    assert PHONE not in everything_sent


async def test_the_language_changes_everything_at_once(person: Person, sandbox: SandboxClient) -> None:
    await person.say("/language")
    assert "English" in (await person.last()).labels
    chosen = await person.press_label("English")
    assert chosen.text.isascii()
    assert (await person.say("bills")).text.removeprefix("🧾 ").isascii()
    menu = await sandbox.commands(person.id)
    assert all(entry["description"].isascii() for entry in menu["commands"] if entry["command"] != "language")


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_the_reading_time_is_waited_for(sandbox: SandboxClient, locale: str) -> None:
    person = Person(sandbox, 10, locale)
    await person.arrive()
    lenders = await person.reach_lenders()
    await sandbox.press(person.id, lenders.labels[0], message_id=lenders.message_id)
    early = await sandbox.last(person.id, idle=False)
    draft = lenders.data_of(lenders.labels[0]).split(":")[1]
    confirm = person.t("确认下单 %(amount)s", amount="¥3,999.00")
    if person.t("☐ 我已阅读，同意《分期服务协议》") not in early.labels:
        # Choosing periods and lender, and the disclosure that came of it, are three answers.
        answer = await sandbox.press_data(person.id, early.message_id, f"1ka:{draft}:3")
        if not answer["answers"][0]["show_alert"]:  # on a busy machine the time was over by then
            assert confirm in (await person.last()).labels
            return
    assert (await person.press("☐ 我已阅读，同意《分期服务协议》")).labels[0] == confirm


async def test_a_question_left_unanswered_for_a_day_is_closed_without_a_trap(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.reach_name()
    await sandbox.advance("PT30H")
    late = await person.say(NAME)
    assert "已为您取消" in late.text
    assert person.t("去逛逛") in late.labels
