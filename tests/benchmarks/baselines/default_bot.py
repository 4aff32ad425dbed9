"""`python -m tests.benchmarks.baselines.default_bot`: the assistant on PTB's own processor, transport and polling.

The same services, handlers and conversation states; without the durable inbox, which PTB does not have.
"""

from __future__ import annotations

from telegram.ext import ApplicationBuilder, ContextTypes

from bot.adapters.clock import SystemClock
from bot.app import configure
from bot.receiving.persistence import DatabasePersistence
from bot.settings import load_settings, require_token
from bot.wiring import build_container
from handlers.context import BotData, Context
from handlers.registry import App


def main() -> None:
    settings = load_settings()
    container = build_container(settings, SystemClock())
    application: App = (
        ApplicationBuilder()
        .token(require_token(settings))
        .base_url(f"{settings.bot_api_base_url}/bot")
        .context_types(ContextTypes(context=Context, bot_data=BotData))
        .persistence(DatabasePersistence(container.engine, container.second_tries))
        .job_queue(None)
        .build()
    )
    configure(application, container)
    application.run_polling()


if __name__ == "__main__":
    main()
