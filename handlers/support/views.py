"""Asking for a person (找客服): what can be asked for, what it does, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from domain.cases.types import (
    ANSWER_DAYS,
    CaseKind,
    CaseView,
    PromiseDay,
)
from domain.loans.results import BillState, BillsView, BillView
from domain.standing.results import Standing
from domain.support.service import PromiseChoice
from handlers.buttons.bills import OpenBills
from handlers.buttons.hardship import OpenHardshipPlans
from handlers.buttons.home import OpenHome
from handlers.buttons.repayment import QuoteRepayment
from handlers.buttons.support import (
    ANY_LOAN,
    AskFor,
    CloseCase,
    EndPause,
    MakeRequest,
    OpenAgent,
    PromiseToPay,
    WriteToPerson,
)
from handlers.services import StaffHours
from handlers.ui import status_lines as status
from handlers.ui.components import back, bold, day_away, goods, hours_line
from handlers.ui.i18n import N_, Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

LABELS = {
    CaseKind.PAID_ELSEWHERE: N_("我已还款"),
    CaseKind.PAYDAY: N_("发工资再还"),
    CaseKind.WRONG_AMOUNT: N_("金额不对"),
    CaseKind.GOODS: N_("收货和退货问题"),
    CaseKind.HARDSHIP: N_("有困难"),
}
DAYS_IN_A_ROW = 2
_LATE = (BillState.GRACE, BillState.OVERDUE)


def kind_button(t: Texts, kind: CaseKind, loan_id: str = ANY_LOAN) -> Button:
    return Button(t(LABELS[kind]), AskFor(kind, loan_id))


def trouble_rows(t: Texts, bills: Sequence[BillView], *, may_promise: bool) -> list[list[Button]]:
    """Offer under what is late what can be said instead of paying. The loan is asked for where there are several."""
    loans = {bill.loan_id for bill in bills}
    loan_id = loans.pop() if len(loans) == 1 else ANY_LOAN
    return [
        [
            kind_button(t, CaseKind.PAID_ELSEWHERE, loan_id),
            *([kind_button(t, CaseKind.PAYDAY, loan_id)] if may_promise else []),
        ],
        [kind_button(t, CaseKind.WRONG_AMOUNT, loan_id), kind_button(t, CaseKind.GOODS, loan_id)],
    ]


def hardship_button(t: Texts, bills: Sequence[BillView]) -> Button:
    loans = {bill.loan_id for bill in bills}
    return kind_button(t, CaseKind.HARDSHIP, loans.pop() if len(loans) == 1 else ANY_LOAN)


def agent_screen(t: Texts, hours: StaffHours, current: CaseView | None, *, has_bills: bool) -> Reply:
    """找客服. Without bills there is nothing that the requests could be about."""
    write = current.case_id if current else ANY_LOAN
    return reply(
        t("想找客服说哪方面的事？点一项就行；想自己写，点「直接写给客服」。")
        if has_bills
        else t("有事点「直接写给客服」，客服会在这里回复您。"),
        hours_line(t, hours),
        t("您有一件事正在处理，编号 %(number)s。", number=current.number) if current else None,
        keyboard=[
            [Button(t("直接写给客服"), WriteToPerson(write), style="primary")],
            *(_request_rows(t) if has_bills else []),
            [back(t, OpenHome())],
        ],
    )


def _request_rows(t: Texts) -> list[ButtonRow]:
    return [
        [kind_button(t, CaseKind.HARDSHIP), kind_button(t, CaseKind.PAYDAY)],
        [kind_button(t, CaseKind.PAID_ELSEWHERE), kind_button(t, CaseKind.WRONG_AMOUNT)],
        [kind_button(t, CaseKind.GOODS)],
    ]


def ask_words(t: Texts, hours: StaffHours) -> Reply:
    return reply(
        t("请把情况写在这里，可以分几条写，都会转给客服。"),
        t("请不要写身份证号、银行卡号和验证码，客服不需要这些。"),
        hours_line(t, hours),
        keyboard=[[Button(t("不写了"), OpenHome())]],
    )


def words_taken(t: Texts, case: CaseView, hours: StaffHours, *, brought: bool) -> Reply:
    """`brought`: the staff has the words; else they are kept, and what is said stays true when they get them."""
    done = Button(t("不用了，已经解决"), CloseCase(case.case_id))
    return reply(
        t("已转给客服，编号 %(number)s。回复会发在这里。", number=bold(case.number))
        if brought
        else t(
            "已经记下，编号 %(number)s，不用再发一遍。客服上线后会看到，回复会发在这里。",
            number=bold(case.number),
        ),
        None if hours.open_now else hours_line(t, hours),
        keyboard=[] if case.kind is CaseKind.FROZEN else [[done]],
    )


def too_long(t: Texts, most: int) -> Reply:
    return reply(t("这段话太长了，请分几条写，每条不超过 %(most)d 个字。", most=most))


def words_only(t: Texts) -> Reply:
    return reply(t("客服现在只能看到文字，图片和文件转不过去。请用文字说明。"))


def choose_loan(t: Texts, kind: CaseKind, view: BillsView) -> Reply:
    """Ask which of several loans it is about; the late ones first."""
    first: dict[str, BillView] = {}
    for bill in sorted(view.bills, key=lambda one: one.due_date):
        first.setdefault(bill.loan_id, bill)
    if not first:
        return reply(
            t("您现在没有待还的账单。"),
            keyboard=[[Button(t("直接写给客服"), WriteToPerson(ANY_LOAN))], [back(t, OpenAgent())]],
        )
    return reply(
        t("是哪一笔？"),
        keyboard=[
            *(
                [
                    Button(
                        t(
                            "%(goods)s　%(amount)s",
                            goods=goods(t, bill.title, bill.item_count),
                            amount=t.money(bill.owed_fen),
                        ),
                        AskFor(kind, loan_id),
                        name=t.name(bill.title),
                    )
                ]
                for loan_id, bill in first.items()
            ),
            [back(t, OpenAgent())],
        ],
    )


def ask_kind(t: Texts, kind: CaseKind, view: BillsView, loan_id: str, *, has_plans: bool = False) -> Reply:
    """Say what the request does, before it is made. `has_plans`: the lender has plans in hardship for the loan."""
    days = ANSWER_DAYS[kind]
    first = view.bills[0]
    what, confirm = _explained(t, kind, days)
    return reply(
        bold(escape(goods(t, first.title, first.item_count))),
        what,
        _costs_go_on(t, kind, view),
        t("机构要报送征信的话，仍会先告诉您。")
        if kind is not CaseKind.PAID_ELSEWHERE and any(bill.state in _LATE for bill in view.bills)
        else None,
        keyboard=[
            [Button(t("看机构的展期方案"), OpenHardshipPlans(loan_id), style="primary")]
            if has_plans
            else None,
            [Button(confirm, MakeRequest(kind, loan_id), style=None if has_plans else "primary")],
            [back(t, OpenAgent())],
        ],
    )


def _explained(t: Texts, kind: CaseKind, days: int) -> tuple[str, str]:
    match kind:
        case CaseKind.PAID_ELSEWHERE:
            return (
                t(
                    "如果您已经在机构的 App 等别处还了，客服会在 %(days)d 天内和机构核对。"
                    "核对期间不再提醒您，这笔账单也先不能在这里还。",
                    days=days,
                ),
                t("是的，我已还款"),
            )
        case CaseKind.WRONG_AMOUNT:
            return (
                t("客服会在 %(days)d 天内核对金额并答复您，答复前不再提醒您还这一笔。", days=days),
                t("请客服核对金额"),
            )
        case CaseKind.GOODS:
            return (
                t("客服会在 %(days)d 天内核实收货或退货的情况，答复前不再提醒您还这一笔。", days=days),
                t("请客服核实"),
            )
        case _:
            return (
                t(
                    "手头紧的时候早点说，办法更多。客服会在 %(days)d 天内和您商量，这几天不再提醒您还这一笔。",
                    days=days,
                ),
                t("和客服商量"),
            )


def _costs_go_on(t: Texts, kind: CaseKind, view: BillsView) -> str | None:
    """Tell the truth about the days in between."""
    if kind is CaseKind.PAID_ELSEWHERE:
        return t("如果核对下来确实还过，罚息只算到今天，就是您告诉我的这天。")
    if any(bill.state in _LATE for bill in view.bills):
        if kind is CaseKind.HARDSHIP:
            return t("这期间罚息照常计算。")
        return t("这期间罚息照常计算。查明是差错的，多收的会退给您。")
    return t("还款日不变；开了自动扣款的，这期间先不扣。")


def opened(t: Texts, case: CaseView, hours: StaffHours) -> Reply:
    return reply(
        t("已经记下，编号 %(number)s。", number=bold(case.number)),
        _what_happens(t, case),
        hours_line(t, hours, takes_days=True),
        keyboard=[
            [Button(t("补充说明"), WriteToPerson(case.case_id), style="primary")],
            [_undo(t, case)],
            [Button(t("我的账单"), OpenBills())],
        ],
    )


def _undo(t: Texts, case: CaseView) -> Button:
    if case.kind is CaseKind.PAID_ELSEWHERE:
        return Button(t("其实还没还"), CloseCase(case.case_id))
    return Button(t("不用了，已经解决"), CloseCase(case.case_id))


def _what_happens(t: Texts, case: CaseView) -> str:
    days = ANSWER_DAYS.get(case.kind, 0)
    if case.kind is CaseKind.PAID_ELSEWHERE:
        return t(
            "客服会在 %(days)d 天内核对这笔 %(amount)s，结果会告诉您，现在不用再还一次。",
            days=days,
            amount=bold(t.money(case.amount_fen or 0)),
        )
    return t("客服会在 %(days)d 天内答复，这期间不再提醒您还这一笔。", days=days)


# Another day


def promise_screen(t: Texts, choice: PromiseChoice, loan_id: str) -> Reply:
    first = choice.bills.bills[0]
    title = bold(escape(goods(t, first.title, first.item_count)))
    if not choice.days:
        return reply(
            title,
            t("这一笔现在不能再改天了。如果手头紧，客服可以和您商量。")
            if first.due_date < choice.bills.today
            else t("这一期今天到期，今天 24:00 前还清就不算逾期。")
            if first.due_date == choice.bills.today
            else t("这一期还没到期，到期日前还清就可以。"),
            keyboard=[[kind_button(t, CaseKind.HARDSHIP, loan_id)], [back(t, OpenBills())]],
        )
    buttons = [_promise_button(t, one, choice, loan_id) for one in choice.days]
    rows: list[ButtonRow] = [buttons[at : at + DAYS_IN_A_ROW] for at in range(0, len(buttons), DAYS_IN_A_ROW)]
    return reply(
        title,
        t("哪天还？那天之前不再提醒；开了自动扣款的，也先不扣。"),
        t("罚息按天算，按钮上是那天应还的金额；机构可能按规定报送征信。"),
        keyboard=[*rows, [back(t, OpenBills())]],
    )


def _promise_button(t: Texts, one: PromiseDay, choice: PromiseChoice, loan_id: str) -> Button:
    return Button(
        t("%(day)s　%(amount)s", day=t.short_day(one.day, choice.bills.today), amount=t.money(one.owed_fen)),
        PromiseToPay(loan_id, int(f"{one.day:%Y%m%d}")),
    )


def promised(t: Texts, case: CaseView, view: BillsView) -> Reply:
    assert case.promised_on is not None
    return reply(
        t(
            "好的，%(day)s还 %(amount)s。那天上午我会提醒您，之前不打扰。",
            day=day_away(t, case.promised_on, view.today),
            amount=bold(t.money(case.amount_fen or 0)),
        ),
        keyboard=[
            [Button(t("改一天"), AskFor(CaseKind.PAYDAY, case.loan_id or ANY_LOAN))],
            [Button(t("现在就还"), QuoteRepayment(view.bills[0].installment_id))],
            [Button(t("我的账单"), OpenBills())],
        ],
    )


def closed(t: Texts, case: CaseView) -> Reply:
    return reply(
        t("好的，编号 %(number)s 已经结束。", number=bold(case.number)),
        t("账单回到原来的样子，可以随时还。") if case.kind is CaseKind.PAID_ELSEWHERE else None,
        keyboard=[[Button(t("我的账单"), OpenBills()), Button(t("找客服"), OpenAgent())]],
    )


def ask_end_pause(t: Texts, case: CaseView) -> Reply:
    """Before an open case is ended with its pause."""
    return reply(
        t("要取消暂停吗？编号 %(number)s 的事会一起结束，客服不再处理。", number=bold(case.number)),
        t("还想等客服答复，就先不要取消。"),
        keyboard=[
            [Button(t("取消暂停，结束这件事"), EndPause(case.case_id))],
            [back(t, OpenBills())],
        ],
    )


def pauses_screen(t: Texts, standing: Standing) -> Reply:
    """Say what is paused, for who wants it to end."""
    paused = status.pause_rows(t, standing)
    nothing = (
        None
        if paused or standing.frozen_on
        else t("现在没有要取消的暂停：提醒照常；开了自动扣款的，照常扣。")
    )
    return reply(
        status.frozen_line(t, standing),
        *status.pause_lines(t, standing),
        nothing,
        keyboard=[*paused, status.frozen_row(t, standing), [back(t, OpenBills())]],
    )


def pause_ended(t: Texts, case: CaseView) -> Reply:
    return reply(
        t(
            "好的，暂停取消了：从明天起照常提醒；开了自动扣款的，照常扣。编号 %(number)s 已经结束。",
            number=bold(case.number),
        ),
        keyboard=[[Button(t("我的账单"), OpenBills(), style="primary")], [Button(t("找客服"), OpenAgent())]],
    )
