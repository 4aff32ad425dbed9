"""The ONE table of methods. Names are looked up without regard to case, as at Telegram."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox.bot_api import chats, files, invoices, profile, queries
from bot.sandbox.bot_api import edits as editing
from bot.sandbox.bot_api import messages as sending
from bot.sandbox.bot_api import updates as receiving
from bot.sandbox.bot_api.call import Call

Method = Callable[[Call], Awaitable[Any]]

# getUpdates is not here: it alone needs the connection it waits on (routes.py).
METHODS: dict[str, Method] = {
    name.lower(): method
    for name, method in {
        "getMe": profile.get_me,
        "setMyCommands": profile.set_my_commands,
        "getMyCommands": profile.get_my_commands,
        "setMyDescription": profile.set_my_description,
        "setMyShortDescription": profile.set_my_short_description,
        "setChatMenuButton": profile.set_chat_menu_button,
        "setWebhook": receiving.set_webhook,
        "deleteWebhook": receiving.delete_webhook,
        "getWebhookInfo": receiving.get_webhook_info,
        "sendMessage": sending.send_message,
        "sendRichMessage": sending.send_rich_message,
        "sendPhoto": sending.send_photo,
        "sendDocument": sending.send_document,
        "sendChatAction": sending.send_chat_action,
        "sendInvoice": invoices.send_invoice,
        "editMessageText": editing.edit_message_text,
        "editMessageCaption": editing.edit_message_caption,
        "editMessageReplyMarkup": editing.edit_message_reply_markup,
        "deleteMessage": editing.delete_message,
        "answerCallbackQuery": queries.answer_callback_query,
        "answerPreCheckoutQuery": queries.answer_pre_checkout_query,
        "getChat": chats.get_chat,
        "getChatMember": chats.get_chat_member,
        "getFile": files.get_file,
    }.items()
}
