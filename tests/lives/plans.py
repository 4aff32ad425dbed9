"""What a life can be of: lenders that differ in everything a contract can say, their plans, and goods at any price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from hypothesis import strategies as st

from domain.catalog.specs import CatalogSpec, ProductSpec
from domain.terms import (
    DEFAULT_RETURN_TERMS,
    AllocationTerms,
    Charge,
    ChargeKind,
    DayCount,
    DebitTerms,
    DeferralTerms,
    Discount,
    DueDayChangeTerms,
    DueDayRule,
    FeeTiming,
    InstitutionSpec,
    Method,
    PenaltyBase,
    PenaltyTerms,
    PlanSpec,
    PlanTerms,
    PrepayFeeKind,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
    RemainderIn,
    ReturnBucket,
    ReturnTerms,
    Rounding,
    SurplusRule,
    UnbilledFees,
)
from domain.value import replace
from tests.lives.amounts import BY_RATE
from tests.lives.model import EVERY_DAYS
from tests.support import builders

PIECES, SINGLE = 2, 1  # of the two lines of the order
NOON = time(12, 0)


@dataclass(frozen=True, slots=True)
class Contract:
    """What is bought, when, and on whose terms; prices in fen."""

    piece_fen: int
    single_fen: int
    terms: PlanTerms
    lender: InstitutionSpec
    start: date

    @property
    def amount_fen(self) -> int:
        return PIECES * self.piece_fen + SINGLE * self.single_fen

    @property
    def plan_id(self) -> str:
        return f"plan-{self.terms.periods}"

    def shop(self) -> CatalogSpec:
        plan = PlanSpec(self.plan_id, self.lender.id, self.terms, 1, 100_000_000)
        words = builders.text("样品")
        goods = (
            ProductSpec("piece", "phones", builders.text("耳机"), self.piece_fen, 10_000, words),
            ProductSpec("single", "phones", builders.text("手机"), self.single_fen, 10_000, words),
        )
        return builders.catalog(products=goods, institutions=(self.lender,), plans=(plan,))


def _percents(most: int) -> st.SearchStrategy[Decimal]:
    return st.sampled_from([Decimal(0), Decimal("0.6"), Decimal("7.2"), Decimal(12)]).filter(
        lambda pct: pct <= most
    ) | st.decimals(0, most, places=2)


MOST_DAYS = 10  # by which a bill can be put off
# A short plan is where the one bill is the first, the last and the running one; most are short.
_PERIODS = st.sampled_from((1, 2, 2, 3, 3, 4)) | st.sampled_from((6, 10, 11, 12)) | st.integers(1, 36)
_BY_RATE = st.builds(
    PlanTerms,
    method=st.sampled_from(BY_RATE),
    periods=_PERIODS,
    annual_rate_pct=_percents(24),
    day_count=st.sampled_from(DayCount),
    remainder_in=st.sampled_from(RemainderIn),
)
_FLAT_ROUNDINGS = st.sampled_from([one for one in Rounding if one is not Rounding.HALF_UP])
_BY_PERIOD = st.builds(
    PlanTerms,
    method=st.just(Method.FLAT_FEE),
    periods=_PERIODS,
    fee_per_period_pct=_percents(1),
    rounding=_FLAT_ROUNDINGS,
    remainder_in=st.sampled_from(RemainderIn),
)
_BY_TOTAL = st.builds(
    PlanTerms,
    method=st.sampled_from((Method.FLAT_FEE, Method.UPFRONT_FEE)),
    periods=_PERIODS,
    total_fee_pct=_percents(12),
    rounding=_FLAT_ROUNDINGS,
    remainder_in=st.sampled_from(RemainderIn),
)
_AT_DRAWDOWN = st.builds(
    PlanTerms,
    method=st.just(Method.UPFRONT_FEE),
    periods=_PERIODS,
    total_fee_pct=_percents(12),
    fee_timing=st.just(FeeTiming.DRAWDOWN),
    rounding=_FLAT_ROUNDINGS,
    remainder_in=st.sampled_from(RemainderIn),
)
# These can ask for more of a period whose bill is paid.
_ASKING_FOR_MORE = (
    PrepayPolicy.CURRENT_PERIOD_PLUS_ONE,
    PrepayPolicy.REMAINING_DUE,
    PrepayPolicy.ACTUAL_USE,
)
_PREPAY = st.builds(
    PrepayTerms,
    policy=st.sampled_from((*PrepayPolicy, *_ASKING_FOR_MORE)),
    fee_kind=st.sampled_from(PrepayFeeKind),
    fee_value=st.sampled_from((Decimal(1), Decimal(3), Decimal("0.5"))),
    partial=st.sampled_from(
        (None, (PrepayStrategy.SMALLER, PrepayStrategy.FEWER), (PrepayStrategy.SMALLER,), ())
    ),
    partial_min_fen=st.sampled_from((1, 10_000)),
)
_GRACE = {"grace_days": st.sampled_from((0, 0, 3)), "grace_fen": st.sampled_from((0, 0, 1_000))}
_PENALTY = st.builds(
    PenaltyTerms,
    daily_pct=st.none(),
    multiple=st.sampled_from((Decimal("1.5"), Decimal("1.3"))),
    base=st.sampled_from(PenaltyBase),
    **_GRACE,
) | st.builds(
    PenaltyTerms,
    daily_pct=st.sampled_from((Decimal("0.05"), Decimal("0.1"))),
    multiple=st.none(),
    base=st.sampled_from(PenaltyBase),
    **_GRACE,
)
_RETURNS = st.builds(
    ReturnTerms,
    order=st.just(DEFAULT_RETURN_TERMS.order) | st.permutations(list(ReturnBucket)).map(tuple),
    unbilled_fees=st.sampled_from(UnbilledFees),
    paid_fees_returned=st.booleans(),
    paid_returned_before_receipt=st.booleans(),
    billed_before_days=st.sampled_from((0, 10)),
)
_DUE_DAYS = (
    st.just(DueDayRule())
    | st.builds(DueDayRule, day=st.integers(1, 28), min_days=st.sampled_from((0, 10, 30)))
    | st.builds(DueDayRule, day=st.integers(1, 28), statement_day=st.integers(1, 28))
)
_LENDERS = st.builds(
    builders.lender,
    prepay=_PREPAY,
    penalty=_PENALTY,
    due_day=_DUE_DAYS,
    goods_return=_RETURNS,
    allocation=st.builds(
        AllocationTerms,
        principal_first_from_day=st.sampled_from((None, None, 1, 91)),
        surplus=st.sampled_from((SurplusRule.NEXT, SurplusRule.NEXT, SurplusRule.REFUSED)),
    ),
    debit=st.builds(DebitTerms, windows=st.just((NOON,)), partial=st.booleans()),
    credit_line_fen=st.just(100_000_000),
    due_day_change=st.just(DueDayChangeTerms(tuple(range(1, 29)), 0, EVERY_DAYS)),
    deferral=st.just(DeferralTerms(MOST_DAYS, 0)),
)
_CHARGED = (
    st.builds(Charge, st.just(kind), st.just(builders.text("收款方")), rate_per_period_pct=pct)
    | st.builds(Charge, st.just(kind), st.just(builders.text("收款方")), total_rate_pct=pct)
    for kind, pct in (
        (ChargeKind.GUARANTEE, st.sampled_from((Decimal("0.2"), Decimal("0.01"), Decimal("1.2")))),
        (ChargeKind.SERVICE, st.decimals("0.01", 1, places=2)),
    )
)
_CHARGES = st.tuples(*(st.none() | charged for charged in _CHARGED)).map(
    lambda found: tuple(charge for charge in found if charge is not None)
)


@st.composite
def _with_charges(draw: st.DrawFn, plain: st.SearchStrategy[Contract]) -> Contract:
    """Let some have charges, where a catalogue takes them."""
    contract, charges = draw(plain), draw(st.just(()) | _CHARGES)
    policy, terms = contract.lender.prepay.policy, contract.terms
    by_use = policy is PrepayPolicy.DAILY_INTEREST and terms.method not in BY_RATE
    if by_use or policy is PrepayPolicy.ACTUAL_USE:
        return contract
    return replace(contract, terms=replace(terms, charges=charges))


# What each part of a sum is used up by stands with the rules (tests/domain/rules/test_relief.py).
_DISCOUNTS = st.sampled_from(
    (None, None, Discount(Decimal(50)), Discount(Decimal("33.3")), Discount(per_period_fen=500))
)


@st.composite
def _with_relief(draw: st.DrawFn, plain: st.SearchStrategy[Contract]) -> Contract:
    """Let some have free periods or a discount, where a catalogue takes them."""
    contract = draw(plain)
    terms, policy = contract.terms, contract.lender.prepay.policy
    if terms.method is Method.UPFRONT_FEE:
        return contract
    terms = replace(terms, discount=draw(_DISCOUNTS))
    if policy is not PrepayPolicy.ACTUAL_USE and terms.periods > 1:
        free = draw(st.sampled_from((0, 0, 1, 2, 3)))
        terms = replace(terms, free_periods=min(free, terms.periods - 1))
    return replace(contract, terms=terms)


_plain = st.builds(
    Contract,
    piece_fen=st.sampled_from((100_000, 69_950)) | st.integers(1, 300_000),
    single_fen=st.sampled_from((199_900, 1)) | st.integers(1, 500_000),
    terms=_BY_RATE | _BY_PERIOD | _BY_TOTAL | _AT_DRAWDOWN,
    lender=_LENDERS,
    start=st.just(date(2026, 1, 5)) | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)


@st.composite
def _begun_later(draw: st.DrawFn, plain: st.SearchStrategy[Contract]) -> Contract:
    """Let some be paid later than usual (先用后付)."""
    contract = draw(plain)
    later = draw(st.sampled_from((0, 0, 0, 1, 3)))
    return replace(contract, terms=replace(contract.terms, deferred_months=later))


contracts = _begun_later(_with_relief(_with_charges(_plain)))
