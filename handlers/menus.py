"""The commands menu of the client, in each language.

Telegram chooses by two-letter language codes, so 简体 and 繁體 cannot be told apart by them: zh is Simplified, and a
customer of zh_TW gets a menu of their own chat.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError
from telegram.ext import ExtBot

from handlers.ui.i18n import SOURCE_LOCALE, Texts, texts_for
from handlers.ui.sending import patiently

_BY_LANGUAGE_CODE = {None: SOURCE_LOCALE, "zh": SOURCE_LOCALE, "en": "en"}


Described = Callable[[Texts], list[tuple[str, str]]]


class Menus:
    """`described` gives name and description of every command in a language, for the menu and for /help."""

    def __init__(self, bot: ExtBot[Any], described: Described) -> None:
        self._bot = bot
        self.described = described

    async def publish(self) -> None:
        """Set the menus that everybody sees."""
        for code, locale in _BY_LANGUAGE_CODE.items():
            await self._bot.set_my_commands(
                self._commands(locale), scope=BotCommandScopeAllPrivateChats(), language_code=code
            )

    async def welcome(self, telegram_id: int, locale: str) -> None:
        """Show a newcomer the menu where their language is one that the menus for everybody cannot know."""
        if locale not in _BY_LANGUAGE_CODE.values():
            await self.show_to(telegram_id, locale)

    async def show_to(self, telegram_id: int, locale: str) -> None:
        """Show the menu of one chat in the language its customer chose; cosmetic, so a failure is no matter."""
        with contextlib.suppress(TelegramError):
            await patiently(
                lambda: self._bot.set_my_commands(
                    self._commands(locale), scope=BotCommandScopeChat(telegram_id)
                ),
                repeatable=True,
            )

    def _commands(self, locale: str) -> list[BotCommand]:
        return [BotCommand(name, text) for name, text in self.described(texts_for(locale))]
