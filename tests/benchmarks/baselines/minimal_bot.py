"""`python -m tests.benchmarks.baselines.minimal_bot URL`: a bot that answers every message with one constant text."""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text("您好")


def main(api_base_url: str) -> None:
    application = Application.builder().token("1:benchmark").base_url(f"{api_base_url}/bot").build()
    application.add_handler(MessageHandler(filters.ALL, answer))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1])
