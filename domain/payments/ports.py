"""Gateways: charging, looking up, calling off, refunding, and what they say by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.payments.results import PayAction
from domain.value import Value


class ChargeStatus(StrEnum):
    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    WAITING = "waiting"  # the gateway has it; the customer still has to pay, or the bank to answer
    NOT_FOUND = "not_found"  # the gateway never saw this id
    UNKNOWN = "unknown"  # no clear answer: ask again later, never charge under another id


class AmountRange(Value):
    """What a gateway takes at a time, in fen, both ends included; `most_fen` None: no upper end."""

    least_fen: int = 1
    most_fen: int | None = None

    def __contains__(self, amount_fen: int) -> bool:
        return self.least_fen <= amount_fen and (self.most_fen is None or amount_fen <= self.most_fen)


class Charge(Value):
    """`payment_id` is ours and the idempotency key: the same id and amount is charged once, however often started.

    `subject` names the order in the gateway's records. `chat_id` and `locale` are the customer's, for gateways that write
    to them; `page` is the lender's own page, `contract_no` that of a contract signed there. `card_token`: take it from this
    bound card, nobody is asked. `expires_at`: from then on it must not be payable any more. `at_once`: it
    buys goods, and repays nothing.
    """

    payment_id: str
    amount_fen: int
    subject: str
    chat_id: int = 0
    locale: str = "zh_CN"
    page: str | None = None
    contract_no: str = ""
    card_token: str | None = None
    expires_at: datetime | None = None
    at_once: bool = False


class ChargeResult(Value):
    """`reference` is the gateway's own, of a charge that succeeded; `paid_fen` what it says was paid, where it says so.

    `available_fen`: of a debit declined for want of money, what there would have been.
    """

    status: ChargeStatus
    reference: str | None = None
    reason: str | None = None
    action: PayAction | None = None
    paid_fen: int | None = None
    available_fen: int | None = None


class GatewayRefundStatus(StrEnum):
    DONE = "done"
    DECLINED = "declined"
    BY_HAND = "by_hand"  # the gateway pays nothing back by itself: the staff does it
    UNKNOWN = "unknown"  # no clear answer: ask again under the same id


class RefundRequest(Value):
    """Money on its way back to the customer. `refund_id` is ours and the idempotency key; `reference` is the gateway's of
    the charge, whose id is `payment_id` and of which at most `paid_fen` can go back in all."""

    refund_id: str
    payment_id: str
    reference: str
    amount_fen: int
    paid_fen: int


class RefundResult(Value):
    status: GatewayRefundStatus
    reference: str | None = None
    reason: str | None = None


class PaymentGateway(Protocol):
    """A way money comes in. No answer, or one nobody understands, is UNKNOWN and never an exception."""

    @property
    def name(self) -> str: ...

    @property
    def amounts(self) -> AmountRange: ...

    @property
    def customer_acts(self) -> bool:
        """Whether starting only opens the charge, and the customer pays it elsewhere."""
        ...

    async def start(self, charge: Charge) -> ChargeResult:
        """Charge, or open the charge. Again with the same id: the same charge. Raises where its amount is another one."""
        ...

    async def query(self, payment_id: str) -> ChargeResult:
        """Ask what became of the payment."""
        ...

    async def cancel(self, payment_id: str) -> ChargeResult:
        """Make sure that it is never paid: DECLINED with the reason `cancelled`, also where it was never seen; SUCCEEDED
        where it is paid already."""
        ...

    async def refund(self, request: RefundRequest) -> RefundResult:
        """Refund, once per `refund_id`, however often asked."""
        ...


CANCELLED = "cancelled"  # the reason of a charge that was called off


class GatewayWebhook(Value):
    """What a gateway says by itself. It is known to be the gateway's, and may be late, doubled or out of order."""

    payment_id: str
    result: ChargeResult


class WebhookSource(Protocol):
    """A gateway that says by itself when a charge is done, over HTTP."""

    @property
    def acknowledgement(self) -> str:
        """The body that tells the gateway to stop repeating itself."""
        ...

    async def read(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook | None:
        """Read what it says; None where it is of no interest. Header names are in lower case. Raises
        `InvalidSignature`.
        """
        ...
