"""The month that ended and the one to come (每月小结)."""

from __future__ import annotations

from domain.history.notices import MonthContent
from domain.outbox.results import NoticeKind
from handlers.buttons.bills import OpenBills
from handlers.buttons.history import OpenHistory
from handlers.buttons.notices import OpenReminders
from handlers.ui.components import bold
from handlers.ui.i18n import N_, Texts
from handlers.ui.notice import NoticeView
from handlers.ui.reply import Button, Reply, reply


def _monthly(t: Texts, content: MonthContent) -> Reply:
    month = content.month
    return reply(
        t("🧾 %(month)s小结", month=t.month(month.ended)),
        t(
            "到期 %(due)d 期，按时还了 %(on_time)d 期；一共还了 %(paid)s。",
            due=month.due_count,
            on_time=month.on_time,
            paid=t.money(month.paid_fen),
        )
        if month.due_count or month.paid_fen
        else None,
        t(
            "这个月应还 %(count)d 期，一共 %(amount)s，最早一期在 %(day)s。",
            count=month.next_count,
            amount=bold(t.money(month.next_fen)),
            day=t.day(month.next_due, content.today),
        )
        if month.next_due
        else t("这个月没有应还的账单。"),
        keyboard=[
            [Button(t("看账单"), OpenBills(), style="primary"), Button(t("还款记录"), OpenHistory())],
            [Button(t("提醒设置"), OpenReminders())],
        ],
    )


VIEWS = (NoticeView(NoticeKind.MONTHLY, N_("每月小结"), MonthContent, _monthly),)
