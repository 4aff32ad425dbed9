"""What a person does and sees."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.bot.sandbox.conftest import PERSON
from tests.bot.sandbox.test_receiving import updates
from tests.bot.sandbox.test_sending import refusal, sent
from tests.support.sandbox_client import SandboxClient, SandboxError

KEYS = {
    "inline_keyboard": [[{"text": "好", "callback_data": "v1:ok"}, {"text": "看", "url": "https://a.cn/"}]]
}
INVOICE = {
    "title": "t",
    "description": "d",
    "payload": "order-1",
    "currency": "CNY",
    "provider_token": "x",
}


async def answer_all(people: SandboxClient, stop_after: int, **answer: Any) -> list[str]:
    """Play the bot: answer callback queries until there were `stop_after`; gives the data pressed."""
    offset = 0
    pressed: list[str] = []
    while len(pressed) < stop_after:
        for update in await updates(people, offset=offset, timeout=30):
            offset = update["update_id"] + 1
            if "callback_query" in update:
                pressed.append(update["callback_query"]["data"])
                query_id = update["callback_query"]["id"]
                await people.bot("answerCallbackQuery", callback_query_id=query_id, **answer)
    await people.bot("getUpdates", offset=offset)
    return pressed


async def test_a_press_by_label_tells_the_bot_and_gives_its_answer(people: SandboxClient) -> None:
    message = await sent(people, text="x", reply_markup=KEYS)
    bot = asyncio.create_task(answer_all(people, 1, text="收到", show_alert=True))
    pressed = await people.press(PERSON, "好", message_id=message["message_id"])
    assert pressed["answers"] == [{"text": "收到", "show_alert": True}]
    assert len(pressed["update_ids"]) == 1
    assert await bot == ["v1:ok"]


async def test_the_same_tap_twice_has_two_update_ids(people: SandboxClient) -> None:
    await sent(people, text="x", reply_markup=KEYS)
    bot = asyncio.create_task(answer_all(people, 2))
    pressed = await people.press(PERSON, "好", times=2)
    assert len(set(pressed["update_ids"])) == len(pressed["answers"]) == 2
    assert await bot == ["v1:ok", "v1:ok"]


async def test_a_forged_tap_may_carry_anything(people: SandboxClient) -> None:
    bot = asyncio.create_task(answer_all(people, 1))
    await people.press_data(PERSON, 999, "x" * 200)
    assert await bot == ["x" * 200]


async def test_a_missing_label_is_told_with_the_labels_there_are(people: SandboxClient) -> None:
    message = await sent(people, text="x", reply_markup=KEYS)
    with pytest.raises(SandboxError) as error:
        await people.press(PERSON, "没有", message_id=message["message_id"])
    assert error.value.status == 404
    assert error.value.body["labels"] == ["好", "看"]


async def test_a_button_that_opens_a_page_gives_its_address(people: SandboxClient) -> None:
    message = await sent(people, text="x", reply_markup=KEYS)
    pressed = await people.press(PERSON, "看", message_id=message["message_id"])
    assert (pressed["url"], pressed["update_ids"]) == ("https://a.cn/", [])


async def test_a_callback_query_is_answered_once(people: SandboxClient) -> None:
    message = await sent(people, text="x", reply_markup=KEYS)
    pressing = asyncio.create_task(people.press(PERSON, "好", message_id=message["message_id"]))
    [update] = await updates(people, timeout=30)
    query_id = update["callback_query"]["id"]
    assert (await people.bot("answerCallbackQuery", callback_query_id=query_id)).json()["ok"]
    assert await refusal(people, "answerCallbackQuery", callback_query_id=query_id) == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    await pressing


async def test_a_callback_query_is_too_old_after_15_seconds(
    people: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.bot_api.queries.CALLBACK_LIFETIME_S", 0.0)
    message = await sent(people, text="x", reply_markup=KEYS)
    monkeypatch.setattr("bot.sandbox.people.presses.ANSWER_TIMEOUT_S", 0.0)
    await people.press(PERSON, "好", message_id=message["message_id"])
    [update] = await updates(people)
    status, description = await refusal(
        people, "answerCallbackQuery", callback_query_id=update["callback_query"]["id"]
    )
    assert (status, "too old" in description) == (400, True)


async def test_an_unanswered_press_ends_without_an_answer(
    people: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.people.presses.ANSWER_TIMEOUT_S", 0.01)
    message = await sent(people, text="x", reply_markup=KEYS)
    assert (await people.press(PERSON, "好", message_id=message["message_id"]))["answers"] == []


async def test_a_long_text_is_split_as_an_app_splits_it(people: SandboxClient) -> None:
    told = await people.say(PERSON, "分" * 5000)
    received = await updates(people)
    assert [len(update["message"]["text"]) for update in received] == [4096, 904]
    assert told["message_ids"] == [update["message"]["message_id"] for update in received]


async def test_a_contact_is_the_persons_own_unless_it_says_otherwise(people: SandboxClient) -> None:
    await people.send(PERSON, {"contact": {"phone_number": "13800138000"}})
    await people.send(PERSON, {"contact": {"phone_number": "13900139000", "user_id": 7}})
    contacts = [update["message"]["contact"] for update in await updates(people)]
    assert [contact["user_id"] for contact in contacts] == [PERSON, 7]


async def test_who_blocked_the_bot_cannot_write_and_the_bot_was_told(people: SandboxClient) -> None:
    await people.block(PERSON)
    await people.block(PERSON)
    with pytest.raises(SandboxError) as error:
        await people.say(PERSON, "x")
    assert error.value.status == 409
    [update] = await updates(people)
    change = update["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    everybody = (await people.http.get("/sandbox/users")).json()["users"]
    assert [(user["id"], user["blocked"]) for user in everybody] == [(PERSON, True)]


async def test_an_invoice_is_paid_once_after_the_bot_agreed(people: SandboxClient) -> None:
    message = await sent(people, "sendInvoice", **INVOICE, prices=[{"label": "a", "amount": 35_724}])

    async def agree() -> None:
        [update] = await updates(people, timeout=30)
        query_id = update["pre_checkout_query"]["id"]
        await people.bot("answerPreCheckoutQuery", pre_checkout_query_id=query_id, ok=True)
        await updates(people, offset=update["update_id"] + 1)

    bot = asyncio.create_task(agree())
    assert (await people.pay(PERSON, message["message_id"]))["ok"]
    await bot
    payment = (await updates(people))[-1]["message"]["successful_payment"]
    assert (payment["invoice_payload"], payment["total_amount"]) == ("order-1", 35_724)
    with pytest.raises(SandboxError) as error:
        await people.pay(PERSON, message["message_id"])
    assert error.value.status == 409


async def test_a_refused_checkout_is_not_paid(people: SandboxClient) -> None:
    message = await sent(people, "sendInvoice", **INVOICE, prices=[{"label": "a", "amount": 1}])
    paying = asyncio.create_task(people.pay(PERSON, message["message_id"]))
    [update] = await updates(people, timeout=30)
    query_id = update["pre_checkout_query"]["id"]
    await people.bot(
        "answerPreCheckoutQuery", pre_checkout_query_id=query_id, ok=False, error_message="卖完了"
    )
    assert (await paying)["error_message"] == "卖完了"
    assert (await people.last(PERSON, idle=False)).raw["invoice"]["paid"] is False


async def test_commands_are_chosen_by_scope_and_then_by_language(people: SandboxClient) -> None:
    async def set_commands(name: str, **where: Any) -> None:
        await sent(people, "setMyCommands", commands=[{"command": name, "description": "d"}], **where)

    async def shown(person_id: int) -> str:
        return str((await people.commands(person_id))["commands"][0]["command"])

    await people.user(1, first_name="John", language_code="en")
    await set_commands("default")
    await set_commands("default_zh", language_code="zh")
    assert (await shown(PERSON), await shown(1)) == ("default_zh", "default")
    await set_commands("private", scope={"type": "all_private_chats"})
    assert (await shown(PERSON), await shown(1)) == ("private", "private")
    await set_commands("mine", scope={"type": "chat", "chat_id": PERSON})
    assert (await shown(PERSON), await shown(1)) == ("mine", "private")


async def test_what_the_bot_says_of_itself_is_chosen_by_language(people: SandboxClient) -> None:
    await people.user(1, first_name="John", language_code="en")
    for method, name in (
        ("setMyDescription", "description"),
        ("setMyShortDescription", "short_description"),
    ):
        await sent(people, method, **{name: "您好"})
        await sent(people, method, **{name: "Hello"}, language_code="en")
        assert ((await people.commands(PERSON))[name], (await people.commands(1))[name]) == ("您好", "Hello")
    assert (await refusal(people, "setMyShortDescription", short_description="长" * 121))[0] == 400


async def test_language_codes_of_commands_have_two_letters(people: SandboxClient) -> None:
    status, _ = await refusal(
        people, "setMyCommands", commands=[{"command": "a", "description": "d"}], language_code="zh-hans"
    )
    assert status == 400


async def test_a_reset_forgets_chats_and_the_log_but_goes_on_counting(people: SandboxClient) -> None:
    before = await people.user(PERSON)
    await people.reset()
    assert await people.requests() == []
    assert await people.messages(PERSON, idle=False) == []
    after = await people.user(PERSON)
    assert after["revision"] > before["revision"]
