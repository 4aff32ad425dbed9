"""One tracked bill."""

from __future__ import annotations

from datetime import date

from domain.tracked.results import (
    Later,
    TrackedBillView,
    TrackedDetail,
    TrackedDraftView,
    TrackedDueView,
    TrackedField,
    TrackedKind,
    TrackedTerms,
    TrackedWorth,
)
from domain.tracked.rules import MONTHS_OF_A_YEAR
from handlers.buttons.notices import OpenReminders
from handlers.buttons.tracked import (
    AskDeleteTracked,
    AskTrackedLater,
    ChangeTracked,
    DeleteTracked,
    MarkTrackedPaid,
    OpenTracked,
    OpenTrackedBill,
    OpenTrackedSettling,
    RemindTracked,
    RemindTrackedLater,
    StartTracking,
    UnmarkTrackedPaid,
)
from handlers.ui import bill_names
from handlers.ui.components import back, bold, day_away, home
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply

LISTED = 6  # days of one bill
SHOWN = 10  # bills of one name
CHANGES = {
    TrackedField.NAME: N_("改名字"),
    TrackedField.DUE: N_("改还款日"),
    TrackedField.PERIODS: N_("改期数"),
    TrackedField.AMOUNT: N_("改金额"),
}
_LATER = {
    Later.TONIGHT: N_("今晚 8 点"),
    Later.TOMORROW: N_("明早 9 点"),
    Later.IN_TWO_DAYS: N_("后天早上 9 点"),
}


def amount_of(t: Texts, due: TrackedDueView) -> str:
    return "—" if due.amount_fen is None else t.money(due.amount_fen)


def bill_screen(t: Texts, detail: TrackedDetail) -> Reply:
    bill, due = detail.bill, detail.bill.next_due
    return reply(
        t("📒 %(name)s", name=bold(bill.terms.name or "")),
        _next(t, due, detail.today) if due is not None else _ended(t, bill),
        _least(t, due),
        _unsaid(t, bill, detail.today),
        _still_to_pay(t, bill, detail.today),
        *_terms(t, bill.terms),
        cost(t, bill.worth),
        _days(t, detail),
        None if bill.reminded else t("这一笔现在不提醒。"),
        keyboard=[
            [_paid_button(t, due, detail.today)] if due is not None else None,
            *([_paid_button(t, one, detail.today, style=None)] for one in bill.unsaid[-2:]),
            _undo_row(t, detail),
            [Button(t("晚点提醒"), AskTrackedLater(due.bill_id, due.no)), _remind_button(t, bill)]
            if due is not None
            else None,
            [Button(t(CHANGES[one]), ChangeTracked(bill.bill_id, one.value)) for one in _changeable(bill)],
            [Button(t("提前还清省多少"), OpenTrackedSettling(bill.bill_id))] if bill.settling else None,
            [Button(t("删除这一笔"), AskDeleteTracked(bill.bill_id))],
            [back(t, OpenTracked(0))],
        ],
    )


def _ended(t: Texts, bill: TrackedBillView) -> str | None:
    return None if bill.unsaid else t("都还完了。")


def _next(t: Texts, due: TrackedDueView, today: date) -> str:
    day = day_away(t, due.due_date, today)
    if due.amount_fen is None:
        said = t("下次还款日 %(day)s。", day=day)
    else:
        said = t("下次 %(day)s，%(amount)s。", day=day, amount=bold(t.money(due.amount_fen)))
    if due.periods is None or due.kind is TrackedKind.ONE_OFF:
        return said
    return said + t("这是%(bill)s。", bill=bill_names.of_plan_in_full(t, due.no, due.periods))


def _least(t: Texts, due: TrackedDueView | None) -> str | None:
    if due is None or due.minimum_fen is None:
        return None
    return t("这一期最低还 %(amount)s。", amount=t.money(due.minimum_fen))


def _unsaid(t: Texts, bill: TrackedBillView, today: date) -> str | None:
    if not bill.unsaid:
        return None
    if len(bill.unsaid) == 1:
        day = t.day(bill.unsaid[0].due_date, today)
        return t("%(day)s这一期还没记，还了的话点下面的按钮。", day=day)
    days = t("、").join(t.short_day(one.due_date, today) for one in bill.unsaid[-3:])
    return t("%(days)s 这几期还没记，还了的话点下面的按钮。", days=days)


def _still_to_pay(t: Texts, bill: TrackedBillView, today: date) -> str | None:
    if bill.last_due is None or bill.left is None or bill.left < 2:
        return None
    last = t.day(bill.last_due, today)
    if bill.left_fen is None:
        return t("还剩 %(count)d 期，最后一期在 %(day)s。", count=bill.left, day=last)
    return t(
        "还剩 %(count)d 期，一共 %(amount)s，最后一期在 %(day)s。",
        count=bill.left,
        amount=t.money(bill.left_fen),
        day=last,
    )


def how_often(t: Texts, terms: TrackedTerms) -> str | None:
    """Say after how many months it comes again, where that is not every month."""
    if terms.every_months == 1:
        return None
    if terms.every_months == MONTHS_OF_A_YEAR:
        return t("每年一次。")
    return t("每 %(count)d 个月一次。", count=terms.every_months)


def _terms(t: Texts, terms: TrackedTerms) -> list[str | None]:
    return [
        how_often(t, terms),
        t("账单日每月 %(day)d 号。", day=terms.statement_day) if terms.statement_day else None,
        t("卡尾号 %(tail)s。", tail=terms.card_tail) if terms.card_tail else None,
    ]


def cost(t: Texts, worth: TrackedWorth | None) -> str | None:
    """Say what it costs beside what was borrowed."""
    if worth is None:
        return None
    return t(
        "借 %(principal)s，一共还 %(total)s，多付 %(cost)s。",
        principal=t.money(worth.principal_fen),
        total=t.money(worth.total_fen),
        cost=t.money(worth.cost_fen),
    )


def rates(t: Texts, view: TrackedBillView | TrackedDraftView) -> str | None:
    if view.rates is None or not view.rates.simple_pct:
        return None
    return t(
        "真实年化 %(simple)s（单利）、%(compound)s（复利），按每月还一次算。",
        simple=t.percent(view.rates.simple_pct),
        compound=t.percent(view.rates.compound_pct),
    )


def _days(t: Texts, detail: TrackedDetail) -> Table | None:
    """Show the days around today, where there are several."""
    if len(detail.dues) < 2:
        return None
    past = [due for due in detail.dues if due.due_date < detail.today][-2:]
    coming = [due for due in detail.dues if due.due_date >= detail.today][: LISTED - len(past)]
    rows = tuple(
        (t.short_day(due.due_date, detail.today), amount_of(t, due), _state(t, due, detail.today))
        for due in (*past, *coming)
    )
    return Table((t("还款日"), t("金额"), t("您的记录")), rows)


def _state(t: Texts, due: TrackedDueView, today: date) -> str:
    if due.paid_on is not None:
        return t("已还")
    return t("没记") if due.due_date < today else t("未到")


def _paid_button(t: Texts, due: TrackedDueView, today: date, *, style: str | None = "primary") -> Button:
    label = t("%(day)s 这期还了", day=t.short_day(due.due_date, today))
    return Button(label, MarkTrackedPaid(due.bill_id, due.no), style=style)


def _undo_row(t: Texts, detail: TrackedDetail) -> ButtonRow | None:
    paid = [due for due in detail.dues if due.paid_on is not None]
    if not paid:
        return None
    last = max(paid, key=lambda due: due.no)
    label = t("%(day)s 这期其实没还", day=t.short_day(last.due_date, detail.today))
    return [Button(label, UnmarkTrackedPaid(last.bill_id, last.no))]


def _remind_button(t: Texts, bill: TrackedBillView) -> Button:
    if bill.reminded:
        return Button(t("不再提醒"), RemindTracked(bill.bill_id, 0))
    return Button(t("恢复提醒"), RemindTracked(bill.bill_id, 1))


def _changeable(bill: TrackedBillView) -> list[TrackedField]:
    """Return what can be another: amount and day of what is still to come only."""
    comes = bill.next_due is not None or bill.terms.kind is TrackedKind.ONE_OFF
    ends = bill.terms.kind in (TrackedKind.INSTALLMENT, TrackedKind.LOAN)
    return [
        *([TrackedField.AMOUNT, TrackedField.DUE] if comes else []),
        *([TrackedField.PERIODS] if ends else []),
        TrackedField.NAME,
    ]


def deleting(t: Texts, bill: TrackedBillView) -> Reply:
    return reply(
        t("删除 %(name)s 的全部记录？删了就找不回来了。", name=bold(bill.terms.name or "")),
        keyboard=[
            [Button(t("确认删除"), DeleteTracked(bill.bill_id), style="danger")],
            [back(t, OpenTrackedBill(bill.bill_id))],
        ],
    )


def which_named(t: Texts, bills: tuple[TrackedBillView, ...], *, deletes: bool) -> Reply:
    """Ask which of the bills of a name is meant."""

    def leads_to(bill: TrackedBillView) -> AskDeleteTracked | OpenTrackedBill:
        return AskDeleteTracked(bill.bill_id) if deletes else OpenTrackedBill(bill.bill_id)

    return reply(
        t("您记了几笔差不多的，是哪一笔？"),
        keyboard=[
            *(
                [Button(bill.terms.name or "", leads_to(bill), name=bill.terms.name)]
                for bill in bills[:SHOWN]
            ),
            [Button(t("我的分期"), OpenTracked(0))],
        ],
    )


def later_screen(t: Texts, due: TrackedDueView, choices: tuple[Later, ...]) -> Reply:
    return reply(
        t("什么时候再提醒您还 %(name)s？", name=bold(due.name)),
        keyboard=[
            *(
                [Button(t(_LATER[one]), RemindTrackedLater(due.bill_id, due.no, one.value))]
                for one in choices
            ),
            [back(t, OpenTrackedBill(due.bill_id))],
        ],
    )


def put_off_toast(t: Texts, when: Later) -> str:
    return t("好，%(when)s再提醒您。", when=t(_LATER[when]))


def kept(t: Texts, detail: TrackedDetail) -> Reply:
    bill, due = detail.bill, detail.bill.next_due
    return reply(
        t("✅ 记好了：%(name)s", name=bold(bill.terms.name or "")),
        _next(t, due, detail.today) if due is not None else None,
        rates(t, bill),
        t("到期前 7 天、3 天、1 天和当天提醒您，第二天问一句还了没有。"),
        keyboard=[
            [Button(t("再记一笔"), StartTracking(), style="primary")],
            [Button(t("看这一笔"), OpenTrackedBill(bill.bill_id)), Button(t("我的分期"), OpenTracked(0))],
            [Button(t("提醒设置"), OpenReminders()), home(t)],
        ],
    )
