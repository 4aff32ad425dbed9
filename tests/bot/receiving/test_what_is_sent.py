"""Whatever is sent, with a method of PTB or without one, takes its turn and goes to the topic in which it was asked for."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

import pytest
from telegram import CallbackQuery, Chat, LabeledPrice, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import ExtBot

from bot.adapters.clock import SystemClock
from bot.app import build_application
from bot.observer import NobodyWatches
from bot.receiving.processor import ChatOrderedProcessor
from bot.sending.pacing import FREE_PER_S, OwnSendSlots, Pace, tempo_for
from bot.settings import Settings
from bot.wiring import Container, build_container
from handlers.ui.sending import has_turn, topic
from tests.support.builders import NOON
from tests.support.clock import MovableClock
from tests.support.plain_server import Exchange, Received, plain_server

CHAT, TOPIC, ELSEWHERE = 7, 77, 8
USER = User(CHAT, "测试", is_bot=False)

T = TypeVar("T")
Send = Callable[[ExtBot[Any], int], Awaitable[object]]
# What puts something into a chat; files and pictures as they are uploaded.
SENT: dict[str, Send] = {
    "send_message": lambda bot, chat: bot.send_message(chat, "x"),
    "send_document": lambda bot, chat: bot.send_document(chat, b"x", filename="x.csv"),
    "send_photo": lambda bot, chat: bot.send_photo(chat, b"x"),
    "send_invoice": lambda bot, chat: bot.send_invoice(chat, "x", "x", "p", "CNY", [LabeledPrice("x", 1)]),
    "send_chat_action": lambda bot, chat: bot.send_chat_action(chat, "typing"),
    "sendRichMessage": lambda bot, chat: bot.do_api_request("sendRichMessage", api_kwargs={"chat_id": chat}),
}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@contextlib.contextmanager
def known(what: ContextVar[T], value: T) -> Iterator[None]:
    token = what.set(value)
    try:
        yield
    finally:
        what.reset(token)


async def received(container: Container, send: Send, chat: int) -> Received:
    """The request as it came to Telegram."""
    came: list[Received] = []

    async def answer(exchange: Exchange) -> None:
        request = await exchange.receive()
        me = b'{"ok": true, "result": {"id": 1, "is_bot": true, "first_name": "x", "username": "x_bot"}}'
        done = b'{"ok": true, "result": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}}'
        if not request.target.endswith("/getMe"):
            came.append(request)
        await exchange.answer(me if request.target.endswith("/getMe") else done)

    async with plain_server() as server:
        server.answering = answer
        bot = build_application(container, token="1:sandbox", api_base_url=server.url).bot
        await bot.initialize()
        await send(bot, chat)
        await bot.shutdown()
    (one,) = came
    return one


@pytest.mark.parametrize("method", SENT)
async def test_whatever_is_sent_goes_to_the_topic_and_nothing_to_one_of_another_chat(
    container: Container, method: str
) -> None:
    with known(topic, (CHAT, TOPIC)):
        answer = await received(container, SENT[method], CHAT)
        other = await received(container, SENT[method], ELSEWHERE)
    assert str(TOPIC).encode() in answer.body.partition(b"message_thread_id")[2]
    assert b"message_thread_id" not in other.body


@pytest.mark.parametrize("method", SENT.keys() - {"send_chat_action"})
async def test_an_answer_takes_its_turn_and_a_reminder_has_taken_it_and_is_paid_for_where_that_is_wanted(
    settings: Settings, clock: MovableClock, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[int] = []

    async def take(_: Pace, chat_id: int) -> None:
        turns.append(chat_id)

    monkeypatch.setattr(Pace, "answer", take)
    container = build_container(settings.model_copy(update={"messages_per_s": FREE_PER_S + 1}), clock)
    answer = await received(container, SENT[method], CHAT)
    assert turns == [CHAT]
    assert b"allow_paid_broadcast" not in answer.body
    with known(has_turn, True):
        reminder = await received(container, SENT[method], CHAT)
    assert turns == [CHAT]
    assert b"allow_paid_broadcast" in reminder.body
    await container.aclose()


def methods_called() -> Iterator[str]:
    for file in (path for top in ("bot", "handlers") for path in Path(top).rglob("*.py")):
        if not file.is_relative_to("bot/sandbox"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1] in (
                    "bot",
                    "_bot",
                ):
                    yield node.attr


def test_there_is_nothing_else_that_is_sent() -> None:
    sending = {name for name in methods_called() if name.startswith(("send_", "copy_", "forward_"))}
    assert sending <= SENT.keys()
    assert len(sending) >= 4


def message(kind: str, **more: Any) -> Message:
    return Message(1, NOON, Chat(CHAT, kind), from_user=USER, message_thread_id=TOPIC, **more)


PRIVATE = message(ChatType.PRIVATE, is_topic_message=True)
CASES = {
    "words": (Update(1, message=PRIVATE), (CHAT, TOPIC)),
    "changed words": (Update(1, edited_message=PRIVATE), (CHAT, TOPIC)),
    "a tap": (Update(1, callback_query=CallbackQuery("1", USER, "1", message=PRIVATE)), (CHAT, TOPIC)),
    "a reply, which has such a number, too": (Update(1, message=message(ChatType.PRIVATE)), None),
    "a group's topic": (Update(1, message=message(ChatType.SUPERGROUP, is_topic_message=True)), None),
}


@pytest.mark.parametrize("case", CASES)
async def test_the_topic_is_that_of_what_was_said_or_tapped_and_of_a_private_chat(case: str) -> None:
    update, expected = CASES[case]
    processing = ChatOrderedProcessor(
        NobodyWatches(), Pace(OwnSendSlots(), tempo_for(FREE_PER_S), SystemClock()), chat_alias=str
    )
    said_in: list[tuple[int, int] | None] = []

    async def handle() -> None:
        said_in.append(topic.get())

    await processing.process_update(update, handle())
    assert said_in == [expected]
