"""Plans to try the rules on: the worked examples' own, and any that hypothesis can think of."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from domain.rules.schedule import Schedule, build_schedule
from domain.terms import DayCount, Discount, FeeTiming, Method, PlanTerms, RemainderIn, Rounding
from domain.value import replace

# How long one example takes says nothing on a machine that does other work beside it.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

START = date(2026, 1, 5)
EXAMPLE_FEN = 399_900
FLAT_ROUNDINGS = (
    Rounding.FLOOR,
    Rounding.EACH_HALF_UP,
    Rounding.FEE_HALF_EVEN_FLOOR,
    Rounding.TOTAL_HALF_UP,
)


def by_rate(method: Method, rate: str = "12", periods: int = 12) -> PlanTerms:
    return PlanTerms(method, periods, annual_rate_pct=Decimal(rate))


def flat(
    per_period: str = "0.6", periods: int = 12, remainder_in: RemainderIn = RemainderIn.LAST
) -> PlanTerms:
    return PlanTerms(
        Method.FLAT_FEE,
        periods,
        fee_per_period_pct=Decimal(per_period),
        rounding=Rounding.FLOOR,
        remainder_in=remainder_in,
    )


def flat_total(
    total: str,
    periods: int,
    rounding: Rounding = Rounding.FLOOR,
    remainder_in: RemainderIn = RemainderIn.LAST,
) -> PlanTerms:
    return PlanTerms(
        Method.FLAT_FEE,
        periods,
        total_fee_pct=Decimal(total),
        rounding=rounding,
        remainder_in=remainder_in,
    )


def upfront(total: str = "7.2", periods: int = 12, timing: FeeTiming = FeeTiming.FIRST_BILL) -> PlanTerms:
    return PlanTerms(
        Method.UPFRONT_FEE,
        periods,
        total_fee_pct=Decimal(total),
        fee_timing=timing,
        rounding=Rounding.FLOOR,
    )


def example(terms: PlanTerms, amount_fen: int = EXAMPLE_FEN) -> Schedule:
    """The example of docs/rules/: ¥3,999.00 drawn on 2026-01-05."""
    return build_schedule(amount_fen, terms, START)


class Drawn(NamedTuple):
    """The arguments of `build_schedule`."""

    principal_fen: int
    terms: PlanTerms
    start: date
    first_due: date | None

    def schedule(self) -> Schedule:
        return build_schedule(*self)


def percents(most: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(0, most, places=2)


def rate_terms(
    methods: tuple[Method, ...] = (Method.EQUAL_INSTALLMENT, Method.EQUAL_PRINCIPAL, Method.INTEREST_ONLY),
    day_counts: tuple[DayCount, ...] = tuple(DayCount),
) -> st.SearchStrategy[PlanTerms]:
    return st.builds(
        PlanTerms,
        method=st.sampled_from(methods),
        periods=st.integers(1, 60),
        annual_rate_pct=percents(36),
        day_count=st.sampled_from(day_counts),
        remainder_in=st.sampled_from(RemainderIn),
    )


def fee_terms(most_pct: int = 40) -> st.SearchStrategy[PlanTerms]:
    return st.builds(
        PlanTerms,
        method=st.sampled_from((Method.FLAT_FEE, Method.UPFRONT_FEE)),
        periods=st.integers(1, 60),
        total_fee_pct=percents(most_pct),
        fee_timing=st.sampled_from(FeeTiming),
        rounding=st.sampled_from(FLAT_ROUNDINGS),
        remainder_in=st.sampled_from(RemainderIn),
    )


@st.composite
def relieved_terms(draw: st.DrawFn) -> PlanTerms:
    """Terms whose first periods are free, some with a discount on the others."""
    terms = draw(rate_terms() | fee_terms().filter(lambda found: not found.method.traits.fee_once))
    periods = max(terms.periods, 2)
    free = draw(st.integers(0, periods - 1))
    return replace(terms, periods=periods, free_periods=free, discount=draw(discounts()))


def discounts() -> st.SearchStrategy[Discount | None]:
    sums = st.integers(1, 100_000)
    return (
        st.none()
        | st.builds(Discount, rate_pct=st.decimals("0.01", 100, places=2))
        | st.builds(Discount, sum_fen=sums)
        | st.builds(Discount, per_period_fen=sums)
    )


starts = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@st.composite
def drawn(
    draw: st.DrawFn,
    terms: st.SearchStrategy[PlanTerms],
    *,
    least_fen: int = 1,
    first_period: st.SearchStrategy[int] | None = None,
) -> Drawn:
    """`first_period`: its days; regular months without it."""
    start = draw(starts)
    principal_fen = draw(st.integers(least_fen, least_fen + 100) | st.integers(least_fen, 10_000_000))
    first_due = start + timedelta(days=draw(first_period)) if first_period is not None else None
    return Drawn(principal_fen, draw(terms), start, first_due)


def any_drawn(*, least_fen: int = 1) -> st.SearchStrategy[Drawn]:
    """Every method, regular or with an odd first period."""
    terms = rate_terms() | fee_terms()
    regular = drawn(terms, least_fen=least_fen)
    return regular | drawn(terms, least_fen=least_fen, first_period=st.integers(1, 100))
