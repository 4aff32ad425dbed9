"""Reminders of what customers track: what is due, and the day after one line that asks."""

from __future__ import annotations

from html import escape

from domain.outbox.results import NoticeKind
from domain.tracked.notices import TrackedContent
from domain.tracked.results import TrackedDueView
from handlers.buttons.notices import OpenReminders
from handlers.buttons.tracked import (
    AskTrackedLater,
    MarkTrackedPaid,
    OpenTracked,
    OpenTrackedBill,
    RemindTracked,
)
from handlers.ui.components import bold, relative
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, ButtonRow, Reply, reply

SHOWN = 5  # with buttons of their own


def _ahead(t: Texts, content: TrackedContent) -> Reply:
    return _told(t, content, t("📒 您记的这几笔快到还款日了："))


def _today(t: Texts, content: TrackedContent) -> Reply:
    return _told(t, content, t("📒 您记的这几笔今天要还："))


def _later(t: Texts, content: TrackedContent) -> Reply:
    return _told(t, content, t("📒 您让我再提醒一次："))


def _told(t: Texts, content: TrackedContent, several: str) -> Reply:
    """Tell what is due; `several`: the line above more than one."""
    dues = content.dues
    lines = [_line(t, content, due) for due in dues]
    if len(dues) == 1 and content.kind is not NoticeKind.TRACKED_LATER:
        return reply(
            t("📒 %(line)s。", line=lines[0]), keyboard=[*_rows_of_one(t, dues[0]), _settings_row(t)]
        )
    return reply(
        several,
        "\n".join(lines),
        keyboard=[*(_row_of(t, due) for due in dues[:SHOWN]), _settings_row(t)],
    )


def _line(t: Texts, content: TrackedContent, due: TrackedDueView) -> str:
    values = {
        "name": bold(due.name or t("您记的一笔")),
        "day": t.day(due.due_date, content.today, away=relative(t, due.due_date, content.today)),
    }
    if due.amount_fen is None:
        return t("%(name)s，还款日 %(day)s", **values)
    return t("%(name)s，%(day)s还 %(amount)s", amount=bold(t.money(due.amount_fen)), **values)


def _rows_of_one(t: Texts, due: TrackedDueView) -> list[ButtonRow]:
    return [
        [Button(t("已还"), MarkTrackedPaid(due.bill_id, due.no), style="primary")],
        [
            Button(t("晚点提醒"), AskTrackedLater(due.bill_id, due.no)),
            Button(t("看这一笔"), OpenTrackedBill(due.bill_id)),
        ],
    ]


def _row_of(t: Texts, due: TrackedDueView) -> ButtonRow:
    label = t("%(name)s 已还", name=due.name or t("您记的一笔"))
    return [Button(label, MarkTrackedPaid(due.bill_id, due.no), name=due.name or None)]


def _settings_row(t: Texts) -> ButtonRow:
    return [Button(t("我的分期"), OpenTracked(0)), Button(t("提醒设置"), OpenReminders())]


def _after(t: Texts, content: TrackedContent) -> Reply:
    dues = content.dues
    if len(dues) == 1:
        due = dues[0]
        return reply(
            t("📒 昨天是%(name)s的还款日，还了吗？", name=bold(due.name or t("您记的一笔")))
            if (content.today - due.due_date).days == 1
            else t(
                "📒 %(day)s是%(name)s的还款日，还了吗？",
                day=t.day(due.due_date, content.today),
                name=bold(due.name or t("您记的一笔")),
            ),
            keyboard=[
                [
                    Button(t("还了"), MarkTrackedPaid(due.bill_id, due.no), style="primary"),
                    Button(t("还没"), AskTrackedLater(due.bill_id, due.no)),
                ],
                [Button(t("这一笔不再提醒"), RemindTracked(due.bill_id, 0))],
            ],
        )
    names = t("、").join(escape(due.name or t("您记的一笔")) for due in dues)
    return reply(
        t("📒 这几笔的还款日刚过，还了吗？%(names)s", names=names),
        keyboard=[*(_row_of(t, due) for due in dues[:SHOWN]), _settings_row(t)],
    )


VIEWS = (
    NoticeView(NoticeKind.TRACKED_AHEAD, N_("自己记的：快到期"), TrackedContent, _ahead),
    NoticeView(NoticeKind.TRACKED_TODAY, N_("自己记的：今天到期"), TrackedContent, _today),
    NoticeView(NoticeKind.TRACKED_AFTER, N_("自己记的：还了吗"), TrackedContent, _after),
    NoticeView(NoticeKind.TRACKED_LATER, N_("自己记的：再提醒"), TrackedContent, _later),
)
