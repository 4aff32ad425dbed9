"""Telegram Payments: an invoice in the chat, in CNY, paid through a provider that @BotFather has connected.

Telegram asks before it charges (pre_checkout) and says when it has (successful_payment); both are updates, handled in
`handlers/repayment/invoices.py`. There is nothing to be asked and nothing to be called off: what was sent stays payable
until the question before the charge is answered with no.

Source: core.telegram.org/bots/payments; the smallest and largest amount of a currency are those of
core.telegram.org/bots/payments/currencies.json (about 1 to 10,000 US dollars, renewed daily), so they are settings.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from telegram import Bot, LabeledPrice
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from domain.payments.ports import (
    CANCELLED,
    AmountRange,
    Charge,
    ChargeResult,
    ChargeStatus,
    GatewayRefundStatus,
    RefundRequest,
    RefundResult,
)
from domain.payments.results import ActionKind, PayAction

logger = logging.getLogger(__name__)
CURRENCY = "CNY"
# What an invoice says in its customer's language: (title, description, label of the price).
Wording = Callable[[Charge], tuple[str, str, str]]


class TelegramGateway:
    """Fulfils `domain.payments.ports.PaymentGateway`."""

    name = "telegram"
    customer_acts = True

    def __init__(self, provider_token: str, amounts: AmountRange, wording: Wording) -> None:
        self._bot: Bot | None = None
        self._provider_token = provider_token
        self.amounts = amounts
        self._wording = wording

    def attach(self, bot: Bot) -> None:
        """Take the bot that sends the invoices; it is made after the services that ask for them."""
        self._bot = bot

    async def start(self, charge: Charge) -> ChargeResult:
        assert self._bot is not None, "attach() comes first"
        title, description, label = self._wording(charge)
        arguments: dict[str, Any] = {
            "payload": charge.payment_id,
            "provider_token": self._provider_token,
            "currency": CURRENCY,
            "prices": [LabeledPrice(label, charge.amount_fen)],
            # With one, forwarded copies lead to the assistant instead of being payable by anybody.
            "start_parameter": "bills",
            "protect_content": True,
        }
        try:
            await self._bot.send_invoice(charge.chat_id, title, description, **arguments)
        except (BadRequest, Forbidden) as error:
            logger.warning("an invoice was refused: %s", error.message)
            return ChargeResult(ChargeStatus.DECLINED, reason="invoice_refused")
        except (RetryAfter, NetworkError) as error:
            logger.warning("an invoice may not have been sent: %s", type(error).__name__)
            return ChargeResult(ChargeStatus.UNKNOWN)
        except TelegramError as error:
            logger.error("an invoice could not be sent: %s", error.message)
            return ChargeResult(ChargeStatus.DECLINED, reason="invoice_refused")
        return ChargeResult(ChargeStatus.WAITING, action=PayAction(ActionKind.INVOICE))

    async def query(self, payment_id: str) -> ChargeResult:
        """Telegram cannot be asked; its word is an update, and those are not lost."""
        return ChargeResult(ChargeStatus.WAITING)

    async def cancel(self, payment_id: str) -> ChargeResult:
        """Call the payment off: from now on the question before the charge is answered with no, because the payment
        is void.
        """
        return ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED)

    async def refund(self, request: RefundRequest) -> RefundResult:
        """Leave the refund to be done by hand: the Bot API pays nothing back but Stars; it is done at the provider's
        desk.
        """
        return RefundResult(GatewayRefundStatus.BY_HAND)
