"""A checkout at its step, the cost disclosure and the facts of the agreement; frozen, amounts in fen."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from domain.customers.results import CustomerView
from domain.identity.results import IdentityView
from domain.orders.results import OrderLineView
from domain.plans.results import PlanOption, ScheduleRow, TrueCost
from domain.rules.rates import AnnualRates
from domain.rules.steps import PenaltyRate
from domain.terms import (
    Charge,
    ChargeKind,
    FeeTiming,
    Method,
    PenaltyTerms,
    PlanTerms,
    PrepayStrategy,
    PrepayTerms,
    SurplusRule,
)
from domain.text import LocalText
from domain.value import Value


class PendingDisclosure(Value):
    """Somebody reading a cost disclosure, and the message it stands in."""

    customer: CustomerView
    draft_id: str
    message_id: int


class CheckoutStep(StrEnum):
    """What the checkout waits for next."""

    PERIODS = "periods"
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    REVIEWING = "reviewing"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CONSENT = "consent"  # where it was withdrawn
    CARD_READ = "card_read"  # photos were read: is that right?
    LENDER = "lender"
    CARD = "card"  # the chosen lender asks for photos of the ID card
    FACE = "face"  # … and for the face
    DISCLOSURE = "disclosure"  # and the agreement in it
    CONFIRM = "confirm"
    HANDOFF = "handoff"  # in place of all that is between the lender and the customer


class CheckoutView(Value):
    draft_id: str
    version: int  # of the draft; what is confirmed on this screen is confirmed for this version only
    step: CheckoutStep
    lines: tuple[OrderLineView, ...]
    amount_fen: int
    periods: int | None
    identity: IdentityView
    choice: PlanOption | None
    asks_student: bool = False  # the chosen lender must not lend to students
    product_id: str | None = None  # bought from its card; None: from the cart


class Disclosure(Value):
    """The cost disclosure (综合融资成本明示表), made by the code that charges."""

    draft_id: str
    lender_name: LocalText
    lender_contact: str
    lender_url: str
    method: Method
    fee_timing: FeeTiming
    principal_fen: int
    periods: int
    schedule: tuple[ScheduleRow, ...]
    interest_fen: int
    fee_fen: int
    simple_pct: Decimal
    compound_pct: Decimal
    penalty: PenaltyTerms
    penalty_daily_pct: Decimal  # with six decimals
    prepay: PrepayTerms
    surplus: SurplusRule = SurplusRule.NEXT
    reading_over: bool = False
    penalty_rate: PenaltyRate | None = None  # how the daily rate came about; older ones were kept without it
    drawdown_fee_fen: int = (
        0  # what of the fee is paid on the day of the contract; older ones were kept without it
    )
    renewed: bool = (
        False  # it says something else than the one before, of the same plan, and nothing was ordered
    )
    terms: PlanTerms | None = None  # by what the cost is charged; older ones were kept without it
    charges_fen: int = 0  # guarantee and service fees in all; older ones were kept without, and had none
    cash_price_fen: int | None = None  # of the goods paid at once, where that is less
    against_cash: AnnualRates | None = None  # the same payments against it
    statement_day: int | None = None  # of the lender, where it gathers the purchases of a cycle
    version: int = 0  # of the draft, as on `CheckoutView`; not part of what is kept

    @property
    def total_fen(self) -> int:
        """All that is paid if every bill is paid on its day."""
        return self.principal_fen + self.interest_fen + self.fee_fen + self.charges_fen

    @property
    def cost(self) -> TrueCost:
        return TrueCost(
            self.principal_fen,
            self.total_fen - self.principal_fen,
            self.charges_fen,
            self.simple_pct,
            self.compound_pct,
            self.cash_price_fen,
            self.against_cash,
        )

    @property
    def charges(self) -> tuple[Charge, ...]:
        """Guarantee and service fees as agreed, in this order; one that comes to nothing in all is none. None of a
        disclosure that was kept before there were any.
        """
        agreed = [self.terms.charge(kind) for kind in ChargeKind] if self.terms else []
        return tuple(charge for charge in agreed if charge is not None and self.charge_fen(charge.kind))

    def charge_fen(self, kind: ChargeKind) -> int:
        """Return what the guarantee or the service fee comes to in all."""
        return sum(row.charge_fen(kind) for row in self.schedule)

    @property
    def first_payment(self) -> ScheduleRow:
        """The first period in which something is paid."""
        return next(row for row in self.schedule if row.payment_fen)

    @property
    def partial_strategies(self) -> tuple[PrepayStrategy, ...]:
        """How a part can be prepaid, always in one order; fewer periods only where the method has some to save."""
        possible = set(self.prepay.strategies)
        if not self.method.traits.can_shorten:
            possible.discard(PrepayStrategy.FEWER)
        return tuple(strategy for strategy in PrepayStrategy if strategy in possible)


class AgreementFacts(Value):
    """What the agreement's text is filled in with."""

    draft_id: str
    name_mask: str
    id_number_mask: str
    lines: tuple[OrderLineView, ...]
    disclosure: Disclosure
