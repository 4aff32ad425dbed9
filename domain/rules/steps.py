"""The single steps of a computation, each with what goes in and what comes out: numbers to be explained, no words.

Every result comes from the function that charges it. Amounts are fen, rates Decimal of per cent, as agreed and
unrounded, so that whoever evaluates the step's formula gets its result to the fen. See docs/rules/workings.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from domain.money import RoundingMode
from domain.rules.amounts import annual_ratio, charge_fen, equal_payment_fen, interest_of, usual_parts
from domain.rules.day_count import MONTH_DAYS, year_days
from domain.rules.penalty import YEAR_DAYS, Accrual, accrued, is_capped, shown_pct
from domain.rules.rates import AnnualRates, cost_per_thousand_fen, monthly_rate
from domain.rules.relief import Relief
from domain.rules.schedule import Schedule
from domain.terms import Charge, DayCount, OwedPart, PenaltyTerms, PlanTerms, Rounding
from domain.value import Value

_DECIMALS = range(4, 13)
_WIDE = Context(prec=100)
_CENT = Decimal("0.01")


class EqualPaymentStep(Value):
    """P · i · (1+i)^n / ((1+i)^n − 1), i a twelfth of the annual rate; P / n where that is 0; half up."""

    principal_fen: int
    annual_pct: Decimal
    periods: int
    amount_fen: int


class InterestStep(Value):
    """balance × annual rate × days / year_days, half up. `days` None: a month, which is a twelfth of the year."""

    balance_fen: int
    annual_pct: Decimal
    days: int | None
    year_days: int
    amount_fen: int


class FeeStep(Value):
    """The whole fee: principal × rate × times / of, by `rounding`. `times`: periods of a fee per period, else 1; of a
    total fee that is agreed for more periods than are left, `times` of `of`."""

    principal_fen: int
    rate_pct: Decimal
    times: int
    of: int
    rounding: RoundingMode
    amount_fen: int

    @property
    def is_half(self) -> bool:
        """Whether exactly half a fen was to be rounded, where the roundings differ."""
        exact_fen = self.principal_fen * Fraction(self.rate_pct) / 100 * self.times / self.of
        return exact_fen.denominator == 2


class EvenPaymentStep(Value):
    """(principal + fee) / periods, half up: the payment of every instalment but the one with the remainder."""

    principal_fen: int
    fee_fen: int
    periods: int
    amount_fen: int


class ShareStep(Value):
    """One of `periods` parts of a total: total / periods by `rounding`, `each_fen`; where that is not what is left, or
    it is the last one filled, total − each × `before`, never below 0."""

    part: OwedPart
    total_fen: int
    periods: int
    each_fen: int
    rounding: RoundingMode
    before: int
    amount_fen: int

    @property
    def is_rest(self) -> bool:
        """Whether it takes what the others leave."""
        return self.amount_fen != self.each_fen or self.before == self.periods - 1

    @property
    def is_exact(self) -> bool:
        return self.each_fen * self.periods == self.total_fen


class DifferenceStep(Value):
    """What of a payment is left for `part`: payment − other."""

    part: OwedPart
    payment_fen: int
    other_fen: int
    amount_fen: int


class BalanceStep(Value):
    """All the principal that is left."""

    amount_fen: int


class KeptStep(Value):
    """As in the schedule agreed, though other parts of the instalment have changed since."""

    part: OwedPart
    amount_fen: int


class ChangedStep(Value):
    """Repaying early or returning goods made it this; no formula of one instalment gives it."""

    part: OwedPart
    amount_fen: int


class ReliefStep(Value):
    """What of a cost of instalment `no` is charged: all of it but what the contract gives up."""

    no: int
    relief: Relief
    gross_fen: int
    amount_fen: int

    @property
    def waived_fen(self) -> int:
        return self.gross_fen - self.amount_fen


Step = (
    EqualPaymentStep | InterestStep | FeeStep | EvenPaymentStep | ShareStep | DifferenceStep
    | BalanceStep | KeptStep | ChangedStep | ReliefStep
)  # fmt: skip


class PenaltyRate(Value):
    """Per cent a day: `daily_pct`, or annual_pct × multiple / 360; where it is `capped`, cap_annual_pct / 360."""

    daily_pct: Decimal | None
    multiple: Decimal | None
    annual_pct: Decimal
    cap_annual_pct: Decimal
    capped: bool

    @property
    def exact_pct(self) -> Fraction:
        """Per cent a day, as it is charged."""
        if self.capped:
            return Fraction(self.cap_annual_pct) / YEAR_DAYS
        if self.daily_pct is not None:
            return Fraction(self.daily_pct)
        assert self.multiple is not None  # PenaltyTerms sees to it
        return Fraction(self.annual_pct) * Fraction(self.multiple) / YEAR_DAYS

    @property
    def shown_pct(self) -> Decimal:
        """The same with six decimals, half up."""
        return shown_pct(self.exact_pct)


class PenaltyStep(Value):
    """base × days × daily rate, half up, and on top what was carried. `since`: the day before the first that counts,
    the due date unless a part was paid after it (`after_part`)."""

    base_fen: int
    on_principal: bool
    since: date
    after_part: bool
    days: int
    rate: PenaltyRate
    fresh_fen: int
    carried_fen: int

    @property
    def total_fen(self) -> int:
        return self.fresh_fen + self.carried_fen


class TimedPayment(Value):
    """A payment, `no` months after the drawdown, or `days` after it."""

    no: int
    days: int
    amount_fen: int


class AnnualRateStep(Value):
    """received = Σ payment / (1+r)^t, t in months: `no` where all periods are months (`regular`), else days × 12 / 365.

    `monthly_pct` is r with as few decimals, from four on, as 12·r and (1+r)^12 − 1 need to come out as the two rates.
    """

    received_fen: int
    payments: tuple[TimedPayment, ...]
    regular: bool
    monthly_pct: Decimal
    rates: AnnualRates


class PerThousandStep(Value):
    """What borrowing ¥1,000.00 costs: cost × 1000 / amount, half up."""

    cost_fen: int
    principal_fen: int
    amount_fen: int


# Made by the functions that charge


def equal_payment(principal_fen: int, terms: PlanTerms) -> EqualPaymentStep:
    rate_pct = _annual_pct(terms)
    return EqualPaymentStep(principal_fen, rate_pct, terms.periods, equal_payment_fen(principal_fen, terms))


def interest(balance_fen: int, terms: PlanTerms, days: int, *, whole_month: bool) -> InterestStep:
    """`days` of a year by the plan's day count. `whole_month`: the period is one, not a longer or shorter first."""
    numerator, denominator = annual_ratio(terms)
    of_year = year_days(terms.day_count)
    (amount_fen,) = interest_of(balance_fen, [0], [numerator * days], denominator * of_year)
    by_month = terms.day_count is DayCount.MONTHLY and whole_month and days == MONTH_DAYS
    return InterestStep(balance_fen, _annual_pct(terms), None if by_month else days, of_year, amount_fen)


def even_payment(principal_fen: int, fee_fen: int, terms: PlanTerms) -> EvenPaymentStep:
    amount_fen = sum(usual_parts(principal_fen, fee_fen, terms))
    return EvenPaymentStep(principal_fen, fee_fen, terms.periods, amount_fen)


def fee_rounding(terms: PlanTerms) -> RoundingMode:
    """Return how the whole fee becomes fen."""
    half_even = terms.rounding is Rounding.FEE_HALF_EVEN_FLOOR
    return RoundingMode.HALF_EVEN if half_even else RoundingMode.HALF_UP


def share_rounding(terms: PlanTerms) -> RoundingMode:
    """Return how a part of each period becomes fen."""
    rounds = terms.rounding in (Rounding.EACH_HALF_UP, Rounding.HALF_UP)
    return RoundingMode.HALF_UP if rounds else RoundingMode.FLOOR


@lru_cache(maxsize=1024)
def penalty_rate(terms: PenaltyTerms, contract_annual_pct: Decimal) -> PenaltyRate:
    return PenaltyRate(
        daily_pct=terms.daily_pct,
        multiple=terms.multiple,
        annual_pct=contract_annual_pct,
        cap_annual_pct=terms.cap_annual_pct,
        capped=is_capped(terms, contract_annual_pct),
    )


def penalty(
    accrual: Accrual, on: date, terms: PenaltyTerms, contract_annual_pct: Decimal, *, on_principal: bool
) -> PenaltyStep | None:
    """Return what is owed `on` a day; None where nothing is."""
    owed = accrued(accrual, on, terms, contract_annual_pct)
    if not owed.total_fen:
        return None
    return PenaltyStep(
        base_fen=owed.base_fen,
        on_principal=on_principal,
        since=accrual.since or accrual.due_date,
        after_part=accrual.since is not None,
        days=owed.days,
        rate=penalty_rate(terms, contract_annual_pct),
        fresh_fen=owed.fresh_fen,
        carried_fen=owed.carried_fen,
    )


def annual_rate(schedule: Schedule, received_fen: int, rates: AnnualRates) -> AnnualRateStep | None:
    """Return how the `rates` of the schedule's payments against `received_fen` came about; None where they are so
    large that no rate of some decimals gives them to the hundredth. Raises `RuleError`.
    """
    monthly_pct = _shown(monthly_rate(schedule, received_fen) * 100, rates)
    if monthly_pct is None:
        return None
    return AnnualRateStep(
        received_fen=received_fen,
        payments=tuple(
            TimedPayment(row.no, (row.due_date - schedule.start).days, row.payment_fen)
            for row in schedule.rows
        ),
        regular=schedule.regular,
        monthly_pct=monthly_pct,
        rates=rates,
    )


def charge(principal_fen: int, agreed: Charge, periods: int, of: int) -> FeeStep:
    """Return the whole of a charge for `periods` of the `of` periods it is agreed for."""
    per_period = agreed.total_rate_pct is None
    return FeeStep(
        principal_fen=principal_fen,
        rate_pct=agreed.rate_pct,
        times=periods if per_period or periods != of else 1,
        of=1 if per_period or periods == of else of,
        rounding=RoundingMode.HALF_UP,
        amount_fen=charge_fen(principal_fen, agreed, periods, of),
    )


def relieved(no: int, gross_fen: int, relief: Relief) -> ReliefStep | None:
    """Return what is charged of a cost; None where that is all of it."""
    left_fen = relief.left_fen(no, gross_fen)
    return ReliefStep(no, relief, gross_fen, left_fen) if left_fen != gross_fen else None


def per_thousand(cost_fen: int, principal_fen: int) -> PerThousandStep:
    return PerThousandStep(cost_fen, principal_fen, cost_per_thousand_fen(cost_fen, principal_fen))


def _annual_pct(terms: PlanTerms) -> Decimal:
    annual_ratio(terms)  # refuses terms without a rate
    assert terms.annual_rate_pct is not None
    return terms.annual_rate_pct


def _shown(monthly_pct: Decimal, rates: AnnualRates) -> Decimal | None:
    for decimals in _DECIMALS:
        shown = monthly_pct.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
        if rates_of_month(shown) == rates:
            return shown
    return None


def rates_of_month(monthly_pct: Decimal) -> AnnualRates:
    """12·r and (1+r)^12 − 1, as one would work them out by hand."""
    month = Fraction(monthly_pct) / 100
    return AnnualRates(_percent(12 * month), _percent((1 + month) ** 12 - 1))


def _percent(rate: Fraction) -> Decimal:
    hundredths = rate * 10_000
    return (
        Decimal((2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)) * _CENT
    )


def total_fen(steps: Sequence[Step]) -> int:
    """Return what a chain of steps comes to: the result of its last; 0 for none."""
    return steps[-1].amount_fen if steps else 0
