"""What Telegram really sends: albums, topics, taps under what was sent elsewhere, edited payments. None is an incident.

The sandbox's fixture fails a test whose assistant logged an error.
"""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from handlers.buttons.catalog import AddToCart, SetQuantity
from handlers.buttons.charts import SendMonths
from handlers.buttons.history import SendCalendar
from handlers.buttons.orders import OpenOrders
from handlers.ui.callback_data import Action
from tests.support.buttons import kinds_of_button
from tests.support.persons import Person
from tests.support.sandbox_client import SandboxClient
from tests.support.staff_group import BOT

pytestmark = pytest.mark.long

DATE = 1_767_578_400
TOPIC = 77
BILL = "【招商银行】您尾号6021的信用卡1月账单3,218.77元，到期还款日1月14日。"
_numbers = count(900)


def message(person: Person, **content: Any) -> dict[str, Any]:
    user = {"id": person.id, "is_bot": False, "first_name": "测试", "language_code": "zh-hans"}
    chat = {"id": person.id, "type": "private", "first_name": "测试"}
    return {"message_id": next(_numbers), "date": DATE, "chat": chat, "from": user, **content}


def photo(name: str = "nowhere") -> list[dict[str, Any]]:
    return [{"file_id": name, "file_unique_id": name, "width": 100, "height": 100, "file_size": 100}]


async def sent_since(sandbox: SandboxClient, before: int) -> list[dict[str, Any]]:
    await sandbox.idle()
    return [
        request
        for request in await sandbox.requests(since=before)
        if request["method"] in ("sendMessage", "sendRichMessage", "sendPhoto", "sendDocument")
    ]


async def number_of_requests(sandbox: SandboxClient) -> int:
    await sandbox.idle()
    return max((request["n"] for request in await sandbox.requests()), default=0)


@pytest.mark.parametrize("where", ["outside", "where a photo is expected", "to a person of the shop"])
async def test_an_album_gets_one_answer(person: Person, sandbox: SandboxClient, where: str) -> None:
    if where == "where a photo is expected":
        await person.reach_name()
    elif where == "to a person of the shop":
        await person.say("客服")
        await person.press("直接写给客服")
    before = await number_of_requests(sandbox)
    for _ in range(4):
        await sandbox.inject({"message": message(person, media_group_id="13", photo=photo())})
    assert len(await sent_since(sandbox, before)) == 1
    await sandbox.inject({"message": message(person, media_group_id="14", photo=photo())})
    assert len(await sent_since(sandbox, before)) == 2  # another one has an answer of its own


async def test_a_bill_under_a_picture_is_read_and_the_other_pictures_of_the_album_need_no_answer(
    person: Person, sandbox: SandboxClient
) -> None:
    before = await number_of_requests(sandbox)
    for caption in ({"caption": BILL}, {}, {"caption": BILL.replace("6021", "7788")}, {}):
        await sandbox.inject({"message": message(person, media_group_id="15", photo=photo(), **caption)})
    sent = await sent_since(sandbox, before)
    assert ["从消息里读到的" in str(request) for request in sent] == [True, True]
    await person.press("对，记下来")
    assert "招商银行信用卡" in (await person.say("我的分期")).text


async def test_what_is_sent_on_is_read_of_the_day_on_which_it_was_written(
    person: Person, sandbox: SandboxClient
) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "某人", "date": DATE - 20 * 86_400}
    said = "花呗账单360元，还有3天到期"  # of 16 December
    await sandbox.inject({"message": message(person, text=said, forward_origin=origin)})
    await sandbox.idle()
    assert "每月 19 号还" in (await person.last()).text


async def test_an_answer_in_a_private_topic_stays_there_and_a_notice_in_the_chat(
    person: Person, sandbox: SandboxClient
) -> None:
    before = await number_of_requests(sandbox)
    said = {"is_topic_message": True, "message_thread_id": TOPIC}
    await sandbox.inject({"message": message(person, text="去逛逛", **said)})
    await sandbox.inject({"message": message(person, text="账单", **said)})
    await sandbox.inject({"message": message(person, text="随便说点什么吧", **said)})
    threads = [request["payload"].get("message_thread_id") for request in await sent_since(sandbox, before)]
    assert threads
    assert {int(thread) for thread in threads} == {TOPIC}
    before = await number_of_requests(sandbox)
    await person.say("账单")
    assert ["message_thread_id" in r["payload"] for r in await sent_since(sandbox, before)] == [False]


@pytest.mark.bought(3)
async def test_tables_pictures_and_files_that_are_asked_for_in_a_private_topic_stay_there(
    person: Person, sandbox: SandboxClient
) -> None:
    before = await number_of_requests(sandbox)
    said = {"is_topic_message": True, "message_thread_id": TOPIC}
    await sandbox.inject({"message": message(person, text="账单", **said)})
    asked = message(person, text="x", **said) | {"from": BOT}
    for wanted in (OpenOrders(0), SendMonths(), SendCalendar(1)):
        tap = {
            "id": str(next(_numbers)),
            "from": message(person)["from"],
            "chat_instance": "1",
            "message": asked,
        }
        await sandbox.inject({"callback_query": tap | {"data": wanted.pack(stays=True)}})
    sent = await sent_since(sandbox, before)
    assert {request["method"] for request in sent} >= {"sendRichMessage", "sendPhoto", "sendDocument"}
    assert {int(request["payload"].get("message_thread_id", 0)) for request in sent} == {TOPIC}
    assert {request["status"] for request in sent} == {200}


async def test_a_topic_that_is_gone_is_no_reason_to_say_nothing(
    person: Person, sandbox: SandboxClient
) -> None:
    await sandbox.fault("400", method="sendMessage", times=1, description="message thread not found")
    before = await number_of_requests(sandbox)
    said = {"is_topic_message": True, "message_thread_id": TOPIC}
    await sandbox.inject({"message": message(person, text="随便说点什么吧", **said)})
    first, second = await sent_since(sandbox, before)
    assert (first["status"], second["status"]) == (400, 200)
    assert "message_thread_id" not in second["payload"]


@pytest.mark.parametrize("data", ["1bi:x", "nothing of ours", None])
async def test_a_tap_under_a_message_in_another_chat_is_answered(
    person: Person, sandbox: SandboxClient, data: str | None
) -> None:
    tap: dict[str, Any] = {
        "id": "900",
        "from": message(person)["from"],
        "inline_message_id": "AAE",
        "chat_instance": "1",
    }
    await sandbox.inject({"callback_query": tap | ({"data": data} if data else {"game_short_name": "x"})})
    await sandbox.idle()
    (answer,) = await sandbox.requests("answerCallbackQuery")
    assert "我只在私聊里服务" in answer["payload"]["text"]


async def test_an_edited_payment_is_nothing_new(person: Person, sandbox: SandboxClient) -> None:
    before = await number_of_requests(sandbox)
    paid = {
        "currency": "CNY",
        "total_amount": 100,
        "invoice_payload": "p",
        "telegram_payment_charge_id": "t",
        "provider_payment_charge_id": "p",
    }
    edited = message(person, edit_date=DATE + 1, successful_payment=paid)
    await sandbox.inject({"edited_message": edited})
    assert await sent_since(sandbox, before) == []
    assert (await person.say("账单")).labels


NUMBERS = (0, 1, 13, 99, 100, 10_000, 202_600, 202_613, 20_260_230, 999_999_999)


def crafted(kind: type[Action]) -> list[Action]:
    """The button with each of the numbers in all its numeric fields at once."""
    if int not in kind.kinds.values():
        return []
    return [
        kind(*(number if of is int else _TEXTS.get(name, "x") for name, of in kind.kinds.items()))
        for number in NUMBERS
    ]


_TEXTS = {
    "product_id": "xiaomi-15",
    "category_id": "phones",
    "locale": "zh_CN",
    "plan_id": "demo-consumer-12",
}


async def test_no_number_in_a_button_is_an_incident(person: Person) -> None:
    await person.open_product()
    for quantity in NUMBERS:
        for action in (AddToCart("xiaomi-15", quantity), SetQuantity("xiaomi-15", quantity)):
            await person.press_data(action.pack())
    for kind in kinds_of_button():
        for forged in crafted(kind):
            await person.press_data(forged.pack())
    told = [seen.text for seen in await person.heard()]
    assert not [words for words in told if "出了点问题" in words]
    assert (await person.say("购物车")).labels


@pytest.mark.bought(3)
async def test_what_a_person_asks_for_is_never_shown_in_the_private_chat_of_another(
    person: Person, sandbox: SandboxClient
) -> None:
    shown = await person.say("/repay")
    pays = next(shown.data_of(label) for label in shown.labels if "¥1,333.00" in label)
    another = {"id": 99, "type": "private", "first_name": "别人"}
    under = {"message_id": 5, "date": DATE, "chat": another, "text": "x"}
    tap = {"id": "71", "from": message(person)["from"], "chat_instance": "1", "data": pays, "message": under}
    before = await number_of_requests(sandbox)
    await sandbox.inject({"callback_query": tap})
    await sandbox.inject({"message": message(person, text="/repay", chat=another)})
    await sandbox.idle()
    made = {r["method"] for r in await sandbox.requests(since=before)} - {"getUpdates"}
    assert made == {"answerCallbackQuery"}
    assert "已还 0/3 期" in (await person.say("/orders")).text
