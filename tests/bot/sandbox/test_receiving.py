"""How the bot receives updates: long polling and the webhook."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.server import SandboxConfig, running_sandbox
from tests.bot.sandbox.conftest import PERSON
from tests.bot.sandbox.test_sending import refusal, sent
from tests.support.bot_api import types, worked_out
from tests.support.sandbox_client import SandboxClient


async def updates(people: SandboxClient, **params: Any) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = (await people.bot("getUpdates", **params)).json()["result"]
    return result


async def test_an_update_waits_until_a_higher_offset_confirms_it(people: SandboxClient) -> None:
    first, second = await people.say(PERSON, "a"), await people.say(PERSON, "b")
    assert [u["update_id"] for u in await updates(people)] == [first["update_id"], second["update_id"]]
    assert [u["update_id"] for u in await updates(people, limit=1)] == [first["update_id"]]
    assert [u["update_id"] for u in await updates(people, offset=second["update_id"])] == [
        second["update_id"]
    ]
    assert await updates(people, offset=second["update_id"] + 1) == []


async def test_a_long_poll_ends_as_soon_as_something_arrives(people: SandboxClient) -> None:
    polling = asyncio.create_task(updates(people, timeout=50))
    await asyncio.sleep(0.05)
    started_s = time.monotonic()
    await people.say(PERSON, "a")
    assert (await polling)[0]["message"]["text"] == "a"
    assert time.monotonic() - started_s < 40


async def test_a_second_poll_ends_the_first_with_a_conflict(people: SandboxClient) -> None:
    first = asyncio.create_task(people.bot("getUpdates", timeout=50))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(people.bot("getUpdates", timeout=50))
    body = (await first).json()
    assert (body["error_code"], body["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await people.say(PERSON, "a")
    assert (await second).json()["ok"]


async def test_only_allowed_updates_are_kept_from_then_on(people: SandboxClient) -> None:
    await updates(people, allowed_updates=["edited_message"])
    told = await people.say(PERSON, "a")
    await people.send(PERSON, {"edit_message_id": told["message_id"], "text": "b"})
    assert [list(update)[1] for update in await updates(people)] == ["edited_message"]
    await updates(people, allowed_updates=[])
    await people.say(PERSON, "c")
    assert (await updates(people))[-1]["message"]["text"] == "c"


async def test_a_negative_offset_forgets_all_but_the_newest(people: SandboxClient) -> None:
    for text in "abc":
        await people.say(PERSON, text)
    assert [u["message"]["text"] for u in await updates(people, offset=-1)] == ["c"]
    assert [u["message"]["text"] for u in await updates(people)] == ["c"]


async def test_raw_updates_go_out_as_they_are(people: SandboxClient) -> None:
    group = {"id": -100, "type": "supergroup", "title": "群"}
    message = {
        "message_id": 9,
        "date": 1,
        "chat": group,
        "from": {"id": 5, "is_bot": False, "first_name": "x"},
    }
    update_id = await people.inject({"message": {**message, "text": "大家好"}})
    received = await updates(people)
    assert received == [{"message": {**message, "text": "大家好"}, "update_id": update_id}]
    await sent(people, chat_id=-100, text="我只在私聊里说话")


async def test_an_update_injected_with_a_confirmed_id_goes_out_once_more(people: SandboxClient) -> None:
    told = await people.say(PERSON, "a")
    [update] = await updates(people)
    await updates(people, offset=told["update_id"] + 1)
    assert await people.inject(update) == told["update_id"]
    assert await updates(people, offset=told["update_id"] + 1) == [update]
    assert await updates(people, offset=told["update_id"] + 1) == []


async def test_updates_parse_with_both_client_libraries(people: SandboxClient) -> None:
    message = await sent(
        people, text="x", reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    )
    told = await people.send(PERSON, {"text": "/start abc", "reply_to_message_id": message["message_id"]})
    await people.send(PERSON, {"edit_message_id": told["message_id"], "text": "b"})
    await people.send(PERSON, {"contact": {"phone_number": "13800138000"}})
    await people.send(PERSON, {"location": {"latitude": 1.5, "longitude": 2.5}})
    await people.send(PERSON, {"sticker": {"emoji": "👍"}})
    await people.send_file(PERSON, "document", "a.txt", b"x", "text/plain", caption="文件")
    await people.send_file(PERSON, "photo", "a.png", b"x", "image/png")
    pressing = asyncio.create_task(people.press(PERSON, "x", message_id=message["message_id"]))
    await asyncio.sleep(0.1)
    await people.block(PERSON)
    received = await updates(people)
    for update in received:
        assert worked_out(types.Update).model_validate(update).event_type
        assert telegram.Update.de_json(update, None).effective_user is not None
    kinds = ["message", "edited_message", *["message"] * 5, "callback_query", "my_chat_member"]
    assert [next(key for key in update if key != "update_id") for update in received] == kinds
    query = next(update["callback_query"] for update in received if "callback_query" in update)
    await people.bot("answerCallbackQuery", callback_query_id=query["id"])
    assert (await pressing)["answers"] == [{"text": "", "show_alert": False}]


async def test_waiting_updates_survive_the_server(config: SandboxConfig) -> None:
    async with running_sandbox(config) as sandbox, SandboxClient(sandbox.base_url) as people:
        first = await people.say(PERSON, "a")
    async with running_sandbox(config) as sandbox, SandboxClient(sandbox.base_url) as people:
        assert [u["message"]["text"] for u in await updates(people)] == ["a"]
        second = await people.say(PERSON, "b")
        assert second["update_id"] > first["update_id"]
        assert [m.text for m in await people.messages(PERSON, idle=False)] == ["a", "b"]


class Receiver:
    """A webhook that refuses the first `refusals` deliveries."""

    def __init__(self) -> None:
        self.refusals = 0
        self.received: list[tuple[str | None, dict[str, Any]]] = []
        self.url = ""

    async def take(self, request: Request) -> Response:
        if self.refusals:
            self.refusals -= 1
            return Response(status_code=500)
        self.received.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return Response()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    receiver.url = f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
    serving = asyncio.create_task(server._serve([listener]))
    yield receiver
    server.should_exit = True
    await serving


async def test_a_webhook_gets_updates_in_order_until_it_takes_them(
    people: SandboxClient, receiver: Receiver
) -> None:
    receiver.refusals = 2
    await people.bot("setWebhook", url=receiver.url, secret_token="s3cret")
    for text in "ab":
        await people.say(PERSON, text)
    await people.idle()
    assert [(secret, update["message"]["text"]) for secret, update in receiver.received] == [
        ("s3cret", "a"),
        ("s3cret", "b"),
    ]
    info = (await people.bot("getWebhookInfo")).json()["result"]
    assert info["pending_update_count"] == 0
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"


async def test_polling_is_refused_while_a_webhook_is_set(people: SandboxClient, receiver: Receiver) -> None:
    await people.bot("setWebhook", url=receiver.url)
    assert await refusal(people, "getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )
    await people.bot("deleteWebhook")
    assert await updates(people) == []
