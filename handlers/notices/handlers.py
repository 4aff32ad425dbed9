"""How the customer is reminded (提醒设置), and what they were sent (通知记录)."""

from __future__ import annotations

from telegram import Update

from domain.errors import NotFound, Stale
from domain.notices.results import ReminderView
from handlers.buttons.notices import (
    ChooseMonthly,
    ChooseReminderDay,
    ChooseReminderHour,
    HideAmounts,
    OpenBackupChannel,
    OpenNotices,
    OpenReminderHours,
    OpenReminders,
    RemoveBackupChannel,
    SendNotices,
)
from handlers.context import Context
from handlers.notices import backup_channel
from handlers.notices import settings_views as views
from handlers.ui.files import deliver
from handlers.ui.reply import Attachment, Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenReminders())
async def reminder_words(update: Update, context: Context) -> Reply:
    return await show_reminders(context)


@shows(OpenNotices(0))
async def notice_words(update: Update, context: Context) -> Reply:
    return await _page(context, 0)


async def show_reminders(context: Context) -> Reply:
    return await _settings(context, await context.services.preferences.view(context.customer.id))


async def _settings(context: Context, view: ReminderView) -> Reply:
    backup = await context.services.backup_channels.view(context.customer.id)
    standing = await context.services.standing.of(context.customer.id)
    return views.reminder_screen(context.t, view, backup, standing)


async def open_reminders(context: Context, action: OpenReminders) -> Reply:
    return await show_reminders(context)


async def choose_day(context: Context, action: ChooseReminderDay) -> Reply:
    service = context.services.preferences
    try:
        view = await service.choose_day(context.customer.id, action.day, wanted=bool(action.wanted))
    except NotFound:
        raise Stale() from None
    return await _settings(context, view)


async def open_hours(context: Context, action: OpenReminderHours) -> Reply:
    return views.hours_screen(context.t, await context.services.preferences.view(context.customer.id))


async def choose_hour(context: Context, action: ChooseReminderHour) -> Reply:
    try:
        view = await context.services.preferences.choose_hour(context.customer.id, action.hour)
    except NotFound:
        raise Stale() from None
    return await _settings(context, view)


async def hide_amounts(context: Context, action: HideAmounts) -> Reply:
    view = await context.services.preferences.hide_amounts(context.customer.id, hidden=bool(action.hidden))
    return await _settings(context, view)


async def choose_monthly(context: Context, action: ChooseMonthly) -> Reply:
    view = await context.services.preferences.choose_monthly(context.customer.id, wanted=bool(action.wanted))
    return await _settings(context, view)


async def open_notices(context: Context, action: OpenNotices) -> Reply:
    return await _page(context, action.page)


async def _page(context: Context, page: int) -> Reply:
    return views.notices_page(
        context.t, await context.services.preferences.notices(context.customer.id, page)
    )


async def send_notices(context: Context, action: SendNotices) -> Reply:
    t = context.t

    async def make() -> Attachment:
        return views.notice_file(t, await context.services.preferences.all_notices(context.customer.id))

    return await deliver(context, f"notices {t.locale}", make)


TAPS: Taps = (
    on_button(OpenReminders, open_reminders),
    on_button(ChooseReminderDay, choose_day, show_reminders),
    on_button(OpenReminderHours, open_hours),
    on_button(ChooseReminderHour, choose_hour, show_reminders),
    on_button(HideAmounts, hide_amounts),
    on_button(ChooseMonthly, choose_monthly),
    on_button(OpenNotices, open_notices),
    on_button(SendNotices, send_notices),
    on_button(OpenBackupChannel, backup_channel.open_backup_channel),
    on_button(RemoveBackupChannel, backup_channel.remove_backup_channel),
)
PHRASES: Phrases = {
    reminder_words: (
        "提醒设置", "提醒設定", "通知设置", "通知設定", "设置提醒", "設定提醒", "提醒时间", "提醒時間",
        "reminders", "reminder settings", "notification settings",
    ),
    notice_words: (
        "通知记录", "通知記錄", "通知紀錄", "发过什么通知", "notices", "notification history",
    ),
}  # fmt: skip
