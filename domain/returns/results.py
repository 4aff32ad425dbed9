"""What the service for returning goods (退货) answers: frozen, free of rows. Amounts are integer fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from domain.returns.steps import ReturnSteps, return_steps
from domain.rules.allocation import Share
from domain.rules.returnable import (
    COSTS,
    COVERING,
    CUTS,
    PRINCIPAL,
    ReturnableLoan,
    ReturnLine,
    ReturnLineCode,
    ReturnResult,
    parts_of,
)
from domain.terms import OwedPart
from domain.text import LocalText
from domain.value import Value

Picks = Mapping[int, int]  # pieces by the number of the order's line


class ReturnStatus(StrEnum):
    """REQUESTED by the customer; the shop books it when the goods are back, or declines."""

    REQUESTED = "requested"
    BOOKED = "booked"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ReturnedLine(Value):
    """Pieces of one line that go back."""

    line_no: int
    name: LocalText
    unit_price_fen: int
    quantity: int

    @property
    def amount_fen(self) -> int:
        return self.unit_price_fen * self.quantity


class ReturnView(Value):
    """`effect` is what a booked return did, line by line; `to_customer_fen` what the customer is owed since.

    `ended`: nothing of the loan is left to pay.
    """

    return_id: str
    order_id: str
    order_number: str
    status: ReturnStatus
    received: bool
    lines: tuple[ReturnedLine, ...]
    amount_fen: int
    effect: tuple[ReturnLine, ...]
    to_customer_fen: int
    decline_reason: str | None
    requested_at: datetime
    closed_at: datetime | None
    ended: bool
    paid_at_once: bool = False  # of an order without a loan

    def effect_fen(self, *codes: ReturnLineCode) -> int:
        return sum(line.amount_fen for line in self.effect if line.code in codes)

    @property
    def principal_fen(self) -> int:
        """What of the principal its price paid."""
        return self.effect_fen(*PRINCIPAL)

    @property
    def costs_paid_fen(self) -> int:
        """Interest, fees and penalty that its price paid."""
        return self.effect_fen(*COVERING) - self.principal_fen - self.effect_fen(ReturnLineCode.SURPLUS)

    @property
    def costs_paid(self) -> frozenset[OwedPart]:
        """What of them there is among `costs_paid_fen`."""
        return _costs(line.code for line in self.effect if line.code in COVERING)

    @property
    def costs_cut_fen(self) -> int:
        """Interest, fees and penalty that fell away."""
        return self.effect_fen(*CUTS)

    @property
    def costs_cut(self) -> frozenset[OwedPart]:
        """What of them there is among `costs_cut_fen`."""
        return _costs(line.code for line in self.effect if line.code in CUTS)


def _costs(codes: Iterable[ReturnLineCode]) -> frozenset[OwedPart]:
    return parts_of(tuple(codes)) & frozenset(COSTS)


class ReturnableLine(Value):
    """`left`: pieces that no booked return took back."""

    line_no: int
    name: LocalText
    unit_price_fen: int
    left: int


class Returnable(Value):
    """What of an order can go back. `version` grows with everything that changes what a return does: the receipt, a
    payment, another request; so a button knows whether it still says what its screen said. `is_paying`: a payment of the
    loan has no outcome, and nobody can say what a return does until it has."""

    order_id: str
    order_number: str
    version: int
    received: bool
    lines: tuple[ReturnableLine, ...]
    request: ReturnView | None
    paid_at_once: bool = False
    is_paying: bool = False

    @property
    def everything(self) -> Picks:
        return {line.line_no: line.left for line in self.lines if line.left}

    def worth_fen(self, picks: Picks) -> int:
        return sum(line.unit_price_fen * picks.get(line.line_no, 0) for line in self.lines)


class RefundPreview(Value):
    """What returning `lines` of an order that was paid at once would do: their price goes back the way it came."""

    order_id: str
    version: int
    received: bool
    lines: tuple[ReturnedLine, ...]
    gateway: str

    @property
    def amount_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)


class PaymentToCome(Value):
    """What one instalment would take today, before and after the return; 0 where nothing is left of it."""

    no: int
    due_date: date
    before_fen: int
    after_fen: int


class ReturnPreview(Value):
    """What returning `lines` would do today; `before` is the loan, `result` the answer of the very rule that books."""

    order_id: str
    version: int
    on: date
    received: bool
    lines: tuple[ReturnedLine, ...]
    before: ReturnableLoan
    result: ReturnResult

    @property
    def amount_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)

    @property
    def payments(self) -> tuple[PaymentToCome, ...]:
        """Of every instalment that is open."""
        return tuple(
            PaymentToCome(old.no, old.due_date, old.total_open_fen, new.total_open_fen)
            for old, new in zip(self.before.every_row, self.result.after.every_row, strict=True)
            if old.total_open_fen
        )

    @property
    def before_fen(self) -> int:
        return self.before.total_open_fen

    @property
    def after_fen(self) -> int:
        return self.result.after.total_open_fen

    @property
    def costs_cut_fen(self) -> int:
        return sum(change.cut.total_fen for change in self.result.changes)

    @property
    def costs_cut(self) -> frozenset[OwedPart]:
        """What there is among `costs_cut_fen`."""
        return _parts(change.cut for change in self.result.changes)

    @property
    def costs_paid_fen(self) -> int:
        """Interest, fees and penalty that the goods' price pays."""
        return sum(change.covered.total_fen - change.covered.principal_fen for change in self.result.changes)

    @property
    def costs_paid(self) -> frozenset[OwedPart]:
        """What there is among `costs_paid_fen`."""
        return _parts(change.covered for change in self.result.changes)

    @property
    def costs_returned(self) -> frozenset[OwedPart]:
        """What of the instalments' costs, and of the interest paid beside them, goes back."""
        outside = {OwedPart.INTEREST} if self.result.outside_returned.prepay_interest_fen else set()
        return _parts(change.returned for change in self.result.changes) | outside

    @property
    def steps(self) -> ReturnSteps:
        return return_steps(self.before, self.result, self.on)


def _parts(shares: Iterable[Share]) -> frozenset[OwedPart]:
    """Return the costs of which there is anything."""
    return frozenset(part for share in shares for part in COSTS if getattr(share, f"{part}_fen"))
