"""`python -m tests.benchmarks.baselines.bare_bot`: one constant text to every message, over our transport."""

from __future__ import annotations

import os

from telegram.ext import Application, MessageHandler, filters

from bot.sending.transport import Http11Request
from tests.benchmarks.baselines.minimal_bot import answer


def main() -> None:
    application = (
        Application.builder()
        .token(os.environ["BOT_TOKEN"])
        .base_url(f"{os.environ['BOT_API_BASE_URL']}/bot")
        .request(Http11Request())
        .get_updates_request(Http11Request(1))
        .build()
    )
    application.add_handler(MessageHandler(filters.ALL, answer))
    application.run_polling()


if __name__ == "__main__":
    main()
