"""Files on their way to the customer: the chat shows that one is being made, and two taps bring it once."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence

from telegram.constants import ChatAction
from telegram.error import TelegramError

from handlers.context import Context
from handlers.ui.reply import Attachment, ButtonRow, Reply
from handlers.ui.sending import markup, patiently

JUST_NOW_S = 10.0  # of a person's time, so on the machine's clock


class Deliveries:
    """What was sent a moment ago. Updates of one chat are handled in order, so the second of two taps finds it here."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._sent: dict[tuple[int, str], float] = {}

    def note(self, chat_id: int, key: str) -> None:
        """Note that the file `key` has just been sent."""
        now = self._now()
        self._sent = {known: at for known, at in self._sent.items() if now - at < JUST_NOW_S}
        self._sent[chat_id, key] = now

    def just_sent(self, chat_id: int, key: str) -> bool:
        at = self._sent.get((chat_id, key))
        return at is not None and self._now() - at < JUST_NOW_S


async def deliver(context: Context, key: str, make: Callable[[], Awaitable[Attachment]]) -> Reply:
    """Make the file and send it; what is answered says so over the screen, which stays as it is.

    `key` is equal for equal files. A file that may have arrived is not sent again.
    """
    chat_id, t = context.customer.telegram_id, context.t
    if context.deliveries.just_sent(chat_id, key):
        return Reply(parts=(), toast=t("文件刚刚发过，就在上面。"))
    context.doing = ChatAction.UPLOAD_DOCUMENT
    file, _ = await asyncio.gather(make(), _show_uploading(context, chat_id))
    signed = context.signature.on_file(file, context.customer)
    await patiently(lambda: context.sender.send_file(chat_id, signed))
    context.deliveries.note(chat_id, key)
    return Reply(parts=(), toast=t("文件已经发给您了。"))


async def deliver_picture(
    context: Context, make: Callable[[], Awaitable[Attachment]], rows: Sequence[ButtonRow]
) -> Reply:
    """Draw the picture and send it with its buttons, which lead to messages of their own; what is answered says so over the
    screen, which stays as it is. Equal pictures are sent once in a moment; one that may have arrived is not sent again.
    """
    chat_id, t = context.customer.telegram_id, context.t
    context.doing = ChatAction.UPLOAD_PHOTO
    picture, _ = await asyncio.gather(make(), _show_uploading(context, chat_id))
    key = f"picture {hashlib.sha256(picture.content).hexdigest()}"
    if context.deliveries.just_sent(chat_id, key):
        return Reply(parts=(), toast=t("图刚刚发过，就在上面。"))
    signed = context.signature.on_file(picture, context.customer)
    keyboard = markup(Reply(parts=(), keyboard=tuple(map(tuple, rows)), stays=True))
    await patiently(lambda: context.sender.send_picture(chat_id, signed.content, signed.caption, keyboard))
    context.deliveries.note(chat_id, key)
    return Reply(parts=(), toast=t("图已经发给您了。"))


async def _show_uploading(context: Context, chat_id: int) -> None:
    with contextlib.suppress(TelegramError):
        await context.bot.send_chat_action(chat_id, context.doing)
