"""Forwarded texts of bills: what is read of one becomes a bill or changes the right one; all else is refused."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from domain.billtexts.results import MessageReading, NoBill
from domain.dates import business_day
from domain.tracked.messages import message_in
from domain.tracked.results import ReceivedBill, ReceivedState, TrackedDraftView
from domain.value import replace
from handlers.bills.handlers import open_bill
from handlers.buttons.bills import OpenBill
from handlers.buttons.tracked import ApplyReceived, DropReceived, OpenReceived, UndoReceived
from handlers.context import Context
from handlers.tracked import received_views, views
from handlers.tracked.handlers import show_tracked
from handlers.ui.redaction import HOLDS_A_CODE
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, on_message

GROUP = -13  # with handlers/questions/care.py, behind it: a fraud told of comes first
# Questions to which a code is an answer.
TAKES_CODES = ("old_account", "phone", "address")


def reading_of(message: Message) -> MessageReading | None:
    """Return what a message of a lender says; None where the words are the customer's own."""
    origin = message.forward_origin
    written = message.date if origin is None else origin.date
    words = message.text or message.caption or ""
    return message_in(words, business_day(written), forwarded=origin is not None)


class _TellsOfBills(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        reading = reading_of(message)
        return reading is not None and reading.refusal is not NoBill.CODE


TELLS_OF_BILLS = _TellsOfBills()


async def receive(context: Context, message: Message) -> Reply | ReceivedBill:
    """Take what a text tells of; where it is one bill that is none of the customer's yet, that bill."""
    context.sender.albums.read(message)
    reading = reading_of(message)
    if reading is None or reading.refusal is not None:
        return received_views.refused(context.t, (reading and reading.refusal) or NoBill.NOT_A_BILL)
    told = await context.services.received.receive(context.customer.id, reading.bills)
    if len(told) > 1:
        return received_views.several(context.t, told)
    return told[0] if told[0].state is ReceivedState.NEW else await shown(context, told[0])


async def shown_of_file(context: Context, told: Sequence[ReceivedBill], *, in_part: bool) -> Reply:
    """Show what a file told of; `in_part`: not all of it was read."""
    if len(told) > 1:
        return received_views.several(context.t, tuple(told))
    if told[0].state is ReceivedState.NEW:
        return received_views.received_screen(context.t, told[0], in_part=in_part)
    return await shown(context, told[0])


async def shown(context: Context, told: ReceivedBill) -> Reply:
    if told.state is ReceivedState.KEPT:
        detail = await context.services.tracked.bill(context.customer.id, told.received_id)
        return views.kept(context.t, detail)
    if told.state is ReceivedState.OWN and told.installment_id is not None:
        bill = await open_bill(context, OpenBill(told.installment_id))
        return replace(bill, parts=(received_views.of_this_shop(context.t), *bill.parts))
    return received_views.received_screen(context.t, told)


async def kept(context: Context, received_id: str, *, anew: bool) -> Reply | TrackedDraftView:
    """Keep what a text told of; what is missing is to be asked first."""
    told = await context.services.received.keep(context.customer.id, received_id, anew=anew)
    return told if isinstance(told, TrackedDraftView) else await shown(context, told)


async def open_received(context: Context, action: OpenReceived) -> Reply:
    return await shown(context, await context.services.received.look(context.customer.id, action.received_id))


async def apply(context: Context, action: ApplyReceived) -> Reply:
    service = context.services.received
    return await shown(context, await service.apply(context.customer.id, action.received_id, action.bill_id))


async def undo(context: Context, action: UndoReceived) -> Reply:
    told = await context.services.received.undo(context.customer.id, action.received_id)
    return (await shown(context, told)).with_toast(context.t("撤销了，和原来一样。"))


async def drop(context: Context, action: DropReceived) -> Reply:
    await context.services.received.drop(context.customer.id, action.received_id)
    return (await show_tracked(context)).with_toast(context.t("好，没有记。"))


async def code_words(update: Update, context: Context) -> Reply:
    return received_views.code_refused(context.t, deleted=bool(context.code_deleted))


_CODE = on_message(code_words)


async def _before_questions(update: Update, context: Context) -> None:
    """Refuse a code where the question that was asked last takes none; the question goes on with the next words."""
    asked = context.bot_data.questions.get(context.customer.id)
    if asked is not None and asked not in TAKES_CODES:
        raise ApplicationHandlerStop(await _CODE(update, context))


def code_guard() -> MessageHandler[Context, None]:
    return MessageHandler(
        filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & HOLDS_A_CODE, _before_questions
    )


TAPS: Taps = (
    on_button(OpenReceived, open_received, show_tracked),
    on_button(ApplyReceived, apply, show_tracked),
    on_button(UndoReceived, undo, show_tracked),
    on_button(DropReceived, drop),
)
PHRASES: Phrases = {}
