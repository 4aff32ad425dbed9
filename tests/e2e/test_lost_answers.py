"""One request that fails on the way to Telegram: the answer comes all the same, or the customer is told."""

from __future__ import annotations

import pytest

from tests.support.installation import Installation
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

HELP = "我能帮您做这些"


async def test_a_message_the_server_failed_on_is_sent_again_and_arrives_once(
    person: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("500", method="sendMessage", times=2)
    await person.say("/help")
    assert [HELP in m.text for m in (await person.messages())[-2:]] == [False, True]


async def test_a_message_of_which_nobody_knows_whether_it_arrived_is_spoken_of(
    person: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("disconnect", method="sendMessage")
    told = await person.say("/help")
    assert "可能没有送到" in told.text
    assert "去逛逛" in (await person.press("回首页")).labels


async def test_a_message_that_arrived_unacknowledged_is_not_sent_twice(
    person: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("timeout_delivered", method="sendMessage", delay_s=0.1)
    await person.say("/help")
    texts = [m.text for m in await person.heard()]
    assert sum(HELP in text for text in texts) == 1
    assert "可能没有送到" in texts[-1]


@pytest.mark.parametrize("kind", ["500", "disconnect", "timeout_delivered", "429"])
async def test_a_tap_whose_edit_was_lost_shows_its_screen(
    person: Person, sandbox: SandboxClient, kind: str
) -> None:
    before = len(await person.messages())
    await sandbox.fault(kind, method="editMessageText", delay_s=0.1)
    assert "想看哪一类" in (await person.press("去逛逛")).text
    assert len(await person.messages()) == before


@pytest.mark.parametrize("kind", ["500", "disconnect"])
async def test_a_tap_whose_answer_was_lost_is_answered_again(
    person: Person, sandbox: SandboxClient, kind: str
) -> None:
    await sandbox.fault(kind, method="answerCallbackQuery")
    shop = await person.press("去逛逛")
    pressed = await sandbox.press(person.id, shop.labels[0])
    assert pressed["answers"]
    statuses = [r["status"] for r in await sandbox.requests("answerCallbackQuery")]
    assert statuses.count(200) == 2


async def test_a_refused_message_is_an_incident_with_a_number_to_tell(installation: Installation) -> None:
    person = Person(installation.sandbox, 72)
    async with installation.assistant() as process:
        await person.arrive()
        await installation.sandbox.fault("400", method="sendMessage")
        told = await person.say("/help")
        assert "出了点问题" in told.text
        number = told.text.rsplit("：", 1)[1].strip()
        assert [line for line in process.lines if number in line]


async def test_a_newcomer_who_reads_traditional_chinese_has_the_menu_in_it_at_once(
    sandbox: SandboxClient,
) -> None:
    for person_id, locale in ((73, "zh_TW"), (74, "zh_CN")):
        newcomer = Person(sandbox, person_id, locale)
        await newcomer.arrive()
        menu = await sandbox.commands(person_id)
        bills = next(entry for entry in menu["commands"] if entry["command"] == "bills")
        assert bills["description"] == newcomer.t("我的账单")
