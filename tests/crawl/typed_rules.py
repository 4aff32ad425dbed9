"""What is a fault of the answer to a typed sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from domain.understanding.languages import answered_in
from domain.understanding.topics import CRISIS, FRAUD
from domain.value import replace
from handlers.buttons.questions import RepayAmount
from handlers.buttons.repayment import (
    ConfirmRepayment,
    PayBatch,
    PayBy,
    QuoteBills,
    QuoteCycle,
    QuoteRepayment,
    QuoteSettlement,
    SettleToday,
    StartChoosing,
)
from handlers.intents import classify
from handlers.questions.faq import faq
from handlers.ui.i18n import texts_for
from handlers.ui.languages import may_be_name
from tests.crawl.rules import Fault, code_of, faults_of, is_back, is_inert, plain, refusals_in
from tests.crawl.sentences import Opens, Sentence
from tests.crawl.stage import Answer
from tests.crawl.telegram import Key, Shown
from tests.support.characters import han, simplified, traditional

_QUOTED = re.compile(r"<blockquote>.*?</blockquote>", re.DOTALL)
# What a language is called is written in it; brands of the offer have no other name.
_OWN_NAMES = re.compile(r"简体中文|繁體中文|语言|語言")
# Money leaves by it, or it leads straight there.
_PAYING = {one.code for one in (ConfirmRepayment, PayBy, PayBatch, SettleToday)}
_TO_PAY = _PAYING | {
    one.code for one in (QuoteRepayment, QuoteSettlement, StartChoosing, QuoteBills, QuoteCycle, RepayAmount)
}


def screen_of(answer: Answer, person: int) -> Shown | None:
    """Return what the person was answered with."""
    return next((one for one in reversed(answer.messages) if one.chat_id == person), None)


def main_of(shown: Shown) -> Key | None:
    """Return the button that the answer is for."""
    return next((key for key in shown.keys if not is_inert(key) and not is_back(key)), None)


def faults_of_words(
    sentence: Sentence,
    answer: Answer,
    person: int,
    locale: str,
    strange: frozenset[str],
    *,
    own: frozenset[str] = frozenset(),
    chosen: bool = False,
) -> Iterator[Fault]:
    """`strange`: what is another customer's; `own`: what this one named themselves. `chosen`: it is answered in the chosen
    language, whatever it was typed in.
    """
    typed = answered_in(sentence.text, locale)
    is_name = may_be_name(sentence.text) and classify(sentence.text).known is not None
    locale = locale if chosen or (typed == "zh_CN" and is_name) else typed
    for line in answer.incidents:
        yield Fault("no incident", line)
    for method in answer.strange:
        yield Fault("known methods", method)
    if answer.consents and sentence.asks:
        yield Fault("consent as asked", "by words")
    told = [one for one in answer.messages if one.chat_id > 0]
    if len(told) != 1 or told[0].chat_id != person:
        yield Fault("one message", f"{len(told)} messages")
    for shown in told:
        said = shown.text.replace(escape(sentence.text), "")  # what they wrote themselves may be repeated
        yield from faults_of(replace(shown, text=said))
        yield from _dead_end(shown)
        yield from _of_others(shown, strange)
        yield from _language(sentence, shown, locale, own)
        yield from _missed(sentence, shown, locale)
    for said in refusals_in(answer, locale):
        yield Fault("nothing offered then refused", said)


def _dead_end(shown: Shown) -> Iterator[Fault]:
    if all(is_inert(key) for key in shown.keys):
        yield Fault("no dead end", "no button")


def _of_others(shown: Shown, strange: frozenset[str]) -> Iterator[Fault]:
    said = "\n".join([plain(shown.text), *(key.label for key in shown.keys)])
    for one in strange:
        if one in said:
            yield Fault("nobody else's data", one)


def _language(sentence: Sentence, shown: Shown, locale: str, own: frozenset[str]) -> Iterator[Fault]:
    said = "\n".join([plain(_QUOTED.sub("", shown.text)), *(key.label for key in shown.keys)])
    for name in own:
        said = said.replace(name, "")
    foreign = foreign_in(_OWN_NAMES.sub("", said), locale) - set(sentence.text)  # they may be quoted
    if foreign:
        yield Fault("language in force", f"{''.join(sorted(foreign))} for {locale}")


def foreign_in(text: str, locale: str) -> set[str]:
    """Return the characters that are not written in the language."""
    if locale == "en":
        return han(text)
    return simplified(text) if locale == "zh_TW" else traditional(text)


def _missed(sentence: Sentence, shown: Shown, locale: str) -> Iterator[Fault]:
    cares, warns = _says(shown, CRISIS, locale), _says(shown, FRAUD, locale)
    if sentence.opens is Opens.CRISIS and not cares:
        yield Fault("care first", plain(shown.text)[:40])
    if sentence.opens is Opens.FRAUD and not warns:
        yield Fault("the warning first", plain(shown.text)[:40])
    if cares and sentence.opens is not Opens.CRISIS:
        yield Fault("care for who needs it", sentence.text)
    if sentence.opens is Opens.UNPAID:
        yield from _paying(shown, locale)
    if sentence.opens is Opens.TWO and len([key for key in shown.keys if not is_back(key)]) < 2:
        yield Fault("both answered", plain(shown.text)[:40])


def _says(shown: Shown, topic: str, locale: str) -> bool:
    """Return whether the screen begins its answer as that of the topic does."""
    first = faq(locale)[topic].answer.split("\n", 1)[0].split("%", 1)[0]
    return first in plain(shown.text)


def _paying(shown: Shown, locale: str) -> Iterator[Fault]:
    """Nothing to pay with at once, and nothing that leads there in front."""
    main = main_of(shown)
    leads = main is not None and (code_of(main) in _TO_PAY or main.label == texts_for(locale)("去还款"))
    if leads or any(code_of(key) in _PAYING for key in shown.keys):
        yield Fault("nothing to pay with", " | ".join(key.label for key in shown.keys))
