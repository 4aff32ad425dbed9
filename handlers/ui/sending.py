"""From a Reply to Telegram: edited in place where it answers a tap, sent anew where it answers words.

A request that failed is made again where that can do no harm: always when it surely did nothing, and, when nobody
knows, if doing it twice is like doing it once, as with an edit. A message that may have arrived is not sent twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, TypeVar

from telegram import (
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    LoginUrl,
    Message,
    Update,
    WebAppInfo,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, EndPointNotFound, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from handlers.ui import pictures
from handlers.ui.callback_data import stands_under_what_stays
from handlers.ui.labels import laid_out
from handlers.ui.reply import Attachment, Button, Reply

logger = logging.getLogger(__name__)
# Whether what is sent just now has waited for its turn among the reminders; else it answers a person.
has_turn: ContextVar[bool] = ContextVar("has_turn", default=False)

# Gives what the update at hand occupies to others while the block runs; the processor sets it.
aside: ContextVar[Callable[[], AbstractAsyncContextManager[None]]] = ContextVar("aside", default=nullcontext)

# The chat and the topic in it in which the update at hand was said; the processor sets it, and the bot answers there.
topic: ContextVar[tuple[int, int] | None] = ContextVar("topic", default=None)

T = TypeVar("T")
BareRequest = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
MOST_ALBUMS = 1_000  # remembered
PATIENCE = 5  # how often a request is made again when there were too many
PAUSES_S = (0.2, 1.0, 3.0)  # before it is made again because the network or the server failed
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_BARE_NO_PREVIEW = {"is_disabled": True}


def markup(reply: Reply) -> InlineKeyboardMarkup | None:
    if not reply.keyboard:
        return None
    return InlineKeyboardMarkup([[_button(one, reply) for one in row] for row in laid_out(reply.keyboard)])


def _button(button: Button, under: Reply) -> InlineKeyboardButton:
    if button.url is not None:
        return InlineKeyboardButton(button.label, url=button.url, style=button.style)
    if button.app is not None:
        return InlineKeyboardButton(button.label, web_app=WebAppInfo(button.app), style=button.style)
    if button.login is not None:
        return InlineKeyboardButton(button.label, login_url=LoginUrl(button.login), style=button.style)
    if button.copy is not None:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy), style=button.style)
    assert button.action is not None
    said = button.action.pack(stays=under.stays, back=button.is_back)
    return InlineKeyboardButton(button.label, callback_data=said, style=button.style)


def bare_markup(reply: Reply) -> dict[str, Any] | None:
    """Return what `markup` does, for requests that take it as it goes over the wire: PTB's objects cost several times
    as much.
    """
    if not reply.keyboard:
        return None
    return {
        "inline_keyboard": [[_bare_button(one, reply) for one in row] for row in laid_out(reply.keyboard)]
    }


def _bare_button(button: Button, under: Reply) -> dict[str, Any]:
    bare: dict[str, Any] = {"text": button.label}
    if button.style is not None:
        bare["style"] = button.style
    if button.url is not None:
        return bare | {"url": button.url}
    if button.app is not None:
        return bare | {"web_app": {"url": button.app}}
    if button.copy is not None:
        return bare | {"copy_text": {"text": button.copy}}
    assert button.action is not None
    return bare | {"callback_data": button.action.pack(stays=under.stays, back=button.is_back)}


class Albums:
    """What was answered to several pictures sent as one, of which Telegram makes an update each: their answers are one
    message. Forgotten with the process.
    """

    def __init__(self) -> None:
        self._answers: dict[tuple[int, str], int] = {}
        self._read: dict[tuple[int, str], None] = {}

    def read(self, message: Message) -> None:
        """Note that what stands under a picture was answered by itself: other answers have messages of their own, and the
        album's other pictures need none."""
        if message.media_group_id is not None:
            self._answers.pop((message.chat.id, message.media_group_id), None)
            self._read[message.chat.id, message.media_group_id] = None
            if len(self._read) > MOST_ALBUMS:
                del self._read[next(iter(self._read))]

    def was_read(self, message: Message | None) -> bool:
        return message is not None and (message.chat.id, message.media_group_id) in self._read

    def answer_to(self, message: Message | None) -> int | None:
        """Return the message that answers the album of this one; None where it is of none, or the first of it."""
        if message is None or message.media_group_id is None:
            return None
        return self._answers.get((message.chat.id, message.media_group_id))

    def note(self, message: Message | None, answer_id: int) -> None:
        if message is None or message.media_group_id is None or self.was_read(message):
            return
        self._answers[message.chat.id, message.media_group_id] = answer_id
        if len(self._answers) > MOST_ALBUMS:
            del self._answers[next(iter(self._answers))]


class NotDelivered(NetworkError):
    """The request surely did nothing: no connection came about, or the server said that it failed."""


async def patiently(request: Callable[[], Awaitable[T]], *, repeatable: bool = False) -> T:
    """Make the request, and again after what may pass: told to come later, as asked; else after a pause.

    `repeatable`: doing it twice is like doing it once, so it is also made again when it may have been done.
    Other chats go on meanwhile (`aside`). Raises the last error.
    """
    waits, pauses_s = 0, list(PAUSES_S)
    while True:
        try:
            return await request()
        except RetryAfter as error:
            if waits == PATIENCE:
                raise
            waits += 1
            pause_s = seconds_asked_for(error)
        except NetworkError as error:
            again = isinstance(error, NotDelivered) or (repeatable and may_have_been_done(error))
            if not again or not pauses_s:
                raise
            pause_s = pauses_s.pop(0)
        async with aside.get()():
            await asyncio.sleep(pause_s)


def may_have_been_done(error: TelegramError) -> bool:
    """Return whether it is unknown what became of the request. PTB counts a refusal among the network's errors; it is
    none.
    """
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest | NotDelivered)


def seconds_asked_for(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class Sender:
    """Sends Replies through one bot. Remembers when the server knows no rich messages. `bare`: a request as it goes over the
    wire."""

    def __init__(self, bot: ExtBot[Any], bare: BareRequest | None = None) -> None:
        self._bot = bot
        self._bare = bare
        self._rich = True
        self.albums = Albums()
        self.pictures = pictures.KnownPictures()

    async def send(self, chat_id: int, reply: Reply, *, plain: bool = False) -> int:
        """Once, `plain`: without tables. The id of the message; `RetryAfter` is the caller's."""
        if self._rich and reply.is_rich and not plain:
            message_id = await self._try_rich(reply, self._send_rich(chat_id, reply))
            if message_id is not None:
                return message_id
        reply = reply.without_picture()
        *before, last = reply.pages()
        for page in before:
            await self._bot.send_message(
                chat_id, page, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
            )
        message = await self._bot.send_message(
            chat_id,
            last,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(reply),
            link_preview_options=NO_PREVIEW,
        )
        return message.message_id

    def needs_room(self, reply: Reply, *, plain: bool) -> bool:
        """Whether the reply is several messages, which cannot take the place of one."""
        shows_rich = self._rich and reply.is_rich and not plain
        return not shows_rich and len(reply.pages()) > 1

    async def remind(self, chat_id: int, reply: Reply, *, plain: bool = False) -> int:
        """Send, as `send` does, what has waited for its turn; as it goes over the wire, which costs a third of PTB's
        objects.
        """
        token = has_turn.set(True)
        try:
            if reply.is_rich or self._bare is None:
                return await self.send(chat_id, reply, plain=plain)
            return await self._send_bare(self._bare, chat_id, reply)
        finally:
            has_turn.reset(token)

    async def send_file(self, chat_id: int, file: Attachment) -> int:
        """Once; the id of the message."""
        message = await self._bot.send_document(
            chat_id,
            InputFile(file.content, filename=file.file_name),
            caption=file.caption,
            parse_mode=ParseMode.HTML,
        )
        return message.message_id

    async def send_picture(
        self, chat_id: int, content: bytes, caption: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> int:
        """Once, as a message of its own; the id of the message. `caption`: Telegram HTML."""
        known = self.pictures.id_of(content)

        async def send(photo: str | InputFile) -> Message:
            return await self._bot.send_photo(
                chat_id, photo, caption=caption, parse_mode=ParseMode.HTML, reply_markup=keyboard
            )

        try:
            message = await send(known or pictures.upload(content))
        except BadRequest:
            if known is None:
                raise
            message = await send(pictures.upload(content))
        self.pictures.note(content, message.photo[-1].file_id if message.photo else None)
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, reply: Reply, *, plain: bool = False) -> bool:
        """Make the message say `reply`; of what is several messages, the last: the others stand above it. Return False where
        it said just that already, which leaves its date as it was.
        """
        try:
            rich = self._rich and reply.is_rich and not plain
            if rich and await self._try_rich(reply, self._edit_rich(chat_id, message_id, reply)):
                return True
            reply = reply.without_picture()
            await self._bot.edit_message_text(
                reply.pages()[-1],
                chat_id=chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=markup(reply),
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            if not is_not_modified(error):
                raise
            return False
        return True

    # PTB knows Bot API 10.0; rich messages came with 10.1.

    async def _send_bare(self, bare: BareRequest, chat_id: int, reply: Reply) -> int:
        arguments: dict[str, Any] = {
            "chat_id": chat_id,
            "text": reply.html(),
            "parse_mode": ParseMode.HTML,
            "link_preview_options": _BARE_NO_PREVIEW,
        }
        keyboard = bare_markup(reply)
        if keyboard is not None:
            arguments["reply_markup"] = keyboard
        answer = await bare("sendMessage", arguments)
        return int(answer["message_id"])

    async def _send_rich(self, chat_id: int, reply: Reply) -> int:
        common: dict[str, Any] = {"chat_id": chat_id}
        keyboard = bare_markup(reply)
        if keyboard is not None:
            common["reply_markup"] = keyboard

        async def send(content: dict[str, Any]) -> dict[str, Any]:
            # The bare answer: a `Message` would be made of it for nothing but its id.
            answer: dict[str, Any] = await self._bot.do_api_request(
                "sendRichMessage", api_kwargs=common | content
            )
            return answer

        answer = await self._with_picture(reply, send)
        return int(answer["message_id"])

    async def _edit_rich(self, chat_id: int, message_id: int, reply: Reply) -> int:
        async def edit(content: dict[str, Any]) -> dict[str, Any]:
            message = await self._bot.edit_message_text(
                None,  # type: ignore[arg-type]  # the rich message stands in its place
                chat_id=chat_id,
                message_id=message_id,
                reply_markup=markup(reply),
                api_kwargs=content,
            )
            return dict(message.api_kwargs) if isinstance(message, Message) else {}

        await self._with_picture(reply, edit)
        return message_id

    async def _with_picture(
        self, reply: Reply, request: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
    ) -> dict[str, Any]:
        """Make the request with the rich message; its picture is uploaded where the server has not got it."""
        if reply.picture is None:
            return await request(pictures.in_message(reply.rich_html(), None, None))
        html, content = pictures.TAG + reply.rich_html(), reply.picture.content
        known = self.pictures.id_of(content)
        try:
            answer = await request(pictures.in_message(html, content, known))
        except BadRequest as error:
            if known is None or is_not_modified(error):
                raise
            self.pictures.note(content, None)  # it has forgotten what it said
            answer = await request(pictures.in_message(html, content, None))
        self.pictures.note(content, pictures.id_in(answer.get("rich_message")) or known)
        return answer

    async def _try_rich(self, reply: Reply, request: Coroutine[Any, Any, int]) -> int | None:
        """Return the message's id, or None where it refuses the rich form and the plain one must serve. With a picture in it
        whatever is refused may be for that.
        """
        try:
            return await request
        except EndPointNotFound:
            logger.warning("this Bot API server knows no rich messages; tables are sent as text")
            self._rich = False
        except BadRequest as error:
            if is_not_modified(error) or not (reply.picture or concerns_content(error)):
                raise
            logger.warning("a rich message was refused, sent as text: %s", error.message)
        return None


def is_not_modified(error: BadRequest) -> bool:
    return "message is not modified" in error.message.lower()


def concerns_content(error: BadRequest) -> bool:
    text = error.message.lower()
    return any(word in text for word in ("rich", "parse", "entit", "message text is empty", "too long"))


async def show(update: Update, sender: Sender, reply: Reply, *, plain: bool = False) -> int:
    """Answer the update with `reply`; the id of the message that now shows it."""
    chat = update.effective_chat
    assert chat is not None
    tapped = editable_message(update.callback_query)
    shown_id = tapped.message_id if tapped is not None else sender.albums.answer_to(update.message)
    if shown_id is not None and not sender.needs_room(reply, plain=plain):
        try:
            edited = await patiently(
                lambda: sender.edit(chat.id, shown_id, reply, plain=plain), repeatable=True
            )
            if edited or not reply.asks_again:
                return shown_id
        except BadRequest as error:
            logger.info("a message could not be edited, sent anew: %s", error.message)
    sent_id = await patiently(lambda: sender.send(chat.id, reply, plain=plain))
    sender.albums.note(update.message, sent_id)
    return sent_id


def editable_message(query: CallbackQuery | None) -> Message | None:
    """Return the message under the tapped button, if its text can be replaced: a picture's cannot, and proof stays."""
    if query is None or not isinstance(query.message, Message) or stands_under_what_stays(query.data):
        return None
    return None if query.message.photo or query.message.document else query.message


async def answer_tap(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Answer the tap; an answer that comes too late is no harm."""
    try:
        await patiently(lambda: query.answer(text, show_alert=alert), repeatable=True)
    except TelegramError as error:
        logger.info("a tap could not be answered: %s", error.message)
