"""Files of repayment plans and screenshots of bills, sent into the chat: read, shown, and kept when the customer says that
it is right. What was sent is fetched, read and forgotten.
"""

from __future__ import annotations

from telegram import Document, PhotoSize, Update
from telegram.ext import filters

from domain.billtexts.results import NoBill
from domain.identity.card import PictureFault, PictureRefused
from domain.planfiles.pictures import NoBillInPicture
from domain.planfiles.results import FileFault, FileReading, FileRefused
from domain.planfiles.service import LARGEST, is_readable
from handlers.context import Context
from handlers.tracked import file_views, received, received_views
from handlers.ui.download import downloaded
from handlers.ui.redaction import delete_typed
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome
from handlers.ui.throttle import ThrottleVerdict

A_MINUTE = 10  # files of one person
LARGEST_PICTURE = 10_000_000  # bytes
FILE = filters.Document.ALL & ~filters.ANIMATION
PICTURE = filters.PHOTO | filters.Document.IMAGE


async def file_sent(update: Update, context: Context) -> Outcome:
    """Read a file that nobody asked for."""
    assert update.message is not None
    assert update.message.document is not None
    try:
        return await _file(context, update.message.document)
    except FileRefused as refused:
        return file_views.refused(context.t, refused)


async def _file(context: Context, file: Document) -> Reply:
    if not is_readable(file.file_name):
        raise FileRefused(FileFault.WRONG_KIND)
    if (file.file_size or 0) > LARGEST:
        raise FileRefused(FileFault.TOO_LARGE)
    if context.files.pace(context.customer.telegram_id) is not ThrottleVerdict.FINE:
        return file_views.too_often(context.t)
    content = await downloaded(file)
    if content is None:
        return file_views.not_fetched(context.t)
    return await _shown(context, await context.services.plan_files.read(file.file_name or "", content))


async def picture_sent(update: Update, context: Context) -> Outcome:
    """Read a picture that nobody asked for."""
    message = update.message
    assert message is not None
    if context.sender.albums.was_read(message):
        return None
    if not context.services.bill_pictures.available:
        return file_views.pictures_unread(context.t)
    try:
        return await _picture(context, message.photo[-1] if message.photo else message.document)
    except PictureRefused as refused:
        return file_views.picture_refused(context.t, refused.fault)
    except NoBillInPicture as none:
        if none.why is NoBill.CODE:
            return received_views.code_refused(context.t, deleted=await delete_typed(message))
        return file_views.no_bill_in_picture(context.t, none.why)
    except FileRefused:
        return file_views.picture_over(context.t)


async def _picture(context: Context, picture: PhotoSize | Document | None) -> Reply:
    assert picture is not None
    if (picture.file_size or 0) > LARGEST_PICTURE:
        raise PictureRefused(PictureFault.TOO_LARGE)
    if context.card_photos.pace(context.customer.telegram_id) is not ThrottleVerdict.FINE:
        return file_views.too_often(context.t, pictures=True)
    content = await downloaded(picture)
    if content is None:
        return file_views.not_fetched(context.t, pictures=True)
    return await _shown(context, await context.services.bill_pictures.read(content))


async def _shown(context: Context, reading: FileReading) -> Reply:
    told = await context.services.received.receive(context.customer.id, reading.bills, asks=True)
    shown = await received.shown_of_file(context, told, in_part=bool(reading.faults))
    return file_views.with_faults(context.t, shown, reading)
