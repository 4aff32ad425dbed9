"""Answers to what people asked by pressing: callback queries and pre-checkout queries."""

from __future__ import annotations

import time

from bot.sandbox.bot_api.call import Call
from bot.sandbox.errors import bad_request

CALLBACK, PRE_CHECKOUT = "callback", "pre_checkout"
CALLBACK_LIFETIME_S = 15.0
PRE_CHECKOUT_LIFETIME_S = 10.0
MAX_ANSWER = 200
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def answer_callback_query(call: Call) -> bool:
    """Once for each query, within 15 seconds."""
    text = call.params.text("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query_id = _open_query(call, "callback_query_id", CALLBACK, CALLBACK_LIFETIME_S)
    answer = {"text": text, "show_alert": call.params.flag("show_alert")}
    url = call.params.text("url")
    call.backend.store.queries.answer(query_id, answer | ({"url": url} if url else {}))
    return True


async def answer_pre_checkout_query(call: Call) -> bool:
    """Once for each query, within 10 seconds; a refusal needs a reason to show."""
    ok, error_message = call.params.flag("ok"), call.params.text("error_message")
    if not ok and not error_message:
        raise bad_request("error message must be specified")
    query_id = _open_query(call, "pre_checkout_query_id", PRE_CHECKOUT, PRE_CHECKOUT_LIFETIME_S)
    call.backend.store.queries.answer(query_id, {"ok": ok, "error_message": error_message})
    return True


def _open_query(call: Call, name: str, kind: str, lifetime_s: float) -> str:
    query = call.backend.store.queries.get(call.params.text(name), kind)
    if query is None or query.answer is not None or not 0 <= time.monotonic() - query.asked_s <= lifetime_s:
        raise bad_request(_TOO_OLD)
    return query.id
