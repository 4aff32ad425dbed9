"""A real python-telegram-bot Application polling the sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.sandbox.server import Sandbox
from tests.bot.sandbox.conftest import PERSON
from tests.support.sandbox_client import SandboxClient

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("再来", callback_data="again")]])


async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text("<b>您好</b>", parse_mode=ParseMode.HTML, reply_markup=KEYS)


async def again(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("好的")
    await query.edit_message_text("又来了")


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None and update.message.document is not None
    file = await update.message.document.get_file()
    content = bytes(await file.download_as_bytearray())
    await context.bot.send_document(update.message.chat_id, content, filename="回.txt", caption="收到")


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Application]:  # type: ignore[type-arg]  # its six say nothing here
    application = (
        Application.builder()
        .token("1:sandbox")
        .base_url(f"{sandbox.base_url}/bot")
        .base_file_url(f"{sandbox.base_url}/file/bot")
        .read_timeout(0.5)
        .build()
    )
    application.add_handlers(
        [
            CommandHandler("start", start),
            CallbackQueryHandler(again),
            MessageHandler(filters.Document.ALL, echo),
        ]
    )
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        yield application
        await application.updater.stop()
        await application.stop()


async def until_said(people: SandboxClient, text: str) -> None:
    """The application reports nothing in flight here, so idle alone does not say that it answered."""
    for _ in range(3000):
        messages = await people.messages(PERSON, idle=False)
        if any(message.text == text for message in messages):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{text!r} was never said")


@pytest.mark.usefixtures("bot")
async def test_a_conversation_runs_over_polling(people: SandboxClient) -> None:
    await people.say(PERSON, "/start")
    await until_said(people, "您好")
    assert (await people.last(PERSON)).html == "<b>您好</b>"
    pressed = await people.press(PERSON, "再来")
    assert pressed["answers"] == [{"text": "好的", "show_alert": False}]
    await until_said(people, "又来了")
    last = await people.last(PERSON)
    assert (last.labels, last.edited) == ((), True)


@pytest.mark.usefixtures("bot")
async def test_files_go_both_ways(people: SandboxClient) -> None:
    await people.send_file(PERSON, "document", "去.txt", "内容".encode(), "text/plain")
    await until_said(people, "收到")
    document = (await people.last(PERSON)).raw["document"]
    assert document["file_name"] == "回.txt"
    assert (await people.http.get(document["url"])).text == "内容"


async def test_refusals_become_the_librarys_exceptions(
    people: SandboxClient,
    bot: Application,  # type: ignore[type-arg]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # what the library will do anyway, and warns of
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.bot.send_message(999, "x")
    for kind, error in (
        ("403", Forbidden),
        ("429", RetryAfter),
        ("500", NetworkError),
        ("disconnect", NetworkError),
    ):
        await people.fault(kind)
        with pytest.raises(error):
            await bot.bot.send_message(PERSON, "x")
    await people.fault("timeout_delivered", method="sendMessage")
    with pytest.raises(TimedOut):
        await bot.bot.send_message(PERSON, "delivered all the same")
    assert (await people.last(PERSON)).text == "delivered all the same"


async def test_rich_messages_go_through_the_library(
    people: SandboxClient,
    bot: Application,  # type: ignore[type-arg]
) -> None:
    rich = {"html": "<table><tr><td>1</td></tr></table>"}
    kwargs = {"chat_id": PERSON, "rich_message": rich}
    message = await bot.bot.do_api_request("sendRichMessage", api_kwargs=kwargs, return_type=Message)
    assert isinstance(message, Message)
    edited = await bot.bot.edit_message_text("纯文字", chat_id=PERSON, message_id=message.message_id)
    assert isinstance(edited, Message) and edited.text == "纯文字"
    assert (await people.last(PERSON)).rich_html is None


async def test_commands_reach_the_person_in_their_language(
    people: SandboxClient,
    bot: Application,  # type: ignore[type-arg]
) -> None:
    await bot.bot.set_my_commands([BotCommand("bills", "我的账单")], language_code="zh")
    await bot.bot.set_my_description("分期管家", language_code="zh")
    shown = await people.commands(PERSON)
    assert shown["commands"] == [{"command": "bills", "description": "我的账单"}]
    assert shown["description"] == "分期管家"
    assert await bot.bot.get_my_commands(language_code="zh") == (BotCommand("bills", "我的账单"),)
