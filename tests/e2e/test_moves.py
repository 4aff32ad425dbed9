"""Moving to another Telegram account in the chat: the new one asks, the staff sees proof, the old one can say no."""

from __future__ import annotations

import pytest

from bot.cli.sandbox import STAFF_PERSON
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient, Seen

MOVED = "已经搬到另一个 Telegram 账号"

pytestmark = pytest.mark.bought(3)


@pytest.fixture
async def staff(sandbox: SandboxClient) -> Person:
    """The staff chat, opened."""
    person = Person(sandbox, STAFF_PERSON)
    await sandbox.user(STAFF_PERSON, first_name="小王")
    await person.say("/start")
    return person


@pytest.fixture
async def new(sandbox: SandboxClient, person: Person) -> Person:
    """Whoever bought something, under another account."""
    newcomer = Person(sandbox, 77)
    await newcomer.arrive()
    return newcomer


async def ask(new: Person, number: str = ADULT) -> Seen:
    await new.say("账号安全")
    await new.press("把原来的账号搬过来")
    await new.press("开始")
    assert "手机号" in (await new.say(number)).text
    return await new.press("收不到短信，请客服核实")


async def prove(new: Person, staff: Person) -> Seen:
    await ask(new)
    card = await staff.sandbox.wait_for(staff.id, "换 Telegram 账号，要核实本人")
    await staff.sandbox.press(staff.id, "核实是本人，通知原账号", message_id=card.message_id)
    return await staff.again(card)


async def test_a_customer_moves_with_all_their_bills_when_nobody_says_no(
    person: Person, new: Person, staff: Person, sandbox: SandboxClient
) -> None:
    asked = await ask(new)
    assert "已经转给客服，编号" in asked.text
    assert not [seen for seen in await new.messages() if ADULT in seen.text]
    card = await sandbox.wait_for(staff.id, "换 Telegram 账号，要核实本人")
    assert "原账号：客户 " in card.text
    assert "1 个订单，1 笔没结清" in card.text
    assert NAME not in card.text
    assert "等客服核实" in (await new.say("换 Telegram 账号")).text
    await sandbox.press(staff.id, "核实是本人，通知原账号", message_id=card.message_id, times=2)
    assert "还没通知到原账号" in (await staff.again(card)).text
    warned = await sandbox.wait_for(person.id, "申请搬到另一个 Telegram 账号")
    assert warned.labels == ("不是我，不要搬", "是我，现在就搬")
    assert "1月6日（周二） 10:00 搬过来" in (await new.say("换 Telegram 账号")).text
    await sandbox.move_to("2026-01-05T10:31")
    assert "已通知原账号，1月6日（周二） 10:00 搬。" in (await staff.again(card)).text
    await sandbox.move_to("2026-01-06T11:00")
    assert "账号搬过来了" in (await sandbox.wait_for(new.id, "账号搬过来了")).text
    assert "¥1,333.00" in (await new.say("账单")).text
    assert "已经搬好" in (await staff.again(card)).text
    (left,) = [seen for seen in await person.heard() if MOVED in seen.text]
    assert "¥" not in left.text
    stranger = await person.say("账单")
    assert "¥" not in stranger.text + "".join(stranger.labels)
    assert len([seen for seen in await person.heard() if MOVED in seen.text]) == 1
    old_button = next(seen for seen in await person.heard() if "是我，现在就搬" in seen.labels)
    await sandbox.press(person.id, "是我，现在就搬", message_id=old_button.message_id)
    assert "没有等着搬的账号" in (await person.again(old_button)).text
    await sandbox.move_to("2026-02-05T12:00")
    assert not [seen for seen in await person.heard() if "今天应还" in seen.text]
    assert [seen for seen in await new.heard() if "今天应还" in seen.text]


async def test_while_the_old_account_was_not_told_nothing_moves_and_the_staff_decides_after_three_days(
    person: Person, new: Person, staff: Person, sandbox: SandboxClient
) -> None:
    await sandbox.block(person.id)
    card = await prove(new, staff)
    assert "还没有通知到" in (await new.say("换 Telegram 账号")).text
    await sandbox.move_to("2026-01-06T11:00")
    assert "还没通知到原账号" in (await staff.again(card)).text
    assert "¥" not in (await new.say("账单")).text
    await sandbox.move_to("2026-01-08T11:00")
    asked = await staff.again(card)
    assert "已经 3 天没通知到" in asked.text
    assert asked.labels == ("停止，不搬", "没通知到也搬")
    await sandbox.press(staff.id, "停止，不搬", message_id=card.message_id)
    assert "没能通知到原账号" in (await staff.again(card)).text
    assert "没能通知到原来的账号" in (await sandbox.wait_for(new.id, "没有搬")).text


async def test_not_me_in_the_old_account_stops_it_and_leads_to_freezing(
    person: Person, new: Person, staff: Person, sandbox: SandboxClient
) -> None:
    card = await prove(new, staff)
    await sandbox.wait_for(person.id, "申请搬到另一个 Telegram 账号")
    stopped = await person.press("不是我，不要搬", times=2)
    assert "账号没有搬" in stopped.text
    assert "先冻结账号，就怎么申请都搬不走了" in stopped.text
    assert "先冻结账号" in stopped.labels
    assert "原来的账号说不是本人" in (await sandbox.wait_for(new.id, "没有搬")).text
    assert "原账号说不是本人" in (await staff.again(card)).text
    await new.say("把原来的账号搬过来")
    await new.press("开始")
    again = await new.say(ADULT)
    assert "不能凭验证码搬" in again.text
    assert "已经转给客服" in again.text
    await sandbox.move_to("2026-01-08T10:00")
    assert "¥1,333.00" in (await person.say("账单")).text
    assert "¥" not in (await new.say("账单")).text


async def test_the_old_account_moves_it_at_once(
    person: Person, new: Person, staff: Person, sandbox: SandboxClient
) -> None:
    card = await prove(new, staff)
    await sandbox.wait_for(person.id, "申请搬到另一个 Telegram 账号")
    await person.press("是我，现在就搬", times=2)
    assert len([seen for seen in await person.heard() if MOVED in seen.text]) == 1
    assert "账号搬过来了" in (await sandbox.wait_for(new.id, "账号搬过来了")).text
    assert "¥1,333.00" in (await new.say("账单")).text
    assert "已经搬好" in (await staff.again(card)).text
    assert "¥" not in (await person.say("账单")).text


async def test_who_stopped_the_assistant_in_the_old_chat_is_told_when_they_are_back(
    person: Person, new: Person, staff: Person, sandbox: SandboxClient
) -> None:
    await prove(new, staff)
    await sandbox.wait_for(person.id, "申请搬到另一个 Telegram 账号")
    await sandbox.block(person.id)
    await sandbox.move_to("2026-01-06T11:00")
    assert "¥1,333.00" in (await new.say("账单")).text
    await sandbox.unblock(person.id)
    await person.say("账单")
    assert len([seen for seen in await person.heard() if MOVED in seen.text]) == 1
    await person.say("账单")
    assert len([seen for seen in await person.heard() if MOVED in seen.text]) == 1


async def test_who_knows_a_number_learns_nothing_and_who_is_not_the_staff_decides_nothing(
    person: Person, new: Person, staff: Person, sandbox: SandboxClient
) -> None:
    known = await ask(new)
    curious = Person(sandbox, 78)
    await curious.arrive()
    unknown = await ask(curious, "110101199003078515")
    assert [line for line in known.text.splitlines() if "编号" not in line] == [
        line for line in unknown.text.splitlines() if "编号" not in line
    ]
    assert known.labels == unknown.labels
    card = await sandbox.wait_for(staff.id, "没有找到这样的原账号")
    await sandbox.press(staff.id, "核实是本人，通知原账号", message_id=card.message_id)
    assert "还没结束的 2 件" in (await staff.say("/cases")).text


async def test_another_text_than_a_number_is_asked_for_again_and_another_wish_leads_away(
    new: Person, staff: Person
) -> None:
    await new.say("账号安全")
    await new.press("把原来的账号搬过来")
    await new.press("开始")
    assert "订单号" in (await new.say("110101")).text
    assert "购物车" in (await new.say("购物车")).text


async def codes_of(sandbox: SandboxClient) -> list[dict[str, str]]:
    """What stands on the sandbox's telephone."""
    answer = await sandbox.http.get("/sandbox/sms/messages")
    found: list[dict[str, str]] = answer.json()["messages"]
    return found


async def test_with_the_id_number_and_a_code_to_the_phone_on_file_it_moves_at_once(
    person: Person, new: Person, sandbox: SandboxClient
) -> None:
    await new.say("把原来的账号搬过来")
    await new.press("开始")
    await new.say(ADULT)
    assert "138****0000" in (await new.say(PHONE)).text
    assert not [seen for seen in await new.messages() if ADULT in seen.text or seen.text == PHONE]
    (sent,) = await codes_of(sandbox)
    assert sent["phone"] == PHONE
    wrong = f"{(int(sent['code']) + 1) % 1_000_000:06}"
    assert "验证码不对" in (await new.say(wrong)).text
    assert "账号搬过来了" in (await new.say(sent["code"])).text
    assert "¥1,333.00" in (await new.say("账单")).text
    await sandbox.move_to("2026-01-05T11:00")
    assert len([seen for seen in await person.heard() if MOVED in seen.text]) == 1
    assert "¥" not in (await person.say("账单")).text
    assert len([seen for seen in await new.heard() if "账号搬过来了" in seen.text]) == 1
    page = (await sandbox.http.get("/sandbox/sms/")).text
    assert sent["code"] in page
    assert sent["code"] not in str(await sandbox.requests())


async def test_another_phone_reads_the_same_and_gets_no_code(
    person: Person, new: Person, sandbox: SandboxClient
) -> None:
    await new.say("把原来的账号搬过来")
    await new.press("开始")
    await new.say(ADULT)
    assert "手机号" in (await new.say("12345")).text
    shown = await new.say("13911112222")
    assert shown.text.startswith("号码对得上的话，验证码已经发到 139****2222")
    assert "验证码不对" in (await new.say("000000")).text
    assert "请输入原来账号实名时留的手机号" in (await new.press("没收到，再发一次")).text
    assert await codes_of(sandbox) == []
    assert "¥1,333.00" in (await person.say("账单")).text


async def test_words_and_another_screen_do_not_lose_the_code(
    person: Person, new: Person, sandbox: SandboxClient
) -> None:
    await new.say("把原来的账号搬过来")
    await new.press("开始")
    await new.say(ADULT)
    await new.say("1381234567")
    await new.say(PHONE)
    assert not [seen for seen in await new.messages() if seen.text in ("1381234567", PHONE)]
    for words in ("还没收到", "稍等一下"):
        shown = await new.say(words)
        assert "还没收到的话" in shown.text
        assert "没收到，再发一次" in shown.labels
    await new.say("首页")
    assert "输入验证码" in (await new.say("把原来的账号搬过来")).labels
    assert "请输入 6 位验证码" in (await new.press("输入验证码")).text
    (sent,) = await codes_of(sandbox)
    assert "账号搬过来了" in (await new.say(f"{sent['code'][:3]}-{sent['code'][3:]}")).text


async def test_the_card_and_the_old_account_do_not_wait_for_an_account_that_was_deleted(
    person: Person, new: Person, staff: Person, sandbox: SandboxClient
) -> None:
    card = await prove(new, staff)
    await sandbox.wait_for(person.id, "申请搬到另一个 Telegram 账号")
    await new.say("/privacy")
    await new.press("删除我的信息")
    assert "已经全部删除" in (await new.press("确认删除")).text
    shown = (await staff.again(card)).text
    assert "有一个账号注销了" in shown
    assert "已通知原账号" not in shown.replace("核实是本人，通知原账号", "")
    assert "账号没有搬，还在这里" in (await sandbox.wait_for(person.id, "账号没有搬")).text
    assert "¥1,333.00" in (await person.say("账单")).text


async def test_who_was_declined_is_shown_no_bills(new: Person, staff: Person, sandbox: SandboxClient) -> None:
    await ask(new)
    card = await sandbox.wait_for(staff.id, "换 Telegram 账号，要核实本人")
    await sandbox.press(staff.id, "没能核实，不改", message_id=card.message_id)
    declined = await sandbox.wait_for(new.id, "账号没有搬")
    assert declined.labels == ("回复客服",)
