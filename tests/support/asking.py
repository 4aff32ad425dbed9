"""Somebody asks in plain words, and what is answered: the handlers with real services, without Telegram."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from bot.wiring import Container
from domain.customers.results import CustomerView
from domain.errors import DomainError
from domain.understanding.slots import read_slots
from domain.value import replace
from handlers.context import BotData, Context
from handlers.intents import classify
from handlers.questions.handlers import any_words
from handlers.questions.own_answers import ANSWERS
from handlers.support.staff_desk import CaseDesk
from handlers.ui.callback_data import Action
from handlers.ui.misses import Misses
from handlers.ui.refusals import refusal
from handlers.ui.reply import Button, Reply
from handlers.ui.screen import Outcome, Step


class NoStaff:
    """Nobody is brought anything, and nothing is lost by it."""

    async def to_staff(self) -> None: ...

    async def has(self, case_id: str) -> bool:
        return False


class Asker:
    """A customer with a chat of their own."""

    def __init__(self, container: Container, customer: CustomerView, locale: str = "zh_CN") -> None:
        self._container = container
        self.data = BotData()
        self.data.services = container.services
        self.data.conversation_settings = container.conversation_settings
        self.data.classify = classify
        self.data.desk = cast(CaseDesk, NoStaff())
        self.data.questions, self.data.talks, self.data.misses = {}, {}, Misses()
        self.data.offered_languages = {}
        self._customer = replace(customer, locale=locale)
        self._messages = 0
        self.context = self._of_an_update()

    def _of_an_update(self) -> Context:
        context = Context(cast(Any, SimpleNamespace(bot_data=self.data)), 1, 1)
        context.set_customer(self._customer)
        return context

    def speaking(self, locale: str) -> Asker:
        """The same customer, who has chosen another language, in a chat of their own."""
        return Asker(self._container, self._customer, locale)

    async def ask(self, topic: str, text: str = "") -> Reply:
        """Return what is answered to words that are about this topic."""
        self.context.talks_of(topic)
        return await self._shown(ANSWERS[topic](self.context, read_slots(text)))

    async def says(self, text: str) -> Reply:
        """Return what is answered to the words, whatever they are about."""
        self.context = self._of_an_update()
        self._messages += 1
        update = cast(Any, SimpleNamespace(message=SimpleNamespace(text=text, message_id=self._messages)))
        shown = await self._shown(any_words(update, self.context))
        if shown.led_here is not None:
            self.context.saw(shown.led_here)
        return shown

    def opens(self, place: Action) -> None:
        """A screen is opened by its button."""
        self.context = self._of_an_update()
        self.context.saw(place.pack())

    async def _shown(self, answering: Any) -> Reply:
        try:
            outcome: Outcome = await answering
        except DomainError as error:
            outcome = refusal(self.context.t, error)
        assert outcome is not None
        return outcome.reply if isinstance(outcome, Step) else outcome


def asking(container: Container, customer: CustomerView, locale: str = "zh_CN") -> Context:
    """Return the context of an update of this customer."""
    return Asker(container, customer, locale).context


def buttons(screen: Reply) -> list[Button]:
    return [button for row in screen.keyboard for button in row]


def labels(screen: Reply) -> list[str]:
    return [button.label for button in buttons(screen)]


def words(screen: Reply) -> str:
    return "\n".join(part if isinstance(part, str) else part.plain() for part in screen.parts)
