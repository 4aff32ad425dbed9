"""Changing the phone number on file in the chat: a code to each number, or the staff."""

from __future__ import annotations

import pytest

from bot.cli.sandbox import STAFF_PERSON
from tests.support.builders import ADULT, PHONE
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient

NEW_PHONE = "13911112222"

pytestmark = pytest.mark.bought(3)


async def newest(sandbox: SandboxClient, phone: str) -> dict[str, str]:
    """The newest message on this telephone of the sandbox."""
    found: list[dict[str, str]] = (await sandbox.http.get("/sandbox/sms/messages")).json()["messages"]
    return [one for one in found if one["phone"] == phone][-1]


async def confirm_new(person: Person, sandbox: SandboxClient) -> None:
    await person.say("/privacy")
    assert "138****0000" in (await person.press("换手机号")).text
    await person.press("换手机号")
    assert "139****2222" in (await person.say(NEW_PHONE)).text
    shown = await person.say((await newest(sandbox, NEW_PHONE))["code"])
    assert "新号验证好了" in shown.text


async def test_with_a_code_to_each_number_the_new_one_is_on_file(
    person: Person, sandbox: SandboxClient
) -> None:
    await confirm_new(person, sandbox)
    await person.press("发验证码到 %(phone)s", phone="138****0000")
    assert "验证码不对" in (await person.say("00000")).text
    assert "手机号换成 139****2222" in (await person.say((await newest(sandbox, PHONE))["code"])).text
    assert (await newest(sandbox, PHONE))["what"] == "phone_changed"
    assert "139****2222" in (await person.say("/privacy")).text
    assert not [seen for seen in await person.messages() if NEW_PHONE in seen.text]


async def test_without_the_old_phone_the_staff_decides(person: Person, sandbox: SandboxClient) -> None:
    staff = Person(sandbox, STAFF_PERSON)
    await sandbox.user(STAFF_PERSON, first_name="小王")
    await staff.say("/start")
    await confirm_new(person, sandbox)
    await person.press("原来的号收不到，请客服核实")
    assert "后 6 位不对" in (await person.say("000000")).text
    assert "已经转给客服" in (await person.say(ADULT[-6:])).text
    card = await sandbox.wait_for(staff.id, "换手机号，要核实本人")
    assert "新号 139****2222，已收过验证码" in card.text
    await sandbox.press(staff.id, "核实是本人，换手机号", message_id=card.message_id)
    assert "手机号换好了" in (await sandbox.wait_for(person.id, "手机号换好了")).text
    assert "139****2222" in (await person.say("/privacy")).text


async def test_who_is_not_verified_has_no_number_to_change(sandbox: SandboxClient) -> None:
    newcomer = Person(sandbox, 77)
    await newcomer.arrive()
    assert "还没有实名" in (await newcomer.say("换手机号")).text


async def test_words_and_another_screen_do_not_lose_the_code_of_a_new_number(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.say("换手机号")
    await person.press("换手机号")
    await person.say("1391111222")
    assert not [seen for seen in await person.messages() if seen.text == "1391111222"]
    await person.say(NEW_PHONE)
    assert "还没收到的话" in (await person.say("还没收到")).text
    await person.say("首页")
    assert "输入验证码" in (await person.say("换手机号")).labels
    await person.press("输入验证码")
    code = (await newest(sandbox, NEW_PHONE))["code"]
    assert "新号验证好了" in (await person.say(f"{code[:3]} {code[3:]}")).text
    await person.press("发验证码到 %(phone)s", phone="138****0000")
    await person.say("首页")
    await person.say("换手机号")
    await person.press("输入验证码")
    code = (await newest(sandbox, PHONE))["code"]
    assert "手机号换成 139****2222" in (await person.say(f"{code[:3]}-{code[3:]}")).text
