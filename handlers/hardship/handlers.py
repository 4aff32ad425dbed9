"""A plan in hardship (展期, 个性化分期).

展期 or 有困难 -> which loan -> the plans side by side (or why not, or how it stands) -> every payment -> 看协议 -> ☐ 同意 ->
确认 -> done
"""

from __future__ import annotations

from telegram import Update

from domain.errors import Stale
from domain.hardship.results import HardshipAgreement
from domain.hardship.service import ShownPlan
from handlers.buttons.hardship import (
    AgreeHardship,
    ConfirmHardship,
    OpenHardship,
    OpenHardshipAgreement,
    OpenHardshipPlan,
    OpenHardshipPlans,
)
from handlers.context import Context
from handlers.hardship import views
from handlers.hardship.agreement import signed_text
from handlers.rescheduling.button_values import day_of, shown_of
from handlers.ui.i18n import texts_for
from handlers.ui.reply import Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows


@shows(OpenHardship())
async def hardship_plan_words(update: Update, context: Context) -> Reply:
    return await show_hardship(context)


async def open_hardship(context: Context, action: OpenHardship) -> Reply:
    return await show_hardship(context)


async def show_hardship(context: Context) -> Reply:
    """Show the plans for the one loan; with several the customer chooses."""
    loans = await context.services.hardship.loans(context.customer.id)
    if not loans:
        return views.nothing_open(context.t)
    if len(loans) > 1:
        return views.choose_loan(context.t, loans)
    return await _plans(context, loans[0].loan_id)


async def open_plans(context: Context, action: OpenHardshipPlans) -> Reply:
    return await _plans(context, action.loan_id)


async def _plans(context: Context, loan_id: str) -> Reply:
    choice = await context.services.hardship.choice(context.customer.id, loan_id)
    return views.choice_screen(context.t, choice)


async def open_plan(context: Context, action: OpenHardshipPlan) -> Reply:
    return views.preview_screen(context.t, (await _agreement(context, action)).preview)


async def open_agreement(context: Context, action: OpenHardshipAgreement) -> Reply:
    """Show the agreement as it would be today, to be read and agreed to."""
    return views.agreement_screen(context.t, await _agreement(context, action), is_ticked=False)


async def open_agreement_anew(context: Context, action: AgreeHardship | ConfirmHardship) -> Reply:
    return await open_agreement(context, OpenHardshipAgreement(action.loan_id, action.place))


async def agree(context: Context, action: AgreeHardship) -> Reply:
    agreement = await _agreement(context, OpenHardshipAgreement(action.loan_id, action.place))
    if (agreement.preview.version, agreement.preview.today) != (action.version, day_of(action.day)):
        raise Stale()
    return views.agreement_screen(context.t, agreement, is_ticked=True)


async def ask_again(context: Context, action: ConfirmHardship) -> Reply:
    """Show what came of a confirmation that counts no more; where nothing did, the agreement, to be confirmed anew."""
    done = await context.services.hardship.signed(context.customer.id, _asked(action))
    return await open_agreement_anew(context, action) if done is None else views.done_screen(context.t, done)


async def confirm(context: Context, action: ConfirmHardship) -> Reply:
    _, locale = shown_of(action.shown_for)
    done = await context.services.hardship.confirm(
        context.customer.id,
        _asked(action),
        lambda agreement: signed_text(texts_for(locale), agreement),
    )
    return views.done_screen(context.t, done)


def _asked(action: ConfirmHardship) -> ShownPlan:
    day, _ = shown_of(action.shown_for)
    return ShownPlan(action.loan_id, action.place, action.version, day)


async def _agreement(context: Context, action: OpenHardshipPlan | OpenHardshipAgreement) -> HardshipAgreement:
    return await context.services.hardship.agreement(context.customer.id, action.loan_id, action.place)


TAPS: Taps = (
    on_button(OpenHardship, open_hardship),
    on_button(OpenHardshipPlans, open_plans, show_hardship),
    on_button(OpenHardshipPlan, open_plan, show_hardship),
    on_button(OpenHardshipAgreement, open_agreement, show_hardship),
    on_button(AgreeHardship, agree, show_hardship, open_agreement_anew),
    on_button(ConfirmHardship, confirm, show_hardship, ask_again),
)
PHRASES: Phrases = {
    hardship_plan_words: (
        "展期", "展期方案", "申请展期", "申請展期", "能展期吗", "能展期嗎", "个性化分期", "個性化分期",
        "还款方案", "還款方案", "繳款方案", "换个还法", "換個還法", "extension plan", "hardship plan",
    ),
}  # fmt: skip
