"""What is said where a sentence was not understood: guesses, never the same ones twice in a row, and then a person, to whom
what was written last is sent where they say so."""

from __future__ import annotations

from collections.abc import Callable

from telegram import Update

from domain.enquiries.rules import says_cash, wants_cash
from domain.errors import InvalidInput, Stale
from domain.understanding.reader import Decision, Reading
from handlers.buttons.questions import SendLastWords
from handlers.context import Context, staff_hours
from handlers.questions import views
from handlers.questions.answers import button_of, is_known
from handlers.questions.places import PLACES
from handlers.support import views as support
from handlers.ui.misses import Miss
from handlers.ui.reply import Button, Reply

MOST_GUESSES = 3
# What it can do, in turns: the same three are not named twice in a row.
USUAL = (("bills", "orders", "plans"), ("record", "calendar", "help"))


async def not_sure(
    update: Update, context: Context, reading: Reading, instead: Callable[[str], str] = str
) -> Reply:
    """Name what may be meant, or say that it is no affair of the assistant's; the second time in a row a person comes first,
    with what was written last. `instead`: which topic is named in a topic's place.
    """
    message = update.message
    assert message is not None
    now, misses = context.services.clock.now(), context.misses
    words = message.text or ""
    await context.services.questions.keep_missed(words, context.t.locale, reading.decision.value)
    before = misses.last(context.customer.id, now)
    times = before.times + 1 if before else 1
    named = before.named if before else frozenset()
    guesses = _guesses(context, reading, instead, named) if reading.decision is Decision.ASK else {}
    usual = [PLACES[name].button(context.t) for name in USUAL[(times - 1) % len(USUAL)]]
    buttons = list(guesses.values()) or usual
    misses.note(context.customer.id, Miss(times, frozenset(guesses), words, message.message_id, now))
    draft = await context.services.checkout.current(context.customer.id)
    open_draft = draft.draft_id if draft else None
    if times > 1:
        return views.again(context.t, words, message.message_id, buttons, open_draft=open_draft)
    if says_cash(words) or (reading.topic is None and wants_cash(words)):
        return views.no_cash(context.t, buttons, open_draft=open_draft)
    is_no_affair_of_ours = reading.topic is None and any(char.isalpha() for char in words)
    if guesses or not is_no_affair_of_ours:
        return views.guesses(context.t, buttons, open_draft=open_draft)
    return views.out_of_scope(context.t, buttons, open_draft=open_draft)


def _guesses(
    context: Context, reading: Reading, instead: Callable[[str], str], named: frozenset[str]
) -> dict[str, Button]:
    """Return the buttons of what may be meant by topic, the likeliest first, without what was named just before."""
    likely = [one.topic for one in reading.candidates if one.topic is not None]
    found: dict[str, Button] = {}
    for topic in map(instead, [*likely, *reading.near]):
        if topic not in named and is_known(context, topic):
            button = button_of(context, topic)
            if button.label not in {one.label for one in found.values()}:
                found[topic] = button
    return dict(list(found.items())[:MOST_GUESSES])


async def send_last_words(context: Context, action: SendLastWords) -> Reply:
    """Send a person what was not understood; `Stale` where it is no longer remembered."""
    misses, customer_id = context.misses, context.customer.id
    last = misses.last(customer_id, context.services.clock.now())
    if last is None or last.message_id != action.message_id:
        raise Stale()
    service = context.services.support
    case = await service.turn_to(customer_id, None)
    try:
        case = await service.write(customer_id, case.case_id, last.words, last.message_id)
    except InvalidInput as error:
        return support.too_long(context.t, int(str(error.values["most"])))
    misses.forget(customer_id)
    await context.desk.to_staff()
    brought = await context.desk.has(case.case_id)
    return support.words_taken(context.t, case, staff_hours(context), brought=brought)
