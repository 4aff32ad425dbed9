"""分期计算器: words become an offer, offers become screens; every button carries its offer whole, and nothing is kept.

words -> domain.calculator.sentences -> what is missing | what may be meant | the figures
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from telegram import Update

from domain.calculator.codes import code_of, code_of_early, early_in, offer_in
from domain.calculator.errors import NotCalculable
from domain.calculator.readings import readings_of
from domain.calculator.results import Asked, Calculation, Early, Offer, OpenOffer, Problem
from domain.calculator.sentences import AND, Lacking, gone_on, read_calculation
from domain.calculator.wordings import words_of
from domain.charts.results import EarlyCosts, OfferCosts, OffersCosts
from domain.errors import Stale
from domain.understanding.slots import Slots
from handlers.buttons.calculator import (
    AskEarly,
    AskOtherOffer,
    OpenCalculatedRows,
    OpenCalculation,
    OpenCalculator,
    OpenOffers,
    SendCalculatedChart,
    SendCalculatedFile,
    SendOffersChart,
)
from handlers.calculator import charts, early_views, views
from handlers.calculator import question_views as asking
from handlers.calculator.comparison_views import comparison_screen
from handlers.calculator.wording import offer_text
from handlers.context import Context, Talk
from handlers.ui.callback_data import Action
from handlers.ui.files import deliver
from handlers.ui.reply import Attachment, Reply
from handlers.ui.screen import Phrases, Taps, on_button, shows

TOPIC = "screen.calculator"
_BETWEEN = "\x1e"  # lines that were typed one after the other


@shows(OpenCalculator())
async def calculator_words(update: Update, context: Context) -> Reply:
    context.talks_of(TOPIC)
    return views.calculator_screen(context.t)


async def open_calculator(context: Context, action: OpenCalculator) -> Reply:
    context.talks_of(TOPIC)
    return views.calculator_screen(context.t)


async def answer(context: Context, slots: Slots) -> Reply:
    """Answer a sentence that names a loan."""
    return await _answered(context, [slots.words])


async def further(context: Context, words: str) -> Reply | None:
    """Answer what goes on with what was worked out, or asked for, a moment ago; None where the words do not."""
    before = _said_before(context.talk)
    lines = gone_on(before, words) if before is not None else None
    if lines is None:
        return None
    context.talks_of(TOPIC, Slots(words=_BETWEEN.join(lines)))
    return await _answered(context, lines)


def _said_before(talk: Talk | None) -> Sequence[str] | None:
    """Return what was typed of it so far; nothing where the calculator was only opened, None where something else was on."""
    if talk is None:
        return None
    if talk.topic == TOPIC:
        return [line for line in talk.slots.words.split(_BETWEEN) if line]
    if talk.place is None or not OpenCalculation.matches(talk.place):
        return None
    action = OpenCalculation.unpack(talk.place)
    offer = offer_in(action.offer)
    return None if offer is None else [words_of(offer, early_in(action.early))]


async def _answered(context: Context, lines: Sequence[str]) -> Reply:
    found = read_calculation(lines)
    if isinstance(found, Lacking):
        return asking.missing(context.t, found)
    if isinstance(found, Problem):
        return asking.problem(context.t, found)
    if len(found.offers) == 1:
        return _of_one(context, found.offers[0], found.early)
    return _of_two(context, *found.offers)


def _of_one(context: Context, offer: Asked, early: Early | None) -> Reply:
    if isinstance(offer, OpenOffer):
        said = code_of_early(early)
        return _which(context, offer, lambda one: OpenCalculation(code_of(one), said))
    try:
        if early is not None:
            return early_views.early_screen(context.t, context.services.calculator.early(offer, early))
        return views.calculation_screen(context.t, context.services.calculator.calculate(offer))
    except NotCalculable as error:
        return asking.not_calculable(context.t, error, code_of(offer))


def _of_two(context: Context, one: Asked, other: Asked) -> Reply:
    if isinstance(one, OpenOffer):
        return _which(context, one, lambda chosen: OpenOffers(code_of(chosen), code_of(other)))
    if isinstance(other, OpenOffer):
        return _which(context, other, lambda chosen: OpenOffers(code_of(one), code_of(chosen)))
    try:
        return comparison_screen(context.t, context.services.calculator.compare(one, other))
    except NotCalculable as error:
        return asking.not_calculable(context.t, error, code_of(one))


def _which(context: Context, offer: OpenOffer, leads_to: Callable[[Offer], Action]) -> Reply:
    choices = [(context.services.calculator.calculate(one), leads_to(one)) for one in readings_of(offer)]
    return asking.which_reading(context.t, offer, choices)


# Buttons


async def open_calculation(context: Context, action: OpenCalculation) -> Reply:
    return _of_one(context, _asked(action.offer), early_in(action.early))


async def open_offers(context: Context, action: OpenOffers) -> Reply:
    return _of_two(context, _asked(action.one), _asked(action.other))


async def open_rows(context: Context, action: OpenCalculatedRows) -> Reply:
    return views.rows_screen(context.t, _with_rows(context, action.offer), action.page)


async def send_file(context: Context, action: SendCalculatedFile) -> Reply:
    t, found = context.t, _with_rows(context, action.offer)

    async def make() -> Attachment:
        caption = t("🧮 %(offer)s。可以用表格软件打开。", offer=offer_text(t, found.offer))
        return Attachment(f"{t('还款计划')}.csv", views.rows_file(t, found), caption)

    return await deliver(context, f"calculated {action.offer}", make)


async def ask_other_offer(context: Context, action: AskOtherOffer) -> Reply:
    offer = _offer(action.offer)
    context.talks_of(TOPIC, Slots(words=_BETWEEN.join((words_of(offer), AND))))
    return asking.other_offer(context.t, offer)


async def ask_early(context: Context, action: AskEarly) -> Reply:
    offer = _offer(action.offer)
    context.talks_of(TOPIC, Slots(words=words_of(offer)))
    return asking.early(context.t, offer)


async def send_chart(context: Context, action: SendCalculatedChart) -> Reply:
    early, calculator = early_in(action.early), context.services.calculator
    if early is None:
        return await charts.send(context, OfferCosts(_with_rows(context, action.offer)))
    try:
        return await charts.send(context, EarlyCosts(calculator.early(_offer(action.offer), early)))
    except NotCalculable:  # no button of ours says so
        raise Stale() from None


async def send_offers_chart(context: Context, action: SendOffersChart) -> Reply:
    try:
        found = context.services.calculator.compare(_offer(action.one), _offer(action.other))
    except NotCalculable:  # no button of ours says so
        raise Stale() from None
    return await charts.send(context, OffersCosts(found))


def _asked(code: str) -> Asked:
    found = offer_in(code)
    if found is None:  # no button of ours says so
        raise Stale()
    return found


def _offer(code: str) -> Offer:
    found = _asked(code)
    if isinstance(found, OpenOffer):
        raise Stale()
    return found


def _with_rows(context: Context, code: str) -> Calculation:
    try:
        found = context.services.calculator.calculate(_offer(code))
    except NotCalculable:  # no button of ours says so
        raise Stale() from None
    if not found.rows:
        raise Stale()
    return found


async def show_calculator(context: Context) -> Reply:
    return views.calculator_screen(context.t)


TAPS: Taps = (
    on_button(OpenCalculator, open_calculator),
    on_button(OpenCalculation, open_calculation, show_calculator),
    on_button(OpenOffers, open_offers, show_calculator),
    on_button(OpenCalculatedRows, open_rows, show_calculator),
    on_button(SendCalculatedFile, send_file, show_calculator),
    on_button(AskOtherOffer, ask_other_offer, show_calculator),
    on_button(AskEarly, ask_early, show_calculator),
    on_button(SendCalculatedChart, send_chart, show_calculator),
    on_button(SendOffersChart, send_offers_chart, show_calculator),
)
PHRASES: Phrases = {
    calculator_words: (
        "计算器", "計算器", "計算機", "分期计算器", "分期計算器", "贷款计算器", "貸款計算器", "房贷计算器", "房貸計算器",
        "算一算", "帮我算一下", "幫我算一下", "calculator", "calc", "loan calculator",
    ),
}  # fmt: skip
