"""Every handler of the assistant, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
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
from handlers.intake import conversation as joining
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
from handlers.tracked import conversation as tracking
from handlers.tracked import files, received
from handlers.ui import redaction as id_numbers
from handlers.ui.screen import Outcome, on_message

Question = ConversationHandler[Context]
App = Application[Any, Context, dict[Any, Any], dict[Any, Any], BotData, Any]
NEW, EDITED = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
PICTURE = NEW & (filters.PHOTO | filters.Document.ALL)


def register(application: App) -> None:
    """Guards first; then the conversation, commands, buttons; last what nobody else took."""
    application.add_handler(guards.guard(), group=guards.GROUP)
    application.add_handler(id_numbers.guard(), group=id_numbers.GROUP)
    application.add_handler(care.guard(application.bot_data.classify), group=care.GROUP)
    application.add_handler(received.code_guard(), group=received.GROUP)
    private: Mapping[int, Question] = {
        shipping.GROUP: shipping.address_conversation(),
        phoning.GROUP: phoning.phone_conversation(),
        moving.GROUP: moving.number_conversation(),
        safe_words.GROUP: safe_words.word_conversation(),
        binding.GROUP: binding.card_conversation(),
    }
    checkout = checkout_conversation(application.bot_data.classify)
    application.add_handler(guards.putting_off(_private(private.values(), checkout)), guards.PUT_OFF_GROUP)
    for group, conversation in private.items():
        application.add_handler(conversation, group=group)
    application.add_handler(joining.digits_conversation(), group=joining.GROUP)
    application.add_handler(backup_channel.address_conversation(), group=backup_channel.GROUP)
    application.add_handler(repaying.amount_conversation(), group=repaying.GROUP)
    application.add_handler(writing.replies(), group=writing.REPLIES_GROUP)
    application.add_handler(writing.writing_conversation(), group=writing.GROUP)
    application.add_handler(tracking.tracking_conversation(checkout.check_update), group=tracking.GROUP)
    application.add_handler(PreCheckoutQueryHandler(invoices.asked_to_charge))
    application.add_handler(MessageHandler(NEW & filters.SUCCESSFUL_PAYMENT, on_message(invoices.charged)))
    application.add_handler(MessageHandler(NEW & id_numbers.HOLDS_A_CODE, on_message(received.code_words)))
    application.add_handler(checkout)
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
    application.add_handler(MessageHandler(NEW & files.PICTURE, on_message(files.picture_sent)))
    application.add_handler(MessageHandler(NEW & files.FILE, on_message(files.file_sent)))
    application.add_handler(MessageHandler(NEW & ~filters.StatusUpdate.ALL, on_message(words.no_words)))
    application.add_handler(MessageHandler(EDITED & ~filters.SUCCESSFUL_PAYMENT, on_message(words.edited)))
    application.add_error_handler(on_error)


def _private(questions: Collection[Question], checkout: Question) -> guards.IsPrivate:
    """Return what says whether a message would not stay in the chat: an answer to one of these, a photo for the checkout."""

    def is_private(update: Update, context: Context) -> bool:
        if any(each.check_update(update) for each in questions):
            return True
        is_picture = PICTURE.check_update(update) and context.services.card_photos.available
        return bool(is_picture and checkout.check_update(update))

    return is_private


async def _forged(update: object, context: Context) -> Outcome:
    """Refuse data that no button of ours carries."""
    raise Stale()
