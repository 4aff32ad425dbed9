"""The commands menu of the client and what the assistant says of itself before it is started, in each language.

Telegram chooses by two-letter language codes, so 简体 and 繁體 cannot be told apart by them: zh is Simplified, and a
customer of zh_TW gets a menu of their own chat. What stands before START has no such scope: there it is named in which
scripts the assistant speaks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError
from telegram.ext import ExtBot

from handlers.ui.components import LANGUAGE_NAMES
from handlers.ui.i18n import SOURCE_LOCALE, Texts, texts_for
from handlers.ui.sending import patiently

_BY_LANGUAGE_CODE = {None: SOURCE_LOCALE, "zh": SOURCE_LOCALE, "en": "en"}


Described = Callable[[Texts], list[tuple[str, str]]]


class Menus:
    """`described` gives name and description of every command in a language, for the menu and for /help. `demo`: what the
    assistant says of itself says so.
    """

    def __init__(self, bot: ExtBot[Any], described: Described, *, demo: bool) -> None:
        self._bot = bot
        self._demo = demo
        self.described = described

    async def publish(self) -> None:
        """Set the menus that everybody sees."""
        for code, locale in _BY_LANGUAGE_CODE.items():
            await self._bot.set_my_commands(
                self._commands(locale), scope=BotCommandScopeAllPrivateChats(), language_code=code
            )

    async def introduce(self) -> None:
        """Set what is read before START, and in the profile."""
        for code, locale in _BY_LANGUAGE_CODE.items():
            t = texts_for(locale)
            await self._bot.set_my_description(introduction(t, demo=self._demo), language_code=code)
            await self._bot.set_my_short_description(short_introduction(t), language_code=code)

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


def introduction(t: Texts, *, demo: bool) -> str:
    """Return what an empty chat shows over START; Telegram takes 512 characters without markup."""
    lines = (
        t("您好，我是分期管家。买东西可以分期，账单、还款日和每一笔费用都能在这里查清楚。"),
        t("所有费用下单前都会列清楚，没有看不见的收费。"),
        t("到期前我会提醒，提前还款和结清也在这里办。"),
        t("演示环境：机构和额度都是模拟的，不会真的借款或扣款。") if demo else None,
        " · ".join(LANGUAGE_NAMES.values()),
    )
    return "\n".join(line for line in lines if line)


def short_introduction(t: Texts) -> str:
    """Return what stands in the profile and beside a shared link; Telegram takes 120 characters."""
    return t("分期买东西、看账单、按时还款，费用下单前都列清楚。")
