"""How one is reminded, and the record of what one was sent."""

from __future__ import annotations

from html import escape

from domain.dates import SHANGHAI, business_day
from domain.notices.cadence import DAY_BEFORE
from domain.notices.planner import HOURS
from domain.notices.preferences import CHOOSABLE
from domain.notices.results import BackupChannelView, NoticePage, NoticeRecord, ReminderView
from domain.outbox.results import SkipReason
from domain.standing.results import ReminderState, Standing
from handlers.buttons.bills import OpenBills
from handlers.buttons.notices import (
    ChooseMonthly,
    ChooseReminderDay,
    ChooseReminderHour,
    HideAmounts,
    OpenBackupChannel,
    OpenNotices,
    OpenReminderHours,
    OpenReminders,
    SendNotices,
)
from handlers.notices.backup_channel_views import channel_name, state_of
from handlers.notices.views import kind_label
from handlers.ui import status_lines as status
from handlers.ui.components import back, bold, pager
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Attachment, Button, Reply, Table, reply
from handlers.ui.spreadsheet import spreadsheet

HOURS_IN_A_ROW = 4
_STATES = {
    "planned": N_("待发送"),
    "claimed": N_("待发送"),
    "sending": N_("正在发送"),
    "sent": N_("已发送"),
    "skipped": N_("没有发"),
    "failed": N_("没能发出"),
    "unreachable": N_("没能送达：您停用了助手"),
    "uncertain": N_("可能没有送达"),
}
REASONS: dict[str, str] = {
    SkipReason.NOTHING_OWED: N_("没有发：那时已经不用还了"),
    SkipReason.TOLD_ALREADY: N_("没有发：已经告诉过您"),
    SkipReason.TOLD_TOGETHER: N_("没有单独发：和同一时间扣的几笔一起告诉您了"),
    SkipReason.ALREADY_TOLD_TODAY: N_("没有发：当天已经提醒过"),
    SkipReason.BLOCKED: N_("没有发：您停用了助手"),
    SkipReason.ON_HOLD: N_("没有发：您提的事正在处理，提醒暂停"),
    SkipReason.OVERTAKEN: N_("没有发：已经过了提醒的时候"),
    SkipReason.BY_DEBIT: N_("没有发：已开通自动扣款，前一天提醒，扣完告诉您结果"),
    SkipReason.NOT_THAT_DAY: N_("没有发：这一天不用提醒"),
}


def reminder_screen(t: Texts, view: ReminderView, backup: BackupChannelView, standing: Standing) -> Reply:
    usual = (DAY_BEFORE,) if standing.reminders is ReminderState.DEBITED else CHOOSABLE
    wanted = usual if view.before is None else view.before
    amounts = t("先遮住，点一下才显示") if view.hide_amounts else t("直接显示")
    monthly = t("已开启") if view.monthly else t("未开启")
    return reply(
        status.frozen_line(t, standing),
        *status.pause_lines(t, standing),
        t("到期前提醒：%(days)s", days=bold(_days(t, view, standing))),
        t("提醒时间：%(hour)s 以后", hour=bold(f"{view.hour:02d}:00")),
        t("通知里的金额：%(state)s", state=bold(amounts)),
        t("每月小结：%(state)s", state=bold(monthly)),
        t("备用渠道：%(state)s", state=bold(escape(state_of(t, backup)))) if backup.offered else None,
        _always(t, standing),
        keyboard=[
            [_day_button(t, day, day in wanted) for day in CHOOSABLE],
            [
                Button(t("提醒时间"), OpenReminderHours()),
                Button(t("显示金额"), HideAmounts(0)) if view.hide_amounts else Button(t("遮住金额"), HideAmounts(1)),
            ],
            [
                Button(t("关闭每月小结"), ChooseMonthly(0))
                if view.monthly
                else Button(t("开启每月小结"), ChooseMonthly(1)),
                Button(t("通知记录"), OpenNotices(0)),
            ],
            [Button(t("备用渠道"), OpenBackupChannel())] if backup.offered else None,
            *status.pause_rows(t, standing),
            [back(t, OpenBills())],
        ],
    )  # fmt: skip


def _always(t: Texts, standing: Standing) -> str | None:
    """Say what is told whatever was chosen."""
    if standing.reminders is ReminderState.DEBITED:
        return t("扣款结果和逾期的通知会照常发。晚上 22:00 到早上 8:00 不打扰您。")
    if standing.reminders in (ReminderState.ON, ReminderState.DUE_DAY):
        return t("到期当天和逾期的通知会照常发。晚上 22:00 到早上 8:00 不打扰您。")
    return None


def _days(t: Texts, view: ReminderView, standing: Standing) -> str:
    if view.before is None and standing.reminders is ReminderState.DEBITED:
        return t("自动扣款前 1 天")
    if view.before is None:
        return t("按机构的安排，一般是 7、3、1 天前")
    if not view.before:
        return t("不提醒")
    return t("%(days)s 天前", days=t("、").join(map(str, view.before)))


def _day_button(t: Texts, day: int, wanted: bool) -> Button:
    label = t("%(day)d 天前", day=day)
    return Button(f"✓ {label}" if wanted else label, ChooseReminderDay(day, int(not wanted)))


def hours_screen(t: Texts, view: ReminderView) -> Reply:
    buttons = [
        Button(f"✓ {hour:02d}:00" if hour == view.hour else f"{hour:02d}:00", ChooseReminderHour(hour))
        for hour in HOURS
    ]
    rows = [buttons[i : i + HOURS_IN_A_ROW] for i in range(0, len(buttons), HOURS_IN_A_ROW)]
    return reply(t("想在几点以后收到提醒？（北京时间）"), keyboard=[*rows, [back(t, OpenReminders())]])


# What was sent


def notices_page(t: Texts, page: NoticePage) -> Reply:
    if not page.notices:
        return reply(t("还没有发过通知。"), keyboard=[[back(t, OpenReminders())]])
    return reply(
        bold(t("发给您的通知")),
        Table(
            words=3,
            header=(t("时间"), t("通知"), t("结果")),
            rows=tuple((_when(t, one, page), kind_name(t, one), outcome(t, one)) for one in page.notices),
        ),
        keyboard=[
            pager(t, page.page, page.pages, OpenNotices(max(page.page - 1, 0)), OpenNotices(page.page + 1)),
            [Button(t("导出记录"), SendNotices())],
            [back(t, OpenReminders())],
        ],
    )


def _when(t: Texts, one: NoticeRecord, page: NoticePage) -> str:
    at = one.at.astimezone(SHANGHAI)
    return f"{t.short_day(at.date(), business_day(page.now))} {at:%H:%M}"


def kind_name(t: Texts, one: NoticeRecord) -> str:
    return kind_label(t, one.kind) if one.kind else t("还款提醒")


def outcome(t: Texts, one: NoticeRecord) -> str:
    """Say what became of the notice, and why."""
    if one.status == "sent" and one.channel:
        return t("已发送（%(channel)s）", channel=channel_name(t, one.channel))
    if one.status == "skipped" and one.reason in REASONS:
        return t(REASONS[one.reason])
    return t(_STATES[one.status])


def notice_file(t: Texts, told: NoticePage) -> Attachment:
    """Return the record as CSV: when in Beijing, what kind, and what became of it."""
    rows = [(t("时间"), t("通知"), t("结果"))]
    for one in told.notices:
        at = one.at.astimezone(SHANGHAI)
        rows.append((f"{at:%Y-%m-%d %H:%M}", kind_name(t, one), outcome(t, one)))
    day = f"{told.now.astimezone(SHANGHAI):%Y-%m-%d}"
    caption = t("🧾 通知记录，截至 %(day)s。可以用表格软件打开。", day=day)
    return Attachment(f"{t('通知记录')} {day}.csv", spreadsheet(rows), caption)
