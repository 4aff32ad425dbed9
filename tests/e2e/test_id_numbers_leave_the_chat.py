"""An ID number is deleted from the chat wherever it is sent, and the customer is told so."""

from __future__ import annotations

import pytest

from tests.e2e.test_bad_input import TINY_PNG
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

MISTYPED = "110101199003070012"


@pytest.fixture
async def person(sandbox: SandboxClient) -> Person:
    """Somebody who is asked for their name."""
    somebody = Person(sandbox, 61)
    await somebody.arrive()
    await somebody.buy_now()
    await somebody.press("选 %(periods)d 期", periods=12)
    return somebody


async def left_in_the_chat(person: Person) -> list[str]:
    digits = (ADULT, MISTYPED)
    return [m.text for m in await person.messages() if not m.deleted and any(d in str(m.raw) for d in digits)]


async def test_a_number_at_the_name_or_the_phone_question_goes_and_the_question_stays(person: Person) -> None:
    for words in (ADULT, f"{NAME} {ADULT}", f"{NAME}，{MISTYPED}"):
        answer = await person.say(words)
        assert "已经把它删掉" in answer.text, words
        assert "请输入您的姓名" in answer.text, words
    await person.say(NAME)
    await person.say(ADULT)
    answer = await person.say(ADULT)
    assert "已经把它删掉" in answer.text
    assert "手机号" in answer.text
    assert await left_in_the_chat(person) == []
    assert "选哪家机构" in (await person.say(PHONE)).text


async def test_a_wrong_number_is_deleted_and_that_is_said_with_what_is_wrong(person: Person) -> None:
    await person.say(NAME)
    answer = await person.say(MISTYPED)
    assert "已经删除" in answer.text
    assert "校验不对" in answer.text
    assert await left_in_the_chat(person) == []


async def test_a_number_that_cannot_be_deleted_is_for_the_customer_to_delete(
    person: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("400", method="deleteMessage", times=3)
    assert "请您自己删除" in (await person.say(f"{NAME} {ADULT}")).text
    await person.say(NAME)
    wrong = await person.say(MISTYPED)
    assert "请您自己删掉" in wrong.text
    assert "校验不对" in wrong.text
    assert "请您自己删掉" in (await person.say(ADULT)).text


async def test_captions_and_edited_messages_hold_no_number_either(
    person: Person, sandbox: SandboxClient
) -> None:
    await sandbox.send_file(person.id, "photo", "x.png", TINY_PNG, "image/png", caption=f"身份证 {ADULT}")
    answer = await person.last()
    assert "已经把它删掉" in answer.text
    assert "直接打字" in answer.text
    sent = await sandbox.say(person.id, "/bills")
    await person.last()
    await sandbox.send(person.id, {"edit_message_id": sent["message_id"], "text": ADULT})
    assert "已经把它删掉" in (await person.last()).text
    await person.say("/cancel")
    await sandbox.send_file(person.id, "document", "x.png", TINY_PNG, "image/png", caption=ADULT)
    assert "已经把它删掉" in (await person.last()).text
    assert await left_in_the_chat(person) == []


async def test_a_number_that_comes_after_the_checkout_was_closed_goes_too(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.say(NAME)
    await sandbox.advance("PT30H")
    answer = await person.say(ADULT)
    assert "已为您取消" in answer.text
    assert "已经把它删掉" in answer.text
    assert await left_in_the_chat(person) == []


async def test_commands_with_a_number_are_answered_by_saying_that_it_is_gone(person: Person) -> None:
    for command in ("/start", "/cancel", "/bills", "/nothing"):
        answer = await person.say(f"{command} {ADULT}")
        assert "已经把它删掉" in answer.text, command
        assert person.t("继续上次的下单") in answer.labels, command
    assert await left_in_the_chat(person) == []
