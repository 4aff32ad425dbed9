"""An ID number is deleted from the chat wherever it is sent, and the customer is told so."""

from __future__ import annotations

from tests.support.builders import ADULT, NAME, PHONE
from tests.support.persons import Person
from tests.support.pictures import a_picture
from tests.support.sandbox_client import SandboxClient

MISTYPED = "110101199003070012"


async def left_in_the_chat(person: Person) -> list[str]:
    digits = (ADULT, MISTYPED)
    return [m.text for m in await person.messages() if not m.deleted and any(d in str(m.raw) for d in digits)]


async def test_a_number_at_the_name_or_the_phone_question_goes_and_the_question_stays(
    applicant: Person,
) -> None:
    for words in (ADULT, f"{NAME} {ADULT}", f"{NAME}，{MISTYPED}"):
        answer = await applicant.say(words)
        assert "已经把它删掉" in answer.text, words
        assert "请输入您的姓名" in answer.text, words
    await applicant.say(NAME)
    await applicant.say(ADULT)
    answer = await applicant.say(ADULT)
    assert "已经把它删掉" in answer.text
    assert "手机号" in answer.text
    assert await left_in_the_chat(applicant) == []
    assert "选哪家机构" in (await applicant.say(PHONE)).text


async def test_a_wrong_number_is_deleted_and_that_is_said_with_what_is_wrong(applicant: Person) -> None:
    await applicant.say(NAME)
    answer = await applicant.say(MISTYPED)
    assert "已经删除" in answer.text
    assert "校验不对" in answer.text
    assert await left_in_the_chat(applicant) == []


async def test_a_number_that_cannot_be_deleted_is_for_the_customer_to_delete(
    applicant: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("400", method="deleteMessage", times=3)
    assert "请您自己删除" in (await applicant.say(f"{NAME} {ADULT}")).text
    await applicant.say(NAME)
    wrong = await applicant.say(MISTYPED)
    assert "请您自己删掉" in wrong.text
    assert "校验不对" in wrong.text
    assert "请您自己删掉" in (await applicant.say(ADULT)).text


async def test_captions_and_edited_messages_hold_no_number_either(
    applicant: Person, sandbox: SandboxClient
) -> None:
    picture = a_picture(1, 1)
    await sandbox.send_file(applicant.id, "photo", "x.png", picture, "image/png", caption=f"身份证 {ADULT}")
    answer = await applicant.last()
    assert "已经把它删掉" in answer.text
    assert "太小" in answer.text  # as a photo of the ID card
    sent = await sandbox.say(applicant.id, "/bills")
    await applicant.last()
    await sandbox.send(applicant.id, {"edit_message_id": sent["message_id"], "text": ADULT})
    assert "已经把它删掉" in (await applicant.last()).text
    await applicant.say("/cancel")
    await sandbox.send_file(applicant.id, "document", "x.png", picture, "image/png", caption=ADULT)
    assert "已经把它删掉" in (await applicant.last()).text
    assert await left_in_the_chat(applicant) == []


async def test_a_number_that_comes_after_the_checkout_was_closed_goes_too(
    applicant: Person, sandbox: SandboxClient
) -> None:
    await applicant.say(NAME)
    await sandbox.advance("PT30H")
    answer = await applicant.say(ADULT)
    assert "已为您取消" in answer.text
    assert "已经把它删掉" in answer.text
    assert await left_in_the_chat(applicant) == []


async def test_commands_with_a_number_are_answered_by_saying_that_it_is_gone(applicant: Person) -> None:
    for command in ("/start", "/cancel", "/bills", "/nothing"):
        answer = await applicant.say(f"{command} {ADULT}")
        assert "已经把它删掉" in answer.text, command
        assert applicant.t("继续下单") in answer.labels, command
    assert await left_in_the_chat(applicant) == []
