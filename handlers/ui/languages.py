"""Whoever asks in another of our languages than the one they chose is answered in the one they asked in, and offered once to
have it so from then on."""

from __future__ import annotations

from collections.abc import Mapping

from domain.understanding.languages import answered_in
from domain.value import replace
from handlers.buttons.home import ChooseLanguage
from handlers.context import REMEMBERED, Context
from handlers.ui.components import LANGUAGE_NAMES
from handlers.ui.i18n import N_, texts_for
from handlers.ui.reply import Button, Reply
from handlers.ui.screen import Outcome, Step

LONGEST_NAME = 5  # characters of a word that opens a screen; longer ones are sentences
# What is offered, each in its own language.
OFFERS: Mapping[str, str] = {
    "en": N_("您打的是英文，以后都用英文回答吗？"),
    "zh_CN": N_("您打的是简体字，以后都用简体中文回答吗？"),
    "zh_TW": N_("您打的是繁体字，以后都用繁体中文回答吗？"),
}


def speak(context: Context, words: str) -> None:
    """Answer in the language that the words are in, where that is plain. A word such as 账单 opens a screen whatever one has
    chosen, and says no more than the name of a button: the bills of who has chosen English come in English.
    """
    language = _language(context, words)
    context.speaks = language if language != context.customer.locale else None


def _language(context: Context, words: str) -> str:
    language = answered_in(words, context.customer.locale)
    is_name = language == "zh_CN" and may_be_name(words) and context.classify(words).known is not None
    return context.customer.locale if is_name else language


def may_be_name(words: str) -> bool:
    """Return whether a known phrase is no sentence: the name of a screen, or a period or code, which has figures."""
    return len(words.strip()) <= LONGEST_NAME or any(c in "0123456789" for c in words)


def with_offer(context: Context, words: str, outcome: Outcome) -> Outcome:
    """Offer under the answer to have all in the language of the words, where it is another one and was never offered."""
    if isinstance(outcome, Step):
        return replace(outcome, reply=_offered(context, words, outcome.reply))
    return outcome if outcome is None else _offered(context, words, outcome)


def _offered(context: Context, words: str, shown: Reply) -> Reply:
    language = _language(context, words)
    offered = context.bot_data.offered_languages
    if language == context.customer.locale or context.customer.id in offered:
        return shown
    if any(isinstance(button.action, ChooseLanguage) for row in shown.keyboard for button in row):
        return shown
    offered[context.customer.id] = language
    if len(offered) > REMEMBERED:
        del offered[next(iter(offered))]
    row = (Button(LANGUAGE_NAMES[language], ChooseLanguage(language)),)
    return replace(
        shown,
        parts=(*shown.parts, texts_for(language)(OFFERS[language])),
        keyboard=(*shown.keyboard[:-1], row, *shown.keyboard[-1:]),
    )
