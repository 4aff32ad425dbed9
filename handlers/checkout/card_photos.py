"""Photos of the ID card during a checkout, and the look at the face.

A picture is fetched, its message deleted, the picture read and forgotten; what was read is shown to be confirmed.
"""

from __future__ import annotations

from telegram import Document, Message, PhotoSize, Update

from domain.checkout.results import CheckoutStep, CheckoutView
from domain.errors import InvalidInput
from domain.identity.card import PictureFault, PictureRefused
from handlers.buttons.identity import AgreeFace, AskInPerson, ConfirmCard, DiscardCard, LookUpFace
from handlers.checkout.screens import fresh_step, step_screen
from handlers.checkout.typed import not_words, with_number_out_of_place
from handlers.context import Context, staff_hours
from handlers.identity import card_views as views
from handlers.ui.download import downloaded
from handlers.ui.redaction import delete_typed
from handlers.ui.reply import Reply
from handlers.ui.screen import Outcome, Step
from handlers.ui.throttle import ThrottleVerdict

LARGEST = 10_000_000  # bytes; looked at before anything is fetched
A_MINUTE = 6  # photos of one person
PHOTO_STEPS = (
    CheckoutStep.NAME,
    CheckoutStep.ID_NUMBER,
    CheckoutStep.PHONE,
    CheckoutStep.CARD_READ,
    CheckoutStep.CARD,
)


async def picture_sent(update: Update, context: Context) -> Outcome:
    """Read a photo, or a file, where one of the ID card may come."""
    assert update.message is not None
    view = await context.services.checkout.current(context.customer.id)
    if view is None or view.step not in PHOTO_STEPS or not context.services.card_photos.available:
        return await not_words(update, context)
    outcome = await _read(context, view, update.message)
    return outcome if context.number_deleted is None else with_number_out_of_place(context, outcome)


async def _read(context: Context, view: CheckoutView, message: Message) -> Outcome:
    t, file = context.t, _file_of(message)
    if (file.file_size or 0) > LARGEST:
        return views.fault(t, PictureFault.TOO_LARGE, view, deleted=await _delete(context, message))
    if context.card_photos.pace(context.customer.telegram_id) is not ThrottleVerdict.FINE:
        return views.too_often(t, view, deleted=await _delete(context, message))
    picture = await downloaded(file)
    if picture is None:
        return views.not_fetched(t, view)
    deleted = await _delete(context, message)
    try:
        await context.services.card_photos.read(context.customer.id, picture)
    except PictureRefused as error:
        return views.fault(t, error.fault, view, deleted=deleted)
    except InvalidInput as error:
        return views.unfit(t, error, view, deleted=deleted)
    view = await context.services.checkout.view(context.customer.id, view.draft_id)
    return await step_screen(context, view, views.picture_gone(t, deleted=deleted))


async def _delete(context: Context, message: Message) -> bool:
    """Unless its caption held a number, for which it was deleted before."""
    return await delete_typed(message) if context.number_deleted is None else context.number_deleted


def _file_of(message: Message) -> PhotoSize | Document:
    """Return the largest size there is of a photo."""
    if message.photo:
        return message.photo[-1]
    assert message.document is not None
    return message.document


async def confirm_card(context: Context, action: ConfirmCard) -> Step:
    checkout, customer_id = context.services.checkout, context.customer.id
    await checkout.view(customer_id, action.draft_id)  # it is theirs, and open
    await context.services.card_photos.confirm(customer_id)
    return await step_screen(context, await checkout.view(customer_id, action.draft_id))


async def discard_card(context: Context, action: DiscardCard) -> Step:
    checkout, customer_id = context.services.checkout, context.customer.id
    await checkout.view(customer_id, action.draft_id)
    await context.services.card_photos.discard(customer_id)
    return await step_screen(context, await checkout.view(customer_id, action.draft_id))


async def agree_face(context: Context, action: AgreeFace) -> Step:
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    if view.step is CheckoutStep.FACE:
        await context.services.face_checks.agree(context.customer.id)
    return await step_screen(context, view)


async def look_up_face(context: Context, action: LookUpFace) -> Outcome:
    await context.services.checkout.view(context.customer.id, action.draft_id)
    return await fresh_step(context)


async def ask_in_person(context: Context, action: AskInPerson) -> Reply:
    view = await context.services.checkout.view(context.customer.id, action.draft_id)
    case = await context.services.face_checks.ask_person(context.customer.id)
    await context.desk.to_staff()
    return views.in_person(context.t, case, view, staff_hours(context))
