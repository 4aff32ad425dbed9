"""Somebody who asks in plain words, as far as handlers look at it: services, language, settings."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from bot.wiring import Container
from domain.customers.results import CustomerView
from handlers.context import Context
from handlers.ui.i18n import texts_for
from handlers.ui.misses import Misses
from handlers.ui.reply import Button, Reply


class NoStaff:
    """Nobody is brought anything, and nothing is lost by it."""

    async def to_staff(self) -> None: ...

    async def has(self, case_id: str) -> bool:
        return False


def asking(container: Container, customer: CustomerView, locale: str = "zh_CN") -> Context:
    """Return the context of an update of this customer, without Telegram."""
    known = SimpleNamespace(
        services=container.services,
        conversation_settings=container.conversation_settings,
        customer=customer,
        t=texts_for(locale),
        today=container.services.today(),
        misses=Misses(),
        desk=NoStaff(),
        talks_of=lambda topic: None,
    )
    return cast(Context, known)


def buttons(screen: Reply) -> list[Button]:
    return [button for row in screen.keyboard for button in row]


def labels(screen: Reply) -> list[str]:
    return [button.label for button in buttons(screen)]


def words(screen: Reply) -> str:
    return "\n".join(part if isinstance(part, str) else part.plain() for part in screen.parts)
