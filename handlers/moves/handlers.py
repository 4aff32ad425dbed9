"""Moving to another Telegram account (换 Telegram 账号).

    new account: 账号安全 -> OpenMove -> NameOldAccount -> a code by SMS, or AskStaffForProof -> a case for the staff
    old account: the notice -> SayNotMe, or MoveNow

`conversation` takes the number.
"""

from __future__ import annotations

from telegram import Update

from domain.errors import NotFound, Refused, Stale
from domain.moves.results import MoveStatus
from handlers.buttons.moves import AskStaffForProof, MoveNow, OpenMove, SayNotMe
from handlers.context import Context, staff_hours
from handlers.moves import views
from handlers.ui.refusals import refusal
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button


async def move_words(update: Update, context: Context) -> Reply:
    return await show_move(context)


async def show_move(context: Context) -> Reply:
    """Show what was asked for, or why nothing can be: in the place of a stale screen a refusal would be lost."""
    try:
        view = await context.services.moves.view(context.customer.id)
    except Refused as error:
        return refusal(context.t, error)
    by_code = context.services.move_codes.offered
    return views.overview(context.t, view, context.services.clock.now(), by_code=by_code)


async def open_move(context: Context, action: OpenMove) -> Reply:
    return await show_move(context)


async def show_announced(context: Context) -> Reply:
    """Show the old account's side, as it stands now."""
    found = await context.services.moves.announced(context.customer.id)
    if found is None:
        return views.nothing_announced(context.t)
    move_id, moves_at = found
    at = views.when(context.t, moves_at, context.services.clock.now()) if moves_at else None
    return views.announced(context.t, move_id, at)


async def say_not_me(context: Context, action: SayNotMe) -> Reply:
    try:
        await context.services.moves.say_no(context.customer.id, action.move_id)
    except NotFound:
        raise Stale() from None  # it has moved, or is somebody else's
    await context.desk.to_staff()
    return views.refused(context.t)


async def move_now(context: Context, action: MoveNow) -> Reply:
    """Move; what is said next in this chat is said to whoever is there, of nobody's account."""
    try:
        status = await context.services.moves.say_yes(context.customer.id, action.move_id)
    except NotFound:
        raise Stale() from None  # it has moved, or is somebody else's
    await context.desk.to_staff()
    if status is MoveStatus.ANNOUNCED:
        return views.leaving(context.t)
    return views.left(context.t) if status is MoveStatus.DONE else views.nothing_announced(context.t)


async def ask_staff(context: Context, action: AskStaffForProof) -> Reply:
    case = await context.services.move_codes.ask_staff(context.customer.id)
    await context.desk.to_staff()
    return views.asked(context.t, case, staff_hours(context), left_behind=False)


TAPS: Taps = (
    on_button(AskStaffForProof, ask_staff, show_move),
    on_button(OpenMove, open_move),
    on_button(SayNotMe, say_not_me, show_announced),
    on_button(MoveNow, move_now, show_announced, lambda context, _: show_announced(context)),
)
PHRASES: Phrases = {
    move_words: (
        "换了 Telegram 账号", "換了 Telegram 帳號", "换 Telegram 账号", "換 Telegram 帳號", "把原来的账号搬过来",
        "把原來的帳號搬過來", "搬账号", "搬帳號", "换账号", "換帳號", "move my account", "new telegram account",
    ),
}  # fmt: skip
