"""The first words with Telegram: nothing can be answered before it has said who we are, so that is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.settings import Settings, SettingsError
from bot.supervision.supervisor import first_of
from handlers.registry import App
from handlers.ui.sending import seconds_asked_for

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0


async def reach_telegram(
    application: App, settings: Settings, stopped: asyncio.Event, say: Callable[[str], None]
) -> bool:
    """Initialize the application, however long Telegram takes to answer; return False where asked to stop before that.
    Raises `SettingsError` for a wrong token, which alone is final."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            return await first_of(application.initialize(), stopped)
        except InvalidToken:
            raise SettingsError("BOT_TOKEN is wrong: Telegram does not know this token.") from None
        except RetryAfter as error:
            wait_s = seconds_asked_for(error)
            say(f"Telegram asks to come again in {wait_s:.0f} s.")
        except SQLAlchemyError:  # the conversations are read here, too
            raise
        except (TelegramError, ValueError, TypeError, KeyError, AttributeError) as error:
            wait_s, pause_s = pause_s, min(pause_s * 2, LONGEST_PAUSE_S)
            say(
                f"Telegram cannot be reached at {settings.bot_api_base_url} ({type(error).__name__});"
                f" trying again in {wait_s:.0f} s."
            )
        if await first_of(stopped.wait(), asyncio.Event(), wait_s):
            return False
