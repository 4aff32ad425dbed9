"""Another due day (改还款日), and one instalment put off (顺延一期).

/duedate or 改还款日 -> which loan -> which day (or why not) -> every date and amount -> 看协议 -> ☐ 同意 -> 确认 -> done
"""

from __future__ import annotations

from telegram import Update

from domain.errors import Stale
from domain.rescheduling.results import MoveAgreement, MoveKind
from domain.rescheduling.service import ShownMove
from handlers.buttons.rescheduling import (
    AgreeNewDates,
    ConfirmNewDates,
    OpenDatesAgreement,
    OpenDueDay,
    OpenDueDays,
    OpenNewDates,
)
from handlers.context import Context
from handlers.rescheduling import views
from handlers.rescheduling.agreement import signed_text
from handlers.rescheduling.button_values import day_of, move_of, shown_of
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenDueDay())
async def due_day_words(update: Update, context: Context) -> Reply:
    return await show_due_day(context)


async def open_due_day(context: Context, action: OpenDueDay) -> Reply:
    return await show_due_day(context)


async def show_due_day(context: Context) -> Reply:
    """Show the days of the one loan; with several the customer chooses."""
    loans = await context.services.reschedulings.loans(context.customer.id)
    if not loans:
        return views.nothing_to_move(context.t)
    if len(loans) > 1:
        return views.choose_loan(context.t, loans)
    return await _days(context, loans[0].loan_id, MoveKind.DUE_DAY)


async def open_due_days(context: Context, action: OpenDueDays) -> Reply:
    return await _days(context, action.loan_id, _kind(action.kind))


async def _days(context: Context, loan_id: str, kind: MoveKind) -> Reply:
    choice = await context.services.reschedulings.choice(context.customer.id, loan_id, kind)
    return views.choice_screen(context.t, choice)


async def open_new_dates(context: Context, action: OpenNewDates) -> Reply:
    return views.preview_screen(context.t, (await _agreement(context, action)).preview)


async def open_agreement(context: Context, action: OpenDatesAgreement) -> Reply:
    """Show the agreement as it would be today, to be read and agreed to."""
    return views.agreement_screen(context.t, await _agreement(context, action), is_ticked=False)


async def open_agreement_anew(context: Context, action: AgreeNewDates | ConfirmNewDates) -> Reply:
    kind, value = move_of(action.move)
    return await open_agreement(context, OpenDatesAgreement(action.loan_id, kind, value))


async def agree(context: Context, action: AgreeNewDates) -> Reply:
    kind, value = move_of(action.move)
    agreement = await _agreement(context, OpenDatesAgreement(action.loan_id, kind, value))
    if (agreement.preview.version, agreement.preview.today) != (action.version, day_of(action.day)):
        raise Stale()
    return views.agreement_screen(context.t, agreement, is_ticked=True)


async def ask_again(context: Context, action: ConfirmNewDates) -> Reply:
    """Show what came of a confirmation that counts no more; where nothing did, the agreement, to be confirmed anew."""
    done = await context.services.reschedulings.signed(context.customer.id, _asked(action))
    return await open_agreement_anew(context, action) if done is None else views.done_screen(context.t, done)


async def confirm(context: Context, action: ConfirmNewDates) -> Reply:
    _, locale = shown_of(action.shown_for)
    done = await context.services.reschedulings.confirm(
        context.customer.id,
        _asked(action),
        lambda agreement: signed_text(texts_for(locale), agreement),
    )
    return views.done_screen(context.t, done)


def _asked(action: ConfirmNewDates) -> ShownMove:
    day, _ = shown_of(action.shown_for)
    return ShownMove(action.loan_id, *move_of(action.move), action.version, day)


async def _agreement(context: Context, action: OpenNewDates | OpenDatesAgreement) -> MoveAgreement:
    return await context.services.reschedulings.agreement(
        context.customer.id, action.loan_id, _kind(action.kind), action.value
    )


def _kind(text: str) -> MoveKind:
    try:
        return MoveKind(text)
    except ValueError:
        raise Stale() from None


TAPS: Taps = (
    on_button(OpenDueDay, open_due_day),
    on_button(OpenDueDays, open_due_days, show_due_day),
    on_button(OpenNewDates, open_new_dates, show_due_day),
    on_button(OpenDatesAgreement, open_agreement, show_due_day),
    on_button(AgreeNewDates, agree, show_due_day, open_agreement_anew),
    on_button(ConfirmNewDates, confirm, show_due_day, ask_again),
)
PHRASES: Phrases = {
    due_day_words: (
        "改还款日", "改還款日", "改繳款日", "修改还款日", "修改還款日", "更改还款日", "变更还款日", "換還款日", "换还款日",
        "换个还款日", "換個還款日", "換個繳款日", "调整还款日",
        "推迟几天还", "推遲幾天還", "延後幾天繳", "顺延一期", "順延一期",
        "change due date", "change my due date", "change due day", "another due day", "postpone one instalment",
    ),
}  # fmt: skip
