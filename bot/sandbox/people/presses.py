"""A person presses a button, or pays an invoice."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import Any

from bot.sandbox.backend import Backend
from bot.sandbox.bot_api.messages import as_sent
from bot.sandbox.bot_api.queries import CALLBACK, PRE_CHECKOUT, PRE_CHECKOUT_LIFETIME_S
from bot.sandbox.content import Content
from bot.sandbox.errors import PeopleError
from bot.sandbox.keyboards import buttons_of
from bot.sandbox.people.speech import say, speaker
from bot.sandbox.people.view import button_view
from bot.sandbox.store.messages import StoredMessage

ANSWER_TIMEOUT_S = 5.0
MAX_TIMES = 100


async def press_label(
    backend: Backend, person_id: int, message_id: int, label: str, times: int
) -> dict[str, Any]:
    """Press the button that shows `label` now. Raises PeopleError with the labels there are."""
    speaker(backend, person_id)
    stored = backend.store.messages.get(person_id, message_id)
    if stored is None or stored.deleted:
        raise PeopleError(404, f"there is no message {message_id} in this chat")
    button = next((each for each in buttons_of(stored.message) if each["text"] == label), None)
    if button is None:
        labels = [each["text"] for each in buttons_of(stored.message)]
        raise PeopleError(404, f"message {message_id} has no button {label!r}", labels=labels)
    if "callback_data" not in button:
        return {"update_ids": [], "answers": [], **_opened(button)}
    return await press_data(backend, person_id, message_id, button["callback_data"], times)


async def press_data(
    backend: Backend, person_id: int, message_id: int, data: str, times: int
) -> dict[str, Any]:
    """Send the tap `times` times, and wait until the bot answered each, 5 seconds at most."""
    person = speaker(backend, person_id)
    stored = backend.store.messages.get(person_id, message_id)
    query_ids, update_ids = [], []
    for _ in range(min(max(times, 1), MAX_TIMES)):
        query_id = str(secrets.randbits(62))
        query = {
            "id": query_id,
            "from": person.as_user(),
            "message": _pressed_message(person.as_chat(), message_id, stored),
            "chat_instance": str(person.id),
            "data": data,
        }
        backend.store.queries.ask(query_id, CALLBACK)
        update_ids.append(backend.queue.push("callback_query", query))
        query_ids.append(query_id)
    answers = await _answers(backend, CALLBACK, query_ids, ANSWER_TIMEOUT_S)
    return {"update_ids": update_ids, "answers": answers}


async def pay(backend: Backend, person_id: int, message_id: int) -> dict[str, Any]:
    """Pay the invoice: pre_checkout_query, then successful_payment. Raises PeopleError.

    Answers {"ok": true, "update_ids"} or {"ok": false, "error_message"}.
    """
    stored = _open_invoice(backend, person_id, message_id)
    person, invoice = speaker(backend, person_id), stored.message["invoice"]
    order = {
        "currency": invoice["currency"],
        "total_amount": invoice["total_amount"],
        "invoice_payload": stored.view["invoice_payload"],
    }
    query_id = str(secrets.randbits(62))
    backend.store.queries.ask(query_id, PRE_CHECKOUT)
    asked = backend.queue.push("pre_checkout_query", {"id": query_id, "from": person.as_user(), **order})
    answers = await _answers(backend, PRE_CHECKOUT, [query_id], PRE_CHECKOUT_LIFETIME_S)
    if not answers:
        return {"ok": False, "update_ids": [asked], "error_message": "the bot did not answer in 10 seconds"}
    if not answers[0]["ok"]:
        return {"ok": False, "update_ids": [asked], "error_message": answers[0]["error_message"]}
    paid = _pay_now(backend, stored, order)
    return {"ok": True, "update_ids": [asked, paid["update_id"]], "message_id": paid["message_id"]}


def _open_invoice(backend: Backend, person_id: int, message_id: int) -> StoredMessage:
    stored = backend.store.messages.get(person_id, message_id)
    if stored is None or stored.deleted or "invoice" not in stored.message:
        raise PeopleError(404, f"message {message_id} is no invoice")
    if "paid_charge" in stored.view:
        raise PeopleError(409, f"invoice {message_id} is paid")
    return stored


def _pay_now(backend: Backend, stored: StoredMessage, order: dict[str, Any]) -> dict[str, int]:
    _open_invoice(backend, stored.chat_id, stored.message_id)  # nobody paid it while the bot was asked
    charge = secrets.token_hex(12)
    backend.store.messages.replace(
        stored, stored.message, {**stored.view, "paid_charge": charge}, edited=False
    )
    payment = {**order, "telegram_payment_charge_id": charge, "provider_payment_charge_id": charge}
    return say(backend, stored.chat_id, Content({"successful_payment": payment}, {"html": ""}))


async def _answers(
    backend: Backend, kind: str, query_ids: Sequence[str], timeout_s: float
) -> list[dict[str, Any]]:
    """Return the answers given in time, in the order of the queries."""
    until_s = time.monotonic() + timeout_s
    while True:
        queries = [backend.store.queries.get(query_id, kind) for query_id in query_ids]
        answers = [query.answer for query in queries if query is not None and query.answer is not None]
        left_s = until_s - time.monotonic()
        if len(answers) == len(query_ids) or left_s <= 0 or backend.hub.closing:
            return answers
        await backend.hub.changed(left_s)


def _pressed_message(chat: dict[str, Any], message_id: int, stored: StoredMessage | None) -> dict[str, Any]:
    """Return what the bot is told was pressed: the message as it is now, or one it can no longer reach."""
    if stored is None or stored.deleted:
        return {"chat": chat, "message_id": message_id, "date": 0}
    return as_sent(stored.message)


def _opened(button: dict[str, Any]) -> dict[str, Any]:
    """Return a button that opens or copies something and tells the bot nothing."""
    return {name: value for name, value in button_view(button).items() if name not in ("label", "style")}
