"""Receipts, payments that wait, overpayments and refunds; frozen, amounts in fen."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain.errors import DomainError
from domain.loans.results import BillView, Split, added
from domain.purchases.results import PurchaseLine, PurchaseView
from domain.quotes.results import OutsideInstallments, PaidBill, QuoteKind, QuoteView
from domain.text import LocalText
from domain.value import Value

# The gateway of the sandbox, which exists in a demo only (`bot.stand_ins`).
PLAYED = "sandbox"


class OverpaymentView(Value):
    """Money of the customer's on a loan: what can go back, what is on its way, and what went back, in fen."""

    loan_id: str
    order_id: str
    title: LocalText
    item_count: int
    free_fen: int
    underway: tuple[int, ...]
    refunded_fen: int
    last_refund_fen: int  # what went back with the newest payout that reached the customer

    @property
    def left_fen(self) -> int:
        """What the customer still has to get, asked for or not."""
        return self.free_fen + sum(self.underway)


class Receipt(Value):
    """What was paid, and what of. `saved_fen`: of a settlement, against staying on plan; below 0 where it cost more."""

    payment_id: str
    kind: QuoteKind
    order_id: str
    title: LocalText
    item_count: int
    amount_fen: int
    bills: tuple[PaidBill, ...]
    outside: OutsideInstallments
    paid_at: datetime
    gateway_reference: str
    next_bill: (
        BillView | None
    )  # the oldest that is open now, which may be late, or one of `bills` paid in part
    loan_settled: bool
    gateway: str = ""
    saved_fen: int | None = None

    @property
    def is_play(self) -> bool:
        """Whether no money moved: the sandbox's gateway says that it did."""
        return self.gateway == PLAYED

    @property
    def split(self) -> Split:
        return added(part.split for part in self.bills)


class ActionKind(StrEnum):
    """What the customer has to do for a charge to happen."""

    INVOICE = "invoice"  # pay the invoice that the gateway sent into the chat
    QR = "qr"  # scan; `content` is what the code says
    PAGE = "page"  # pay on the lender's own page; `content` is its address


class PayAction(Value):
    kind: ActionKind
    content: str = ""


class PaymentAwaited(Value):
    """A payment without an outcome yet: what the customer has to do for it, and until when.

    Neither `action` nor `reported_at`: the gateway or the bank is at it. `reported_at`: the customer said that it is paid.
    """

    payment_id: str
    quote_id: str
    loan_id: str
    title: LocalText
    item_count: int
    lender_name: LocalText
    amount_fen: int
    gateway: str
    is_debit: bool
    action: PayAction | None
    expires_at: datetime | None
    reported_at: datetime | None


class CodeForAnother(Value):
    """The code of a payment, for somebody else to pay it: the amount and until when, nothing of whose it is or for what."""

    payment_id: str
    amount_fen: int
    gateway: str
    action: PayAction
    expires_at: datetime | None


class PurchaseAwaited(Value):
    """A payment for goods at once without an outcome yet; its pieces are held until `expires_at`."""

    payment_id: str
    purchase: PurchaseView
    amount_fen: int
    gateway: str
    action: PayAction | None
    expires_at: datetime | None


class PurchaseReceipt(Value):
    """Goods that were paid at once (一次付清): proof of the payment, and the order it made."""

    payment_id: str
    order_id: str
    order_number: str
    lines: tuple[PurchaseLine, ...]
    amount_fen: int
    paid_at: datetime
    gateway_reference: str
    gateway: str = ""

    @property
    def is_play(self) -> bool:
        """Whether no money moved: the sandbox's gateway says that it did."""
        return self.gateway == PLAYED

    @property
    def title(self) -> LocalText:
        return self.lines[0].name


class PurchaseMoney(Value):
    """Money of a purchase that made no order, or went back. `has_come`: it was taken; else nothing was."""

    purchase_id: str
    title: LocalText
    item_count: int
    amount_fen: int
    has_come: bool = False
    is_play: bool = False


class DebitAttempt(Value):
    """What became of an attempt to debit a card; `status` is a `PaymentStatus`."""

    payment_id: str
    status: str
    reason: str | None
    available_fen: int | None


class RefundView(Value):
    """Money on its way back, for the staff; `payment_reference` is the gateway's own of the payment it came with."""

    refund_id: str
    amount_fen: int
    status: str
    gateway: str
    payment_reference: str
    created_at: datetime
    reason: str | None


class ExternalPayment(Value):
    """A payment that a customer says to have made on the lender's own page, for the staff."""

    payment_id: str
    order_number: str
    amount_fen: int
    reported_at: datetime


class ReportOutcome(StrEnum):
    """What became of what a lender reports, of a payment or of an application."""

    APPLIED = "done"  # of a payment: it is posted
    CREDITED = "credited"  # of a payment: another amount, or nothing to pay with it any more
    ALREADY_APPLIED = "before"  # it was said before, in the same words
    UNKNOWN = "unknown"  # there is no such payment or application
    CONFLICT = "other"  # something else was said before, of it or under the reference
    INVALID = "wrong"  # it does not add up


class BatchView(Value):
    """Several quotes to be confirmed with one tap; `was_fen`: what they came to when shown before."""

    batch_id: str
    quotes: tuple[QuoteView, ...]
    was_fen: int | None = None

    @property
    def amount_fen(self) -> int:
        return sum(quote.amount_fen for quote in self.quotes)

    @property
    def split(self) -> Split:
        return added(quote.split for quote in self.quotes)


class BatchOutcome(Value):
    """What became of it: what is paid, how many are not, and why, or what the customer has to do for the next one."""

    receipts: tuple[Receipt, ...]
    left: int
    stopped: DomainError | None = None
    awaited: PaymentAwaited | None = None


class MoneyMoved(Value):
    """A payment that was not taken, money that came beside a bill, or money that went back.

    `was_reported`: the customer had said that they paid it; then `owed_fen` is what of the loan is late, or due next, and
    `daily_fen` what a day more of it costs once it is late. `is_play`: no money moved, whatever the sandbox's
    gateway says.
    """

    loan_id: str
    title: LocalText
    item_count: int
    amount_fen: int
    was_reported: bool = False
    is_play: bool = False
    owed_fen: int = 0
    daily_fen: int = 0
