"""我的分期: what the customer noted of debts elsewhere; `conversation` takes what is typed."""

from __future__ import annotations

from telegram import Update

from domain.errors import NotFound, Stale
from domain.tracked.results import Later, TrackedDueView
from domain.value import replace
from handlers.buttons.tracked import (
    AskDeleteTracked,
    AskTrackedLater,
    DeleteTracked,
    DropTracking,
    KeepTracked,
    MarkTrackedPaid,
    OpenTracked,
    OpenTrackedBill,
    RemindTracked,
    RemindTrackedLater,
    UnmarkTrackedPaid,
)
from handlers.context import Context
from handlers.tracked import overview_views, views
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenTracked(0))
async def tracked_words(update: Update, context: Context) -> Reply:
    return await show_tracked(context)


async def show_tracked(context: Context, page: int = 0) -> Reply:
    view = await context.services.tracked.overview(context.customer.id)
    return overview_views.tracked_screen(context.t, view, page)


async def open_tracked(context: Context, action: OpenTracked) -> Reply:
    return await show_tracked(context, action.page)


async def open_bill(context: Context, action: OpenTrackedBill) -> Reply:
    detail = await context.services.tracked.bill(context.customer.id, action.bill_id)
    return views.bill_screen(context.t, detail)


async def keep(context: Context, action: KeepTracked) -> Reply:
    detail = await context.services.tracked.keep(context.customer.id, action.draft_id)
    return views.kept(context.t, detail)


async def drop(context: Context, action: DropTracking) -> Reply:
    await context.services.tracked.drop(context.customer.id)
    return await show_tracked(context)


async def mark_paid(context: Context, action: MarkTrackedPaid) -> Reply:
    return await _marked(context, action.bill_id, action.no, paid=True)


async def unmark_paid(context: Context, action: UnmarkTrackedPaid) -> Reply:
    return await _marked(context, action.bill_id, action.no, paid=False)


async def _marked(context: Context, bill_id: str, no: int, *, paid: bool) -> Reply:
    t = context.t
    detail = await context.services.tracked.mark_paid(context.customer.id, bill_id, no, paid=paid)
    toast = t("记下了：已还") if paid else t("记下了：还没还")
    shown = replace(views.bill_screen(t, detail), toast=toast)
    return shown.drawn_anew(OpenTrackedBill(bill_id))


async def remind(context: Context, action: RemindTracked) -> Reply:
    t, reminded = context.t, bool(action.on)
    detail = await context.services.tracked.remind(context.customer.id, action.bill_id, reminded=reminded)
    toast = t("好，到期前会提醒您。") if reminded else t("好，这一笔不再提醒。")
    return replace(views.bill_screen(t, detail), toast=toast).drawn_anew(OpenTrackedBill(action.bill_id))


async def ask_later(context: Context, action: AskTrackedLater) -> Reply:
    due = await _due(context, action.bill_id, action.no)
    return views.later_screen(context.t, due, context.services.tracked.later_choices())


async def remind_later(context: Context, action: RemindTrackedLater) -> Reply:
    when = _later(action.when)
    detail = await context.services.tracked.put_off(context.customer.id, action.bill_id, action.no, when)
    shown = replace(views.bill_screen(context.t, detail), toast=views.put_off_toast(context.t, when))
    return shown.drawn_anew(OpenTrackedBill(action.bill_id))


async def ask_delete(context: Context, action: AskDeleteTracked) -> Reply:
    detail = await context.services.tracked.bill(context.customer.id, action.bill_id)
    return views.deleting(context.t, detail.bill)


async def delete(context: Context, action: DeleteTracked) -> Reply:
    await context.services.tracked.delete(context.customer.id, action.bill_id)
    return replace(await show_tracked(context), toast=context.t("已经删除。"), begins=True)


async def _due(context: Context, bill_id: str, no: int) -> TrackedDueView:
    detail = await context.services.tracked.bill(context.customer.id, bill_id)
    found = next((due for due in detail.dues if due.no == no), None)
    if found is None:
        raise NotFound()
    return found


def _later(said: str) -> Later:
    try:
        return Later(said)
    except ValueError:  # no button of ours says so
        raise Stale() from None


TAPS: Taps = (
    on_button(OpenTracked, open_tracked),
    on_button(OpenTrackedBill, open_bill, show_tracked),
    on_button(KeepTracked, keep, show_tracked),
    on_button(DropTracking, drop),
    on_button(MarkTrackedPaid, mark_paid, show_tracked),
    on_button(UnmarkTrackedPaid, unmark_paid, show_tracked),
    on_button(RemindTracked, remind, show_tracked),
    on_button(AskTrackedLater, ask_later, show_tracked),
    on_button(RemindTrackedLater, remind_later, show_tracked),
    on_button(AskDeleteTracked, ask_delete, show_tracked),
    on_button(DeleteTracked, delete, show_tracked),
)
PHRASES: Phrases = {
    tracked_words: (
        "我的分期", "我的分期付款", "别处的分期", "別處的分期", "管我的分期", "记账", "記帳", "记一笔", "記一筆",
        "我记的账", "我記的帳", "其他分期", "my installments", "track a bill", "my other bills",
    ),
}  # fmt: skip
