"""Anger and worry are met with one sentence before the answer; where nothing was asked, with what may mend it."""

from __future__ import annotations

from dataclasses import replace

from domain.cases.types import CaseKind
from domain.understanding.feelings import Feeling
from domain.understanding.reader import Decision, Reading
from domain.understanding.topics import GRAVE
from handlers.bills.handlers import show_bills
from handlers.buttons.support import ANY_LOAN, WriteToPerson
from handlers.context import NOTHING_NAMED, Context
from handlers.questions import why_views
from handlers.questions.care import show_complaint, show_do_not_contact
from handlers.questions.places import SCREENS
from handlers.support.views import kind_button
from handlers.ui.i18n import N_
from handlers.ui.reply import Button, Reply
from handlers.ui.screen import Outcome, Step

MET = {
    Feeling.CHARGED: N_("钱被扣了又不清楚为什么，着急是应该的，先看看扣在哪里。"),
    Feeling.PRESSED: N_("一直被催，确实让人心烦。"),
    Feeling.FLEECED: N_("觉得收多了，换谁都不舒服，我把每一笔怎么来的列给您看。"),
    Feeling.ANGRY: N_("对不起，让您不痛快了。"),
    Feeling.WORRIED: N_("先别着急，一步一步把情况看清楚。"),
}
# Read as these, words of anger ask nothing: 垃圾平台 is no wish to shop.
NO_QUESTIONS = (
    "screen.shop",
    "screen.home",
    "screen.help",
    "faq.scam",
    "faq.app.trouble",
    "faq.human.callback",
)


async def instead(context: Context, reading: Reading) -> Outcome | None:
    """Answer words that are full of anger and ask nothing; None where they ask something, or are not."""
    if reading.feeling is None or reading.topic in GRAVE:
        return None
    if reading.decision is Decision.ANSWER and reading.topic not in NO_QUESTIONS:
        return None
    match reading.feeling:
        case Feeling.PRESSED:
            context.talks_of("screen.do_not_contact")
            return await show_do_not_contact(context)
        case Feeling.FLEECED:
            return await _costs(context)
        case Feeling.ANGRY | Feeling.CHARGED:
            context.talks_of("faq.human.complain")
            return await show_complaint(context)
        case Feeling.WORRIED:
            return await _how_it_stands(context)


async def _how_it_stands(context: Context) -> Outcome:
    """Show what there is to pay and until when, from which one can ask for help; where that is nothing, a person."""
    own = await context.services.enquiries.own(context.customer.id, NOTHING_NAMED)
    topic = "screen.amount_due" if own.open_orders else "screen.agent"
    context.talks_of(topic)
    return await (show_bills(context) if own.open_orders else SCREENS[topic](context))


async def _costs(context: Context) -> Outcome:
    """Show what all that is owed is made of, with the ways to object; of who owes nothing, the way to complain."""
    own = await context.services.enquiries.own(context.customer.id, NOTHING_NAMED)
    if not own.open_orders:
        context.talks_of("faq.human.complain")
        return await show_complaint(context)
    context.talks_of("screen.total_owed")
    screen = why_views.why_owed(context.t, own)
    rows = ((kind_button(context.t, CaseKind.WRONG_AMOUNT),), (_to_a_person(context),))
    return replace(screen, keyboard=(*screen.keyboard[:-1], *rows, *screen.keyboard[-1:]))


def met(context: Context, reading: Reading | None, outcome: Outcome) -> Outcome:
    """Meet what is felt with one sentence before the answer; what is grave says it itself."""
    if reading is None or outcome is None or reading.topic in GRAVE:
        return outcome
    feeling = reading.feeling
    if feeling is None:
        return outcome
    if isinstance(outcome, Step):
        return replace(outcome, reply=_met(context, feeling, outcome.reply))
    return _met(context, feeling, outcome)


def _met(context: Context, feeling: Feeling, shown: Reply) -> Reply:
    """Say it, and have a person one tap away."""
    said = replace(shown, parts=(context.t(MET[feeling]), *shown.parts))
    labels = {button.label for row in shown.keyboard for button in row}
    person = _to_a_person(context)
    if feeling is Feeling.WORRIED or {person.label, context.t("找客服")} & labels:
        return said
    return replace(said, keyboard=(*shown.keyboard[:-1], (person,), *shown.keyboard[-1:]))


def _to_a_person(context: Context) -> Button:
    return Button(context.t("直接写给客服"), WriteToPerson(ANY_LOAN))
