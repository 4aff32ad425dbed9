"""Asking for a person (找客服), and telling of trouble with a bill: it is paid, wrong, not delivered, too much just now.

    the bill, a notice, /agent -> what the request does -> MakeRequest -> a case, of which the staff chat is shown a card

Nothing is kept before the request: the buttons carry the kind and the loan. `conversation` takes the words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from telegram import Update

from domain.cases.types import CaseKind
from domain.errors import Stale
from handlers.buttons.support import (
    ANY_LOAN,
    AskEndPause,
    AskFor,
    CloseCase,
    EndPause,
    MakeRequest,
    OpenAgent,
    PromiseToPay,
)
from handlers.context import Context, staff_hours
from handlers.support import views
from handlers.ui.refusals import confirm_again
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button


async def agent_words(update: Update, context: Context) -> Reply:
    return await show_agent(context)


async def open_agent(context: Context, action: OpenAgent) -> Reply:
    return await show_agent(context)


async def show_agent(context: Context) -> Reply:
    current = await context.services.support.current(context.customer.id)
    bills = (await context.services.bills.open_bills(context.customer.id)).bills
    return views.agent_screen(context.t, staff_hours(context), current, has_bills=bool(bills))


def asking_for(kind: CaseKind) -> Callable[[Update, Context], Awaitable[Reply]]:
    """Return the handler of words that ask for this."""

    async def words(update: Update, context: Context) -> Reply:
        return await _ask(context, kind, ANY_LOAN)

    return words


hardship_words = asking_for(CaseKind.HARDSHIP)
paid_words = asking_for(CaseKind.PAID_ELSEWHERE)
amount_words = asking_for(CaseKind.WRONG_AMOUNT)
payday_words = asking_for(CaseKind.PAYDAY)


async def ask_for(context: Context, action: AskFor) -> Reply:
    return await _ask(context, _kind(action.kind), action.loan_id)


async def _ask(context: Context, kind: CaseKind, loan_id: str) -> Reply:
    if loan_id == ANY_LOAN:
        view = await context.services.bills.current_bills(context.customer.id)
        loans = {bill.loan_id for bill in view.bills}
        if len(loans) != 1:
            return views.choose_loan(context.t, kind, view)
        loan_id = loans.pop()
    if kind is CaseKind.PAYDAY:
        choice = await context.services.support.promise_choice(context.customer.id, loan_id)
        return views.promise_screen(context.t, choice, loan_id)
    view = await context.services.support.bills_of(context.customer.id, loan_id)
    has_plans = kind is CaseKind.HARDSHIP and await context.services.hardship.offered(
        context.customer.id, loan_id
    )
    return views.ask_kind(context.t, kind, view, loan_id, has_plans=has_plans)


async def open_case(context: Context, action: MakeRequest) -> Reply:
    kind, service = _kind(action.kind), context.services.support
    if kind is CaseKind.PAID_ELSEWHERE:
        case = await service.paid_elsewhere(context.customer.id, action.loan_id)
    else:
        case = await service.request(context.customer.id, kind, action.loan_id)
    await context.desk.to_staff()
    return views.opened(context.t, case, staff_hours(context))


async def open_case_again(context: Context, action: MakeRequest) -> Reply:
    asked = await _ask(context, _kind(action.kind), action.loan_id)
    return asked.with_toast(confirm_again(context.t))


async def promise(context: Context, action: PromiseToPay) -> Reply:
    try:
        day = date.fromisoformat(str(action.day))
    except ValueError:
        raise Stale() from None
    case = await context.services.support.promise(context.customer.id, action.loan_id, day)
    await context.desk.to_staff()
    view = await context.services.support.bills_of(context.customer.id, action.loan_id)
    return views.promised(context.t, case, view)


async def promise_again(context: Context, action: PromiseToPay) -> Reply:
    asked = await _ask(context, CaseKind.PAYDAY, action.loan_id)
    return asked.with_toast(confirm_again(context.t))


async def close_case(context: Context, action: CloseCase) -> Reply:
    case = await context.services.support.close(context.customer.id, action.case_id)
    await context.desk.to_staff()
    return views.closed(context.t, case)


async def ask_end_pause(context: Context, action: AskEndPause) -> Reply:
    case = await context.services.support.case(context.customer.id, action.case_id)
    return views.ask_end_pause(context.t, case)


async def end_pause(context: Context, action: EndPause) -> Reply:
    case = await context.services.support.end_pause(context.customer.id, action.case_id)
    await context.desk.to_staff()
    return views.pause_ended(context.t, case)


async def end_pause_again(context: Context, action: EndPause) -> Reply:
    """Show what is paused now, each to be ended anew: meanwhile it may be over, or another one."""
    return (await _pauses(context)).with_toast(confirm_again(context.t))


async def end_pause_words(update: Update, context: Context) -> Reply:
    """取消暂停, in words: what is paused, with a button each."""
    return await _pauses(context)


async def _pauses(context: Context) -> Reply:
    return views.pauses_screen(context.t, await context.services.standing.of(context.customer.id))


def _kind(text: str) -> CaseKind:
    try:
        kind = CaseKind(text)
    except ValueError:
        raise Stale() from None
    if kind in (
        CaseKind.QUESTION,
        CaseKind.CARE,
        CaseKind.FROZEN,
        CaseKind.IN_PERSON,
        CaseKind.SIGNED_ONLY,
        CaseKind.MOVE,
        CaseKind.PHONE,
    ):
        raise Stale()
    return kind


TAPS: Taps = (
    on_button(OpenAgent, open_agent),
    on_button(AskFor, ask_for, show_agent),
    on_button(MakeRequest, open_case, show_agent, open_case_again),
    on_button(PromiseToPay, promise, show_agent, promise_again),
    on_button(CloseCase, close_case, show_agent),
    on_button(AskEndPause, ask_end_pause, show_agent),
    on_button(EndPause, end_pause, show_agent, end_pause_again),
)
PHRASES: Phrases = {
    agent_words: (
        "找客服", "客服", "人工", "人工客服", "转人工", "找人工", "联系客服", "聯絡客服", "真人客服", "agent", "human",
        "talk to a person", "customer service", "support",
    ),
    hardship_words: (
        "有困难", "有困難", "手头紧", "手頭緊", "还不上", "還不上", "还不起", "還不起", "这月真还不上",
        "失业了怎么办", "失業了怎麼辦",
        "能不能延期", "能不能延期一个月", "延期还款", "延期還款", "协商还款", "協商還款", "i cannot pay", "hardship",
    ),
    paid_words: (
        "我已经还了", "我已經還了", "已经还了", "已經還了", "已还款", "已還款", "还过了", "還過了",
        "我已还款", "我已還款", "我已繳款", "已繳款",
        "i have paid", "already paid",
    ),
    amount_words: ("金额不对", "金額不對", "账单不对", "帳單不對", "算错了", "算錯了", "the amount is wrong"),
    end_pause_words: (
        "取消暂停", "取消暫停", "恢复提醒", "恢復提醒", "结束暂停", "結束暫停", "end the pause", "resume reminders",
    ),
    payday_words: (
        "发工资再还", "發薪水再還", "发工资了再还", "晚几天还", "晚幾天還", "过几天还", "過幾天還", "pay later",
    ),
}  # fmt: skip
