"""All tracked bills of a customer."""

from __future__ import annotations

from datetime import date
from html import escape

from domain.tracked.results import (
    TrackedBillView,
    TrackedDraftView,
    TrackedDueView,
    TrackedOverview,
)
from handlers.buttons.agenda import OpenComing
from handlers.buttons.charts import SendMonths
from handlers.buttons.history import OpenCalendar
from handlers.buttons.home import OpenHome
from handlers.buttons.notices import OpenReminders
from handlers.buttons.sharing import OpenSharing
from handlers.buttons.tracked import (
    AskTrackedLater,
    GoOnTracking,
    MarkTrackedPaid,
    OpenTracked,
    OpenTrackedBill,
    StartTracking,
)
from handlers.tracked.views import amount_of
from handlers.ui.components import back, bold, pager
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply

SHOWN = 10  # bills with a row of their own
ASKED = 3  # days that are past, with buttons of their own
AHEAD_DAYS = 30


def tracked_screen(t: Texts, view: TrackedOverview, page: int = 0) -> Reply:
    if not view.bills:
        return reply(
            t("📒 在别处分期买的、借的，都可以记在这里，到期前提醒您。"),
            t("只是您自己的记录：不用实名，不会去扣款；您不共享，别人就看不到。"),
            _goes_on(t, view.draft),
            keyboard=[
                _goes_on_row(t, view.draft),
                [Button(t("记一笔"), StartTracking(), style=None if view.draft else "primary")],
                [Button(t("共享还款日"), OpenSharing())],
                [back(t, OpenHome())],
            ],
        )
    pages = -(-len(view.bills) // SHOWN)
    page = min(page, pages - 1)
    shown = view.bills[page * SHOWN : (page + 1) * SHOWN]
    return reply(
        _headline(t, view),
        _table(t, shown, view.today),
        *_unanswered(t, view),
        _goes_on(t, view.draft),
        t("这些是您自己的记录，还了没有，以您记的为准。"),
        keyboard=[
            *(_answers(t, due, view.today) for due in _asked(view)),
            *(
                [Button(_named(t, bill), OpenTrackedBill(bill.bill_id), name=bill.terms.name)]
                for bill in shown
            ),
            pager(t, page, pages, OpenTracked(page - 1), OpenTracked(page + 1)),
            _goes_on_row(t, view.draft),
            [Button(t("记一笔"), StartTracking()), Button(t("提醒设置"), OpenReminders())],
            [
                Button(t("未来 30 天"), OpenComing(AHEAD_DAYS)),
                Button(t("还款日历"), OpenCalendar(0)),
                Button(t("看图"), SendMonths()),
            ],
            [Button(t("共享还款日"), OpenSharing())],
            [back(t, OpenHome())],
        ],
    )


def _headline(t: Texts, view: TrackedOverview) -> str:
    if not view.month_fen and not view.month_unknown:
        return t("📒 这个月后面没有待还的了。") if _all_unanswered(view) else t("📒 这个月没有待还的了。")
    if not view.month_fen:
        return t("📒 这个月还有 %(count)d 笔要还。", count=view.month_unknown)
    said = t("📒 这个月还要还 %(amount)s。", amount=bold(t.money(view.month_fen)))
    if not view.month_unknown:
        return said
    return said + t("另有 %(count)d 笔没记金额。", count=view.month_unknown)


def _table(t: Texts, bills: tuple[TrackedBillView, ...], today: date) -> Table:
    rows = []
    for bill in bills:
        due = bill.next_due
        day = t.short_day(due.due_date, today) if due is not None else "—"
        ended = t("没记") if bill.unsaid else t("已还完")
        rows.append((day, bill.terms.name or "", amount_of(t, due) if due is not None else ended))
    return Table((t("下次还款"), t("名称"), t("金额")), tuple(rows), words=2)


def _all_unanswered(view: TrackedOverview) -> list[TrackedDueView]:
    """Return the days that are past and of which nothing was said, in order."""
    return sorted((due for bill in view.bills for due in bill.unsaid), key=lambda due: due.due_date)


def _asked(view: TrackedOverview) -> list[TrackedDueView]:
    return _all_unanswered(view)[-ASKED:]


def _unanswered(t: Texts, view: TrackedOverview) -> list[str | None]:
    """Ask once more, calmly, of the last days that are past, and say how many there are before."""
    asked = _asked(view)
    if not asked:
        return []
    lines = [_line(t, due, view.today) for due in asked]
    earlier = len(_all_unanswered(view)) - len(asked)
    return [
        "\n".join([t("下面这几期过了还款日，还了吗？"), *lines]),
        t("更早的还有 %(count)d 期，点开那一笔可以补记。", count=earlier) if earlier else None,
    ]


def _line(t: Texts, due: TrackedDueView, today: date) -> str:
    day, name = t.day(due.due_date, today), escape(due.name)
    if due.amount_fen is None:
        return t("%(day)s　%(name)s", day=day, name=name)
    return t("%(day)s　%(name)s　%(amount)s", day=day, name=name, amount=t.money(due.amount_fen))


def _answers(t: Texts, due: TrackedDueView, today: date) -> ButtonRow:
    label = t("%(name)s %(day)s 还了", name=due.name, day=t.short_day(due.due_date, today))
    return [
        Button(label, MarkTrackedPaid(due.bill_id, due.no), name=due.name or None),
        Button(t("还没"), AskTrackedLater(due.bill_id, due.no)),
    ]


def _named(t: Texts, bill: TrackedBillView) -> str:
    if bill.next_due is None or bill.next_due.amount_fen is None:
        return bill.terms.name or ""
    return t("%(name)s %(amount)s", name=bill.terms.name or "", amount=t.money(bill.next_due.amount_fen))


def _goes_on(t: Texts, draft: TrackedDraftView | None) -> str | None:
    if draft is None:
        return None
    return t("上次有一笔没记完：%(name)s", name=escape(draft.terms.name or t("还没起名")))


def _goes_on_row(t: Texts, draft: TrackedDraftView | None) -> ButtonRow | None:
    return [Button(t("接着记"), GoOnTracking(), style="primary")] if draft is not None else None
