"""What is wanted of a note by its name in plain words: the same screens as the buttons lead to, and nothing is deleted or
changed without a tap.
"""

from __future__ import annotations

from domain.errors import InvalidInput
from domain.tracked.results import TrackedBillView, TrackedDraftView
from domain.tracked.wordings import NoteWish, SaidOfNote, said_of_a_note
from domain.value import replace
from handlers.context import Context
from handlers.tracked import draft_views, views
from handlers.ui.reply import Reply


async def of_a_note(context: Context, words: str) -> Reply | None:
    """Answer words that want something of a note that the customer has; None where they do not, or there is none."""
    said = said_of_a_note(words)
    if said is None:
        return None
    bills = await context.services.tracked.named(context.customer.id, said)
    if not bills:
        return None
    if len(bills) > 1:
        return views.which_named(context.t, bills, deletes=said.wish is NoteWish.DELETE)
    return await _of(context, said, bills[0])


async def _of(context: Context, said: SaidOfNote, bill: TrackedBillView) -> Reply:
    match said.wish:
        case NoteWish.DELETE:
            return views.deleting(context.t, bill)
        case NoteWish.CHANGE if (draft := await _changed(context, said, bill)) is not None:
            return draft_views.draft_screen(context.t, draft, context.today)
        case NoteWish.MUTE:
            detail = await context.services.tracked.remind(context.customer.id, bill.bill_id, reminded=False)
            return replace(views.bill_screen(context.t, detail), begins=True)
    return views.bill_screen(
        context.t, await context.services.tracked.bill(context.customer.id, bill.bill_id)
    )


async def _changed(context: Context, said: SaidOfNote, bill: TrackedBillView) -> TrackedDraftView | None:
    """Take what it is to be, and read it back; None where that was not said, or cannot be read."""
    tracked = context.services.tracked
    for field in said.changes:
        try:
            return await tracked.change_at_once(context.customer.id, bill.bill_id, field, said.to)
        except InvalidInput:
            continue
    return None
