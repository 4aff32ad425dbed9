"""Files of repayment plans, sent into the chat: read, shown, and kept when the customer says that it is right. The file is
fetched, read and forgotten.
"""

from __future__ import annotations

from telegram import Document, Update
from telegram.error import TelegramError
from telegram.ext import filters

from domain.planfiles.results import FileFault, FileRefused
from domain.planfiles.service import LARGEST, is_readable
from handlers.context import Context
from handlers.tracked import file_views, received
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome
from handlers.ui.throttle import ThrottleVerdict

A_MINUTE = 10  # files of one person
FILE = filters.Document.ALL & ~filters.ANIMATION


async def file_sent(update: Update, context: Context) -> Outcome:
    """Read a file that nobody asked for."""
    assert update.message is not None
    assert update.message.document is not None
    try:
        return await _read(context, update.message.document)
    except FileRefused as refused:
        return file_views.refused(context.t, refused)


async def _read(context: Context, file: Document) -> Reply:
    t = context.t
    if not is_readable(file.file_name):
        raise FileRefused(FileFault.WRONG_KIND)
    if (file.file_size or 0) > LARGEST:
        raise FileRefused(FileFault.TOO_LARGE)
    if context.files.pace(context.customer.telegram_id) is not ThrottleVerdict.FINE:
        return file_views.too_often(t)
    try:
        content = bytes(await (await file.get_file()).download_as_bytearray())
    except TelegramError:
        return file_views.not_fetched(t)
    reading = await context.services.plan_files.read(file.file_name or "", content)
    told = await context.services.received.receive(context.customer.id, reading.bills, asks=True)
    shown = await received.shown_of_file(context, told, in_part=bool(reading.faults))
    return file_views.with_faults(t, shown, reading)
