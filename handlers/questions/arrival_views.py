"""还了怎么还显示没还: what became of the last payment, what is still shown and why, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.cases.types import CaseKind, CaseView
from domain.enquiries.results import Own
from domain.history.results import HistoryPayment, PaymentOutcome
from domain.loans.results import BillView
from handlers.bills.cycles import pay_row, payable_first
from handlers.bills.views import paying_row
from handlers.buttons.history import OpenHistory
from handlers.buttons.home import OpenHome
from handlers.buttons.questions import OpenTopic
from handlers.buttons.support import ANY_LOAN, AskFor, OpenAgent, WriteToPerson
from handlers.questions.own_payment_views import payment_line
from handlers.questions.own_views import bill_line
from handlers.ui.components import back, bold
from handlers.ui.i18n import Texts
from handlers.ui.reply import Button, ButtonRow, Reply, reply

AGAIN = OpenTopic("bill-paid_still_shown")


def arrived(
    t: Texts, own: Own, payments: Sequence[HistoryPayment], asked: date | None, reported: CaseView | None
) -> Reply:
    """Answer from the payment made last. `payments`: the newest first; `asked`: the day that one says they paid on;
    `reported`: the case in which they said so already.
    """
    on_day = [one for one in payments if one.day == asked]
    found = next(iter(on_day or payments), None)
    return reply(
        t("%(day)s没有您的还款。", day=t.day(asked, own.today)) if asked and not on_day and found else None,
        payment_line(t, found, own.today) if found else t("在这里没有查到您的还款。"),
        _still_shown(t, own, found),
        _next(t, found),
        t(
            "您已经告诉客服还过了（编号 %(number)s），正在核对，有结果会告诉您。",
            number=bold(reported.number),
        )
        if reported
        else None,
        keyboard=_rows(t, own, found, reported),
    )


def _still_shown(t: Texts, own: Own, found: HistoryPayment | None) -> str | None:
    """Say which bill is shown as unpaid, and whether it is the one that was paid."""
    if found is not None and found.outcome is not PaymentOutcome.TAKEN:
        return None
    bill = _of_payment(own, found) or next(iter(own.late or own.next), None)
    if bill is None:
        return None if own.paying else t("现在没有待还的账单。")
    shown = bill_line(t, bill, own.today)
    if found is None:
        return t("现在待还的是：%(bill)s。", bill=shown)
    if bill is _of_payment(own, found):
        return t("这一期只还了一部分，所以还显示待还：%(bill)s。", bill=shown)
    return t("现在显示待还的是另一期：%(bill)s。", bill=shown)


def _of_payment(own: Own, found: HistoryPayment | None) -> BillView | None:
    """Return the bill that the payment was for, where something of it is left to pay."""
    if found is None or found.first_no is None or found.last_no is None:
        return None
    paid = range(found.first_no, found.last_no + 1)
    return next((b for b in own.bills_open if b.loan_id == found.loan_id and b.no in paid), None)


def _next(t: Texts, found: HistoryPayment | None) -> str:
    """Say what happens next, and what is to be done where it was another payment."""
    match found.outcome if found else None:
        case None:
            return t(
                "请看看银行或支付 App 里有没有扣款成功的记录。在机构的页面或 App 付的，我不会马上知道：点「我已还款」，"
                "客服会核对，核对好之前请不要重复还。没有扣款记录，就是还没付成。"
            )
        case PaymentOutcome.OPEN:
            return t("入账按付款那天算，结果晚到不会让您逾期。点「刷新」看最新的结果。")
        case PaymentOutcome.NOT_TAKEN:
            return t(
                "账单没有变，可以再还一次。银行显示钱已经扣了的，先不要再还，点「我已还款」，客服会核对。"
            )
        case _:
            return t(
                "说的是另一次付款，或者是在机构的页面、App 付的，请点「我已还款」，客服会核对，这几天不要重复还。"
            )


def _rows(
    t: Texts, own: Own, found: HistoryPayment | None, reported: CaseView | None
) -> list[ButtonRow | None]:
    again = _to_pay_again(own, found)
    return [
        *(paying_row(t, bill) for bill in own.paying[:1]),
        *(pay_row(t, bill) for bill in again),
        [_report(t, reported, is_main=found is None)],
        [Button(t("刷新"), AGAIN), Button(t("还款记录"), OpenHistory())],
        [Button(t("找客服"), OpenAgent())],
        [back(t, OpenHome())],
    ]


def _to_pay_again(own: Own, found: HistoryPayment | None) -> list[BillView]:
    if found is None or found.outcome is not PaymentOutcome.NOT_TAKEN:
        return []
    return [bill for bill in payable_first(own.bills_open) if bill.loan_id == found.loan_id]


def _report(t: Texts, reported: CaseView | None, *, is_main: bool) -> Button:
    style = "primary" if is_main else None
    if reported is not None:
        return Button(t("补充说明（%(number)s）", number=reported.number), WriteToPerson(reported.case_id))
    return Button(t("我已还款"), AskFor(CaseKind.PAID_ELSEWHERE, ANY_LOAN), style=style)
