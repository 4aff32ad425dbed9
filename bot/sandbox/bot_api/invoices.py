"""sendInvoice."""

from __future__ import annotations

from typing import Any

from bot.sandbox.bot_api.call import Call
from bot.sandbox.bot_api.messages import post
from bot.sandbox.content import Content
from bot.sandbox.errors import bad_request

MAX_TITLE, MAX_DESCRIPTION, MAX_PAYLOAD_BYTES = 32, 255, 128


async def send_invoice(call: Call) -> dict[str, Any]:
    chat, params = call.chat(), call.params
    title, description, payload = (params.text(name) for name in ("title", "description", "payload"))
    _check_length("INVOICE_TITLE_INVALID", len(title), MAX_TITLE)
    _check_length("INVOICE_DESCRIPTION_INVALID", len(description), MAX_DESCRIPTION)
    _check_length("INVOICE_PAYLOAD_INVALID", len(payload.encode()), MAX_PAYLOAD_BYTES)
    invoice = {
        "title": title,
        "description": description,
        "start_parameter": params.text("start_parameter"),
        "currency": _currency(call),
        "total_amount": _total(call),
    }
    view = {"html": "", "invoice_payload": payload, "text": f"{title}\n{description}"}
    return post(call, chat, Content({"invoice": invoice}, view))


def _check_length(error: str, length: int, limit: int) -> None:
    if not 1 <= length <= limit:
        raise bad_request(error)


def _currency(call: Call) -> str:
    currency = call.params.text("currency")
    if len(currency) != 3 or not currency.isalpha():
        raise bad_request("CURRENCY_INVALID")
    if currency != "XTR" and not call.params.text("provider_token"):
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    return currency


def _total(call: Call) -> int:
    """Return the sum of `prices` in the currency's smallest unit."""
    prices = call.params.structure("prices")
    if not isinstance(prices, list) or not prices:
        raise bad_request("there are no prices in the request")
    try:
        total = sum(int(price["amount"]) for price in prices)
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse labeled price") from None
    if total <= 0:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    return total
