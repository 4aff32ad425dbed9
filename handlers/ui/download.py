"""A file that was sent into the chat, fetched from Telegram."""

from __future__ import annotations

from telegram import Document, PhotoSize
from telegram.error import TelegramError


async def downloaded(file: PhotoSize | Document) -> bytes | None:
    """Return what is in it; None where Telegram does not give it."""
    try:
        return bytes(await (await file.get_file()).download_as_bytearray())
    except TelegramError:
        return None
