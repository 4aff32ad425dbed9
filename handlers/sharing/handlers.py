"""共享还款日: invite one other person, agree to it, look, and end it."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from domain.sharing.rules import masked
from domain.value import replace
from handlers.buttons.sharing import (
    AcceptInvitation,
    AskEndSharing,
    AskLeaveWatched,
    CancelInvitation,
    EndSharing,
    LeaveWatched,
    MakeInvitation,
    OpenInvitation,
    OpenSharing,
    OpenWatched,
    RenewInvitation,
    ShareAmounts,
    ShareName,
)
from handlers.context import Context
from handlers.sharing import views
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows

START = "share_"  # in front of the secret, in what a link hands to /start


async def invited(context: Context, args: Sequence[str] | None) -> Reply | None:
    """Return what a link with an invitation shows; None where /start brought none along."""
    if not args or not args[0].startswith(START):
        return None
    action = OpenInvitation(args[0].removeprefix(START))
    return (await open_invitation(context, action)).drawn_anew(action)


@shows(OpenSharing())
async def sharing_words(update: Update, context: Context) -> Reply:
    return await show_sharing(context)


async def show_sharing(context: Context) -> Reply:
    page = await context.services.sharing.page(context.customer.id)
    link = f"https://t.me/{context.bot.username}?start={START}"
    return views.sharing_screen(context.t, page, link, masked(context.first_name))


async def open_sharing(context: Context, action: OpenSharing) -> Reply:
    return await show_sharing(context)


async def make_invitation(context: Context, action: MakeInvitation) -> Reply:
    await context.services.sharing.invite(context.customer.id, context.first_name)
    return (await show_sharing(context)).drawn_anew(OpenSharing())


async def renew_invitation(context: Context, action: RenewInvitation) -> Reply:
    await context.services.sharing.renew(context.customer.id, action.sharing_id)
    shown = (await show_sharing(context)).with_toast(context.t("换好了，原来的链接失效了。"))
    return shown.drawn_anew(OpenSharing())


async def share_amounts(context: Context, action: ShareAmounts) -> Reply:
    await context.services.sharing.show_amounts(context.customer.id, shows=bool(action.shown))
    return (await show_sharing(context)).drawn_anew(OpenSharing())


async def share_name(context: Context, action: ShareName) -> Reply:
    name = context.first_name if action.shown else None
    await context.services.sharing.show_name(context.customer.id, name)
    return (await show_sharing(context)).drawn_anew(OpenSharing())


async def ask_end(context: Context, action: AskEndSharing) -> Reply:
    return views.ending(context.t, action.sharing_id)


async def end(context: Context, action: EndSharing | CancelInvitation) -> Reply:
    await context.services.sharing.end(context.customer.id, action.sharing_id)
    toast = context.t("已经结束，对方看不到了。")
    if isinstance(action, CancelInvitation):
        toast = context.t("已经取消，链接失效了。")
    return replace(await show_sharing(context), toast=toast).drawn_anew(OpenSharing())


async def open_invitation(context: Context, action: OpenInvitation) -> Reply:
    asked = await context.services.sharing.invitation(context.customer.id, action.secret)
    if asked.watches is not None:
        return await _watched(context, asked.watches)
    return views.invitation(context.t, asked, masked(context.first_name))


async def accept(context: Context, action: AcceptInvitation) -> Reply:
    service = context.services.sharing
    sharing_id = await service.accept(context.customer.id, action.secret, context.first_name)
    return (await _watched(context, sharing_id)).drawn_anew(OpenWatched(sharing_id))


async def accept_again(context: Context, action: AcceptInvitation) -> Reply:
    """Ask once more of an invitation that was read long ago."""
    return await open_invitation(context, OpenInvitation(action.secret))


async def open_watched(context: Context, action: OpenWatched) -> Reply:
    return await _watched(context, action.sharing_id)


async def _watched(context: Context, sharing_id: str) -> Reply:
    watched = await context.services.sharing.watched(context.customer.id, sharing_id)
    return views.watched_screen(context.t, watched)


async def ask_leave(context: Context, action: AskLeaveWatched) -> Reply:
    return views.leaving(context.t, action.sharing_id)


async def leave(context: Context, action: LeaveWatched) -> Reply:
    await context.services.sharing.leave(context.customer.id, action.sharing_id)
    shown = replace(await show_sharing(context), toast=context.t("已经退出，以后不再看到。"))
    return shown.drawn_anew(OpenSharing())


TAPS: Taps = (
    on_button(OpenSharing, open_sharing),
    on_button(MakeInvitation, make_invitation, show_sharing),
    on_button(RenewInvitation, renew_invitation, show_sharing),
    on_button(ShareAmounts, share_amounts, show_sharing),
    on_button(ShareName, share_name, show_sharing),
    on_button(AskEndSharing, ask_end, show_sharing),
    on_button(EndSharing, end, show_sharing),
    on_button(CancelInvitation, end, show_sharing),
    on_button(OpenInvitation, open_invitation, show_sharing),
    on_button(AcceptInvitation, accept, show_sharing, accept_again),
    on_button(OpenWatched, open_watched, show_sharing),
    on_button(AskLeaveWatched, ask_leave, show_sharing),
    on_button(LeaveWatched, leave, show_sharing),
)
PHRASES: Phrases = {
    sharing_words: (
        "共享还款日", "共享還款日", "共享繳款日", "给家人看", "給家人看", "共享给家人", "共享給家人", "共享给家人看还款日",
        "共享給家人看還款日", "共享给家人看", "让家人看还款日", "让我老婆也能看到", "让我老公也能看到", "让家人也能看到",
        "谁能看到我的还款日", "谁在看我的还款日", "不让别人看了", "取消共享", "结束共享", "share due dates", "sharing",
    ),
}  # fmt: skip
