"""Tracked bills: all of them, one of them, and what is read back before it is kept."""

from __future__ import annotations

from datetime import date
from html import escape

from domain.tracked.results import (
    Later,
    LeftOpen,
    TrackedBillView,
    TrackedDetail,
    TrackedDraftView,
    TrackedDueView,
    TrackedField,
    TrackedKind,
    TrackedOverview,
    TrackedTerms,
    TrackedWorth,
)
from handlers.buttons.home import OpenHome
from handlers.buttons.notices import OpenReminders
from handlers.buttons.tracked import (
    AskDeleteTracked,
    AskTrackedLater,
    ChangeTracked,
    DeleteTracked,
    DropTracking,
    GoOnTracking,
    KeepTracked,
    LeaveTrackedOpen,
    MarkTrackedPaid,
    OpenTracked,
    OpenTrackedBill,
    RemindTracked,
    RemindTrackedLater,
    StartTracking,
    UnmarkTrackedPaid,
)
from handlers.ui import bill_names
from handlers.ui.components import back, bold, day_away, home, pager, relative
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, Table, reply

SHOWN = 10  # bills with a row of their own
LISTED = 6  # days of one bill
LAST_DAY = 31
EXAMPLES = (
    N_("花呗分期 3999 分 12 期 每期 357.24 每月 10 号还"),
    N_("白条 还剩 8 期 每期 268 每月 15 号"),
    N_("房贷 每月 15 号 4213.55 还到 2041 年"),
    N_("信用卡 账单日 5 号 还款日 25 号"),
    N_("欠我哥 2000 年底还"),
)
_QUESTIONS = {
    TrackedField.NAME: N_("给这一笔起个名字，比如「花呗」「车贷」："),
    TrackedField.DUE: N_("每月几号还？只还一次的，请写哪天，比如「下月 8 号」："),
    TrackedField.PERIODS: N_("还有几期没还？算上下一期："),
    TrackedField.AMOUNT: N_("每期还多少？"),
}
_PROBLEMS = {
    TrackedField.NAME: N_("名字没看懂，请再写一次，20 个字以内："),
    TrackedField.DUE: N_("这一天没看懂。请写几号，比如「15 号」，或者今天以后的一天，比如「下月 8 号」："),
    TrackedField.PERIODS: N_("期数没看懂，请写 1 到 480 的数字，比如「8 期」："),
    TrackedField.AMOUNT: N_("金额没看懂，请写数字，比如「357.24」："),
}
_CHANGES = {
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


# All of them


def tracked_screen(t: Texts, view: TrackedOverview, page: int = 0) -> Reply:
    if not view.bills:
        return reply(
            t("📒 在别处分期买的、借的，都可以记在这里，到期前提醒您。"),
            t("只是您自己的记录：不用实名，不会去扣款，也不会告诉别人。"),
            _goes_on(t, view.draft),
            keyboard=[
                _goes_on_row(t, view.draft),
                [Button(t("记一笔"), StartTracking(), style=None if view.draft else "primary")],
                [back(t, OpenHome())],
            ],
        )
    pages = -(-len(view.bills) // SHOWN)
    page = min(page, pages - 1)
    shown = view.bills[page * SHOWN : (page + 1) * SHOWN]
    return reply(
        _headline(t, view),
        _table(t, shown, view.today),
        _goes_on(t, view.draft),
        t("这些是您自己的记录，还了没有，以您记的为准。"),
        keyboard=[
            *(
                [Button(_named(t, bill), OpenTrackedBill(bill.bill_id), name=bill.terms.name)]
                for bill in shown
            ),
            pager(t, page, pages, OpenTracked(page - 1), OpenTracked(page + 1)),
            _goes_on_row(t, view.draft),
            [Button(t("记一笔"), StartTracking()), Button(t("提醒设置"), OpenReminders())],
            [back(t, OpenHome())],
        ],
    )


def _headline(t: Texts, view: TrackedOverview) -> str:
    if not view.month_fen and not view.month_unknown:
        return t("📒 这个月没有待还的了。")
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
        rows.append((day, bill.terms.name or "", _amount(t, due) if due is not None else t("已还完")))
    return Table((t("下次还款"), t("名称"), t("金额")), tuple(rows), words=2)


def _named(t: Texts, bill: TrackedBillView) -> str:
    if bill.next_due is None or bill.next_due.amount_fen is None:
        return bill.terms.name or ""
    return t("%(name)s %(amount)s", name=bill.terms.name or "", amount=t.money(bill.next_due.amount_fen))


def _amount(t: Texts, due: TrackedDueView) -> str:
    return "—" if due.amount_fen is None else t.money(due.amount_fen)


def _goes_on(t: Texts, draft: TrackedDraftView | None) -> str | None:
    if draft is None:
        return None
    return t("上次有一笔没记完：%(name)s", name=escape(draft.terms.name or t("还没起名")))


def _goes_on_row(t: Texts, draft: TrackedDraftView | None) -> ButtonRow | None:
    return [Button(t("接着记"), GoOnTracking(), style="primary")] if draft is not None else None


# One of them


def bill_screen(t: Texts, detail: TrackedDetail) -> Reply:
    bill, due = detail.bill, detail.bill.next_due
    return reply(
        t("📒 %(name)s", name=bold(bill.terms.name or "")),
        _next(t, due, detail.today) if due is not None else t("都还完了。"),
        _unsaid(t, bill, detail.today),
        _still_to_pay(t, bill, detail.today),
        *_terms(t, bill.terms),
        _worth(t, bill.worth),
        _days(t, detail),
        None if bill.reminded else t("这一笔现在不提醒。"),
        keyboard=[
            [_paid_button(t, due, detail.today)] if due is not None else None,
            *([_paid_button(t, one, detail.today, style=None)] for one in bill.unsaid[-2:]),
            _undo_row(t, detail),
            [Button(t("晚点提醒"), AskTrackedLater(due.bill_id, due.no)), _remind_button(t, bill)]
            if due is not None
            else None,
            [Button(t(_CHANGES[one]), ChangeTracked(bill.bill_id, one.value)) for one in _changeable(bill)],
            [Button(t("删除这一笔"), AskDeleteTracked(bill.bill_id))],
            [back(t, OpenTracked(0))],
        ],
    )


def _next(t: Texts, due: TrackedDueView, today: date) -> str:
    day = day_away(t, due.due_date, today)
    if due.amount_fen is None:
        said = t("下次还款日 %(day)s。", day=day)
    else:
        said = t("下次 %(day)s，%(amount)s。", day=day, amount=bold(t.money(due.amount_fen)))
    if due.periods is None or due.kind is TrackedKind.ONE_OFF:
        return said
    return said + t("这是%(bill)s。", bill=bill_names.of_plan_in_full(t, due.no, due.periods))


def _unsaid(t: Texts, bill: TrackedBillView, today: date) -> str | None:
    if not bill.unsaid:
        return None
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


def _terms(t: Texts, terms: TrackedTerms) -> list[str | None]:
    return [
        t("账单日每月 %(day)d 号。", day=terms.statement_day) if terms.statement_day else None,
        t("卡尾号 %(tail)s。", tail=terms.card_tail) if terms.card_tail else None,
    ]


def _worth(t: Texts, worth: TrackedWorth | None) -> str | None:
    """Say what it costs beside what was borrowed."""
    if worth is None:
        return None
    return t(
        "借 %(principal)s，一共还 %(total)s，多付 %(cost)s。",
        principal=t.money(worth.principal_fen),
        total=t.money(worth.total_fen),
        cost=t.money(worth.cost_fen),
    )


def _rates(t: Texts, view: TrackedBillView | TrackedDraftView) -> str | None:
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
        (t.short_day(due.due_date, detail.today), _amount(t, due), _state(t, due, detail.today))
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
    ends = bill.terms.kind in (TrackedKind.INSTALLMENT, TrackedKind.LOAN)
    fields = (TrackedField.AMOUNT, TrackedField.DUE, TrackedField.PERIODS, TrackedField.NAME)
    return [one for one in fields if one is not TrackedField.PERIODS or ends]


def deleting(t: Texts, bill: TrackedBillView) -> Reply:
    return reply(
        t("删除 %(name)s 的全部记录？删了就找不回来了。", name=bold(bill.terms.name or "")),
        keyboard=[
            [Button(t("确认删除"), DeleteTracked(bill.bill_id), style="danger")],
            [back(t, OpenTrackedBill(bill.bill_id))],
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


# Telling of one


def ask_for_sentence(t: Texts) -> Reply:
    return reply(
        t("请用一句话告诉我这一笔，知道多少说多少，比如："),
        "\n".join(f"<code>{escape(t(example))}</code>" for example in EXAMPLES),
        t("也可以先说个名字，剩下的我一项项问您。"),
        keyboard=[[Button(t("取消"), DropTracking())]],
    )


def not_a_bill(t: Texts) -> Reply:
    return reply(
        t("没看出是哪一笔。请写上名字、金额和还款日，比如："),
        f"<code>{escape(t(EXAMPLES[1]))}</code>",
        keyboard=[[Button(t("取消"), DropTracking())]],
    )


def draft_screen(t: Texts, draft: TrackedDraftView, today: date, *, problem: bool = False) -> Reply:
    """Read back what was understood, and ask for what is missing; `problem`: the answer was none."""
    asked = draft.asking
    if asked is None:
        return _read_back(t, draft, today)
    said = _PROBLEMS if problem else _QUESTIONS
    return reply(
        *_understood(t, draft, today),
        t(said[asked]),
        keyboard=[
            *_leave_open_rows(t, draft, asked),
            [Button(t("取消"), DropTracking())],
        ],
    )


def _leave_open_rows(t: Texts, draft: TrackedDraftView, asked: TrackedField) -> list[ButtonRow]:
    def said(label: str, what: LeftOpen) -> ButtonRow:
        return [Button(label, LeaveTrackedOpen(draft.draft_id, what.value))]

    match asked:
        case TrackedField.AMOUNT:
            return [said(t("不记金额，只提醒日期"), LeftOpen.AMOUNT)]
        case TrackedField.PERIODS:
            return [
                said(t("只还这一次"), LeftOpen.ONCE),
                said(t("不清楚，一直提醒我"), LeftOpen.END),
            ]
        case _:
            return []


def _read_back(t: Texts, draft: TrackedDraftView, today: date) -> Reply:
    return reply(
        *_understood(t, draft, today),
        t("⚠️ 每期加起来比借的还少，请看看是不是哪里写错了。") if draft.conflict else None,
        _worth(t, draft.worth),
        _rates(t, draft),
        t("这样记对吗？到期前会提醒您。"),
        keyboard=[
            [Button(t("对，记下来"), KeepTracked(draft.draft_id), style="primary")],
            [Button(t("重新说一遍"), StartTracking())],
            [Button(t("不记了"), DropTracking())],
        ],
    )


def _understood(t: Texts, draft: TrackedDraftView, today: date) -> list[str | None]:
    terms = draft.terms
    return [
        t("📒 %(name)s", name=bold(terms.name)) if terms.name else t("📒 记一笔"),
        _said_due(t, terms, today),
        _said_amount(t, terms),
        _said_periods(t, terms),
        t("账单日每月 %(day)d 号。", day=terms.statement_day) if terms.statement_day else None,
    ]


def _said_due(t: Texts, terms: TrackedTerms, today: date) -> str | None:
    if terms.first_due is None:
        return None
    next_day = t.day(terms.first_due, today, away=relative(t, terms.first_due, today))
    if terms.kind is TrackedKind.ONE_OFF:
        return t("还款日：%(day)s", day=next_day)
    if terms.due_day == LAST_DAY:
        return t("每月最后一天还，下次 %(next)s", next=next_day)
    return t("每月 %(day)d 号还，下次 %(next)s", day=terms.due_day or terms.first_due.day, next=next_day)


def _said_amount(t: Texts, terms: TrackedTerms) -> str | None:
    if terms.amount_fen is None:
        return t("金额：不记，只提醒日期") if terms.open_amount else None
    if terms.kind is TrackedKind.ONE_OFF:
        return t("金额：%(amount)s", amount=bold(t.money(terms.amount_fen)))
    return t("每期：%(amount)s", amount=bold(t.money(terms.amount_fen)))


def _said_periods(t: Texts, terms: TrackedTerms) -> str | None:
    left = terms.left
    if terms.kind is TrackedKind.ONE_OFF or (left is None and not terms.open_end):
        return None
    if left is None:
        return t("期数：不限，一直提醒")
    if terms.only_left:
        return t("期数：还剩 %(count)d 期", count=left)
    if terms.first_no == 1:
        return t("期数：%(count)d 期", count=left)
    return t("期数：共 %(periods)d 期，还剩 %(count)d 期", periods=terms.periods or left, count=left)


def kept(t: Texts, detail: TrackedDetail) -> Reply:
    bill, due = detail.bill, detail.bill.next_due
    return reply(
        t("✅ 记好了：%(name)s", name=bold(bill.terms.name or "")),
        _next(t, due, detail.today) if due is not None else None,
        _rates(t, bill),
        t("到期前 7 天、3 天、1 天和当天提醒您，第二天问一句还了没有。"),
        keyboard=[
            [Button(t("再记一笔"), StartTracking(), style="primary")],
            [Button(t("看这一笔"), OpenTrackedBill(bill.bill_id)), Button(t("我的分期"), OpenTracked(0))],
            [Button(t("提醒设置"), OpenReminders()), home(t)],
        ],
    )
