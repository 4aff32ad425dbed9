"""A sentence is answered in the language it was typed in, and what is felt in it is met with a sentence of ours: wherever it
was typed, also in the middle of something else.
"""

from __future__ import annotations

from collections.abc import Awaitable

from domain.understanding.feelings import Feeling
from domain.understanding.reader import Reading
from domain.understanding.topics import GRAVE
from domain.value import replace
from handlers.buttons.support import ANY_LOAN, WriteToPerson
from handlers.context import Context
from handlers.ui.i18n import N_
from handlers.ui.languages import speak, with_offer
from handlers.ui.reply import Button, Reply
from handlers.ui.screen import Outcome, Step

MET = {
    Feeling.CHARGED: N_("钱被扣了又不清楚为什么，着急是应该的，先看看扣在哪里。"),
    Feeling.PRESSED: N_("一直被催，确实让人心烦。"),
    Feeling.FLEECED: N_("觉得收多了，换谁都不舒服，我把每一笔怎么来的列给您看。"),
    Feeling.ANGRY: N_("对不起，让您不痛快了。"),
    Feeling.WORRIED: N_("先别着急，一步一步把情况看清楚。"),
}


async def in_kind(
    context: Context, words: str, reading: Reading | None, answering: Awaitable[Outcome]
) -> Outcome:
    """Answer words in kind. `reading`: how they were read, None of a known phrase; `answering`: not begun yet; where it
    comes to nothing, the words are somebody else's to answer.
    """
    before = context.speaks
    speak(context, words)
    outcome = await answering
    if outcome is None:
        context.speaks = before
    return with_offer(context, words, _met(context, reading, outcome))


def to_a_person(context: Context) -> Button:
    return Button(context.t("直接写给客服"), WriteToPerson(ANY_LOAN))


def _met(context: Context, reading: Reading | None, outcome: Outcome) -> Outcome:
    """Meet what is felt with one sentence before the answer; what is grave says it itself."""
    if reading is None or outcome is None or reading.topic in GRAVE or reading.feeling is None:
        return outcome
    if isinstance(outcome, Step):
        return replace(outcome, reply=_met_on(context, reading.feeling, outcome.reply))
    return _met_on(context, reading.feeling, outcome)


def _met_on(context: Context, feeling: Feeling, shown: Reply) -> Reply:
    """Say it, and have a person one tap away."""
    said = replace(shown, parts=(context.t(MET[feeling]), *shown.parts))
    labels = {button.label for row in shown.keyboard for button in row}
    person = to_a_person(context)
    if feeling is Feeling.WORRIED or {person.label, context.t("找客服")} & labels:
        return said
    return replace(said, keyboard=(*shown.keyboard[:-1], (person,), *shown.keyboard[-1:]))
