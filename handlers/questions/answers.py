"""An answer to a frequent question: the figures it names, the screens it leads to, and whether it helped."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence

from domain.errors import Refused, Stale
from domain.identity.errors import IdentityMissing
from domain.understanding.topics import GRAVE
from handlers.buttons.moves import OpenMove
from handlers.buttons.phones import OpenPhone
from handlers.buttons.questions import OpenTopic, RateAnswer
from handlers.buttons.rescheduling import OpenDueDay
from handlers.context import Context, staff_hours
from handlers.questions import views
from handlers.questions.faq import Entry, faq, places_under, short, topic_of
from handlers.questions.places import PLACE_OF, PLACES
from handlers.ui.reply import Button, Reply

MOST_RELATED = 2
# What stands where a screen has no place of its own.
NEAREST: Mapping[str, str] = {
    "shop": "plans",
    "cards": "autopay",
    "identity": "privacy",
    "returns": "orders",
    "penalty": "workings",
    "complaint": "agent",
}
_OF_THE_OFFER = frozenset(("lenders", "smallest", "longest", "age"))


async def show(context: Context, topic: str, *, near: Sequence[str] = (), rated: bool | None = None) -> Reply:
    """Answer a frequent question. `near`: topics that may have been meant instead; `rated`: what was just said of it.
    Raises `Stale` where there is no such one.
    """
    entry = faq(context.t.locale).get(topic)
    if entry is None:
        raise Stale()
    buttons = await _open(context, buttons_under(context, topic))
    related = [button_of(context, one) for one in near if one != topic and is_known(context, one)]
    may_rate = rated is None and topic not in GRAVE  # of those nobody is asked whether it helped
    screen = views.answer(
        context.t,
        entry,
        await figures(context, entry),
        buttons,
        rating=views.rating(context.t, short(topic)) if may_rate else None,
        related=related[:MOST_RELATED],
        with_agent=rated is False and PLACES["agent"].button(context.t) not in buttons,
    )
    return screen if rated is None else screen.with_toast(views.thanks(context.t, useful=rated))


async def figures(context: Context, entry: Entry) -> Mapping[str, str] | None:
    """Return what the answer names, and ask for nothing else; None where it speaks of an offer and there is none."""
    t, named = context.t, entry.named
    found: dict[str, str] = {}
    if "hours" in named:
        found["hours"] = views.hours(staff_hours(context))
    if "hotline" in named:
        found["hotline"] = context.conversation_settings.crisis_hotline
    if "penalty" in named:
        found["penalty"] = views.penalty(t, await context.services.questions.penalty(context.customer.id))
    if named & _OF_THE_OFFER:
        offer = await context.services.questions.offer()
        if offer is None:
            return None
        found |= views.offer(t, offer)
    return found


def buttons_under(context: Context, topic: str) -> list[Button]:
    """Return the ways to the screens under an answer, each once."""
    names = places_under().get(topic, ("agent",))
    places = [PLACES.get(name) or PLACES[NEAREST[name]] for name in names]
    found = (place.button(context.t) for place in places)
    return list({button.label: button for button in found}.values())


async def _open(context: Context, buttons: Sequence[Button]) -> list[Button]:
    """Return those of the buttons that are not refused to this customer."""
    found = []
    for button in buttons:
        view = _REFUSABLE.get(type(button.action))
        try:
            if view is not None:
                await view(context)
        except Refused:
            continue
        found.append(button)
    return found


async def _move(context: Context) -> None:
    await context.services.moves.view(context.customer.id)


async def _phone(context: Context) -> None:
    with contextlib.suppress(IdentityMissing):  # the screen says what to do first
        await context.services.phones.view(context.customer.id)


async def _due_day(context: Context) -> None:
    await context.services.reschedulings.require_offered(context.customer.id)


# What shows a refusal to some, by what it looks up.
_REFUSABLE: Mapping[type[object], Callable[[Context], Awaitable[None]]] = {
    OpenMove: _move,
    OpenPhone: _phone,
    OpenDueDay: _due_day,
}


def is_known(context: Context, topic: str) -> bool:
    return topic in PLACE_OF or topic in faq(context.t.locale)


def button_of(context: Context, topic: str) -> Button:
    """Return the button that asks by a topic."""
    if topic in PLACE_OF:
        return PLACE_OF[topic].button(context.t)
    return Button(faq(context.t.locale)[topic].question, OpenTopic(short(topic)))


async def rate_answer(context: Context, action: RateAnswer) -> Reply:
    """Count it, and show the answer without the question whether it helped."""
    topic = topic_of(action.topic)
    if topic not in faq(context.t.locale) or action.useful not in (0, 1):
        raise Stale()
    useful = bool(action.useful)
    await context.services.questions.rate(topic, context.t.locale, useful=useful)
    return await show(context, topic, rated=useful)
