"""Whatever comes in, nobody is trapped, nothing is lost, nothing happens twice."""

from __future__ import annotations

import pytest

from tests.support.builders import ADULT, MINOR, NAME, PHONE
from tests.support.persons import Person
from tests.support.pictures import a_picture
from tests.support.sandbox_client import SandboxClient

HOSTILE = [
    "\u200b\u200b\u200b",
    "\u202eمرحبا\u202c",
    "好" * 4000,
    "😀😀",
    "<b>张三</b>",
    "**张三** [x](https://example.com)",
    "'; DROP TABLE identities; --",
    "{{7*7}} %(name)s %s {0}",
    "/etc/passwd",
    "张三\n李四\n123",
]


async def test_hostile_words_outside_a_flow_get_an_answer_with_buttons(person: Person) -> None:
    for words in HOSTILE:
        answer = await person.say(words)
        assert answer.labels, words


async def _asks_again(person: Person, next_step: str, *typed: str) -> None:
    """Each of the words is answered by the same question. A command is none of its answers."""
    for words in typed:
        if words.startswith("/"):
            continue
        answer = await person.say(words)
        assert person.t("为什么要实名") in answer.labels, words
        assert next_step not in answer.text, words


async def test_every_typed_field_refuses_hostile_words_and_asks_again(person: Person) -> None:
    await person.reach_name()
    await _asks_again(person, "身份证号", *HOSTILE)
    assert "第 2 步" in (await person.say(NAME)).text
    await _asks_again(person, "第 3 步", *HOSTILE, "110101199003070012", "11010119900230001X", "1234", MINOR)
    assert "第 3 步" in (await person.say(ADULT)).text
    await _asks_again(person, "选哪家机构", *HOSTILE, "12345678901", "138000", "+1 202 555 0100")
    assert "选哪家机构" in (await person.say(PHONE)).text


async def test_each_wrong_number_says_what_is_wrong_and_keeps_the_name(person: Person) -> None:
    await person.reach_name()
    await person.say(NAME)
    said = {
        "110101199003070012": "校验不对",
        "11010119900307": "18 位",
        "110101199013070011": "出生日期不存在",
        MINOR: "还不满 18 周岁",
        "十八位数字": "只有数字",
    }
    for typed, why in said.items():
        assert why in (await person.say(typed)).text
    assert "张**" in (await person.say(ADULT)).text


async def test_a_picture_where_words_are_expected_is_answered_and_the_step_stays(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.reach_name()
    await sandbox.send_file(person.id, "photo", "x.png", a_picture(1, 1), "image/png")
    assert "太小" in (await person.last()).text  # as a photo of the ID card
    for body in ({"sticker": True}, {"location": {"latitude": 1, "longitude": 2}}):
        await sandbox.send(person.id, body)
        assert "直接打字" in (await person.last()).text
    assert "第 2 步" in (await person.say(NAME)).text


async def test_an_edited_message_is_not_an_answer(person: Person, sandbox: SandboxClient) -> None:
    await person.reach_name()
    sent = await sandbox.say(person.id, "x")
    await person.last()
    await sandbox.send(person.id, {"edit_message_id": sent["message_id"], "text": NAME})
    assert "不会再处理" in (await person.last()).text
    assert "第 2 步" in (await person.say(NAME)).text


async def test_a_detour_in_the_middle_of_verification_loses_nothing(person: Person) -> None:
    await person.reach_name()
    await person.say(NAME)
    for words in ("/bills", "账单", "帮助", "/help", "购物车"):
        detour = await person.say(words)
        assert "身份证" not in detour.text, words
    assert "第 3 步" in (await person.say(ADULT)).text


async def test_cancel_and_back_can_be_typed_or_pressed_at_every_question(person: Person) -> None:
    await person.reach_name()
    await person.say(NAME)
    assert "请输入您的姓名" in (await person.say("返回")).text
    await person.say(NAME)
    assert "请输入您的姓名" in (await person.press("返回")).text
    assert "已取消" in (await person.say("/cancel")).text
    assert "没有进行中的操作" in (await person.say("取消")).text


async def test_a_doubled_tap_adds_one_piece(person: Person, sandbox: SandboxClient) -> None:
    await person.open_product()
    await person.press("加入购物车", times=2)
    await person.press("购物车")
    assert "× 1" in (await person.last()).text
    await person.press_label("＋", times=3)
    assert "× 2" in (await person.last()).text


async def test_doubled_taps_through_the_whole_purchase_make_one_order_and_one_payment(
    person: Person, sandbox: SandboxClient
) -> None:
    await person.press("去逛逛")
    await person.press_first(times=2)
    await person.press_first(times=2)
    await person.press("选 %(periods)d 期", times=2, periods=12)
    await person.verify()
    await person.press_first(times=2)
    await person.press("☐ 我已阅读，同意《分期服务协议》", times=2)
    first = await person.press_first(times=2)
    assert first.text.startswith("✅ 下单成功")
    orders = await person.say("/orders")
    assert orders.text.count("小米手机 15") == 1
    await person.say("/repay")
    paid = await person.press("确认还款 %(amount)s", times=3, amount="¥357.24")
    assert paid.text.startswith("✅ 已还 ¥357.24")
    assert "已还 1/12 期" in (await person.say("/orders")).text


async def test_forged_and_foreign_callback_data_is_refused_with_a_way_on(
    person: Person, sandbox: SandboxClient
) -> None:
    own = await person.reach_name()
    draft = own.data_of(person.t("返回")).split(":")[1]
    stranger = Person(sandbox, 22)
    await stranger.arrive()
    for data in (
        f"1ko:{draft}:0", f"1kp:{draft}:12", f"1kx:{draft}", f"1kr:{draft}", "1od:zzzzzzzzzzzz", "1rc:zzzzzzzzzzzz",
        "1bi:zzzzzzzzzzzz", "1rp:zzzzzzzzzzzz", "1pr:no-such-thing", "1ca:phones:999999999", "0hm", "1zz", "", "x" * 64,
        f"1kp:{draft}:-1", "'; DROP TABLE orders; --", "1lc:xx_XX",
    ):  # fmt: skip
        answer = await stranger.press_data(data)
        assert answer.labels, data
    assert (await person.last()).text == own.text  # nothing of it reached the owner's checkout
    assert "第 2 步" in (await person.say(NAME)).text


@pytest.mark.bought(3)
async def test_a_stale_button_explains_itself_and_shows_the_present(
    person: Person, sandbox: SandboxClient
) -> None:
    quote = await person.say("/repay")
    await person.say("/repay")
    await person.press("换个金额")
    await person.say("1500")
    await person.press("先抵下期（不省利息）")
    await person.press("确认还款 %(amount)s", amount="¥1,500.00")
    await sandbox.press(person.id, "确认还款 ¥1,333.00", message_id=quote.message_id)
    stale = await person.again(quote)
    assert stale.text.startswith("这条消息里的内容已经更新了")
    assert "¥1,166.00" in stale.text


async def test_strange_updates_do_no_harm(sandbox: SandboxClient, person: Person) -> None:
    channel = {"id": -1007, "type": "channel", "title": "频道"}
    for update in (
        {"channel_post": {"message_id": 1, "date": 1767578400, "chat": channel, "text": "x"}},
        {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": True,
                  "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}},
        {"inline_query": {"id": "1", "from": {"id": person.id, "is_bot": False, "first_name": "x"},
                          "query": "", "offset": ""}},
    ):  # fmt: skip
        await sandbox.inject(update)
    await sandbox.idle()
    assert (await person.say("/help")).labels


async def test_an_id_number_out_of_place_is_removed_from_the_chat(person: Person) -> None:
    answer = await person.say(f"我的身份证是 {ADULT} 帮我查一下")
    assert "删掉" in answer.text
    assert all(m.deleted for m in await person.typed() if ADULT in m.text)


@pytest.mark.bought(3)
async def test_who_blocks_the_assistant_is_not_written_to_and_is_welcome_back(
    person: Person, sandbox: SandboxClient
) -> None:
    await sandbox.block(person.id)
    before = len(await sandbox.requests())
    await sandbox.move_to("2026-02-10T12:00:00+08:00")
    sends = [r for r in (await sandbox.requests())[before:] if r["method"].startswith("send")]
    assert sends == []
    heard = len(await person.heard())
    await sandbox.unblock(person.id)
    await sandbox.idle()
    summary = await person.last()
    assert len(await person.heard()) == heard + 1
    assert (
        "有 1 期过了还款日，今天一起还清共 ¥1,336.33（含罚息 ¥3.33），每晚一天约多 ¥0.67。最久的过了 "
        in summary.text
    )
    assert "下一期 3月5日（周四，23天后），还 ¥1,333.00（" in summary.text
    assert "没有发：您停用了助手" in (await person.press("通知记录")).text
    await sandbox.move_to("2026-02-12T12:00:00+08:00")
    assert "2月5日（周四）的" in (await person.last()).text


async def test_who_comes_back_by_start_gets_the_summary_once(person: Person, sandbox: SandboxClient) -> None:
    await sandbox.block(person.id)
    await sandbox.move_to("2026-01-06T12:00:00+08:00")
    await sandbox.unblock(person.id)
    await sandbox.idle()
    assert "没有待还的账单" in (await person.last()).text
    assert "欢迎回来。现在没有待还的账单" in (await person.say("/start")).text


async def test_too_many_requests_are_waited_out_and_the_answer_comes_all_the_same(
    person: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("429", method="sendMessage", times=2, retry_after=1)
    assert "我能帮您做这些" in (await person.say("/help")).text
    await sandbox.fault("429", method="editMessageText", times=1, retry_after=1)
    assert "想看哪一类" in (await person.press("去逛逛")).text
