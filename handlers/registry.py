"""Every handler of the assistant, in the order in which they are asked."""

from __future__ import annotations

from typing import Any

from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    PreCheckoutQueryHandler,
    filters,
)

from domain.errors import Stale
from handlers import guards
from handlers.autopay import conversation as binding
from handlers.bills.handlers import show_bills
from handlers.checkout.conversation import checkout_conversation
from handlers.checkout.typed import say_card_removed, say_removed
from handlers.commands import COMMANDS
from handlers.context import BotData, Context
from handlers.errors import on_error
from handlers.features import FEATURES
from handlers.home import free_text as words
from handlers.moves import conversation as moving
from handlers.notices import backup_channel
from handlers.phones import conversation as phoning
from handlers.questions import care
from handlers.questions import handlers as questions
from handlers.repayment import conversation as repaying
from handlers.repayment import invoices
from handlers.security import conversation as safe_words
from handlers.shipping import conversation as shipping
from handlers.support import conversation as writing
from handlers.ui import redaction as id_numbers
from handlers.ui.screen import Outcome, on_message

App = Application[Any, Context, dict[Any, Any], dict[Any, Any], BotData, Any]
NEW, EDITED = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE


def register(application: App) -> None:
    """Guards first; then the conversation, commands, buttons; last what nobody else took."""
    application.add_handler(guards.guard(), group=guards.GROUP)
    application.add_handler(id_numbers.guard(), group=id_numbers.GROUP)
    application.add_handler(care.guard(application.bot_data.classify), group=care.GROUP)
    application.add_handler(shipping.address_conversation(), group=shipping.GROUP)
    application.add_handler(phoning.phone_conversation(), group=phoning.GROUP)
    application.add_handler(moving.number_conversation(), group=moving.GROUP)
    application.add_handler(backup_channel.address_conversation(), group=backup_channel.GROUP)
    application.add_handler(safe_words.word_conversation(), group=safe_words.GROUP)
    application.add_handler(binding.card_conversation(), group=binding.GROUP)
    application.add_handler(repaying.amount_conversation(), group=repaying.GROUP)
    application.add_handler(writing.replies(), group=writing.REPLIES_GROUP)
    application.add_handler(writing.writing_conversation(), group=writing.GROUP)
    application.add_handler(PreCheckoutQueryHandler(invoices.asked_to_charge))
    application.add_handler(MessageHandler(NEW & filters.SUCCESSFUL_PAYMENT, on_message(invoices.charged)))
    application.add_handler(checkout_conversation(application.bot_data.classify))
    application.add_handler(MessageHandler(id_numbers.HOLDS_ID_NUMBER, on_message(say_removed)))
    application.add_handler(MessageHandler(NEW & id_numbers.HOLDS_CARD_NUMBER, on_message(say_card_removed)))
    for command in COMMANDS:
        application.add_handler(
            CommandHandler(command.name, on_message(command.handler, command.on_stale), filters=NEW)
        )
    for feature in FEATURES:
        application.add_handlers(feature.TAPS)
    application.add_handler(CallbackQueryHandler(on_message(_forged)))
    application.add_handler(MessageHandler(NEW & filters.COMMAND, on_message(questions.not_understood)))
    application.add_handler(MessageHandler(NEW & filters.TEXT, on_message(questions.any_words, show_bills)))
    application.add_handler(MessageHandler(NEW & ~filters.StatusUpdate.ALL, on_message(words.no_words)))
    application.add_handler(MessageHandler(EDITED & ~filters.SUCCESSFUL_PAYMENT, on_message(words.edited)))
    application.add_error_handler(on_error)


async def _forged(update: object, context: Context) -> Outcome:
    """Refuse data that no button of ours carries."""
    raise Stale()
