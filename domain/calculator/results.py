"""An offer that somebody asks about, what may be meant by it, and what it comes to; frozen, amounts in fen."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from domain.rules.rates import AnnualRates
from domain.rules.schedule import Row
from domain.terms import Cost, FeeTiming, Method, PlanTerms, PrepayStrategy, Rounding
from domain.value import Value

MOST_PERIODS = 360
HIGHEST_PCT = 1000  # that is typed; by the month it is twelve times as much a year
SCALE = 10**6  # a percentage is kept in millionths of a per cent
HIGHEST_VALUE = 12 * HIGHEST_PCT * SCALE


class Way(StrEnum):
    """How an offer is priced. Of the first three, and of what is paid at once, the value is a rate a year, of the others a
    rate or an amount in fen.
    """

    EQUAL_INSTALLMENT = "e"
    EQUAL_PRINCIPAL = "p"
    INTEREST_ONLY = "i"
    FLAT_PER_PERIOD = "f"  # of the amount, each period
    FLAT_TOTAL = "t"  # of the amount, over all periods
    FLAT_AMOUNT = "m"
    FIRST_BILL = "u"  # of the amount, with the first instalment
    FIRST_BILL_AMOUNT = "v"
    DRAWDOWN = "d"  # of the amount, kept back when it is paid out
    DRAWDOWN_AMOUNT = "w"
    PAYMENTS = "y"  # nothing is known but what is paid each period
    AT_END = "b"  # all is paid at once, after so many months; a rate a year
    AT_END_AMOUNT = "h"
    DAYS = "k"  # the same after so many days
    DAYS_AMOUNT = "g"


BY_RATE: dict[Way, Method] = {
    Way.EQUAL_INSTALLMENT: Method.EQUAL_INSTALLMENT,
    Way.EQUAL_PRINCIPAL: Method.EQUAL_PRINCIPAL,
    Way.INTEREST_ONLY: Method.INTEREST_ONLY,
}
_BY_DAYS = (Way.DAYS, Way.DAYS_AMOUNT)
_AT_ONCE = (Way.AT_END, Way.AT_END_AMOUNT, *_BY_DAYS)
_AMOUNTS = (
    Way.FLAT_AMOUNT,
    Way.FIRST_BILL_AMOUNT,
    Way.DRAWDOWN_AMOUNT,
    Way.PAYMENTS,
    Way.AT_END_AMOUNT,
    Way.DAYS_AMOUNT,
)
# What each period has a part of, so that some of them can be free of it.
BY_PERIODS = (*BY_RATE, Way.FLAT_PER_PERIOD, Way.FLAT_TOTAL)
_AT_FIRST_BILL = (Way.FIRST_BILL, Way.FIRST_BILL_AMOUNT)
AT_DRAWDOWN = (Way.DRAWDOWN, Way.DRAWDOWN_AMOUNT)


class Offer(Value):
    """`value`: of `way`, in millionths of a per cent or in fen. `periods`: of what is paid at once the months, or the days.
    `free_periods`: so many of the first cost nothing. `withheld_fen`: kept back when it is paid out, beside that.
    """

    amount_fen: int
    periods: int
    way: Way
    value: int
    free_periods: int = 0
    withheld_fen: int = 0

    @property
    def pct(self) -> Decimal:
        """The rate, in per cent."""
        return Decimal(self.value) / SCALE

    @property
    def monthly_pct(self) -> Decimal:
        """A twelfth of the rate, to four decimals."""
        return (self.pct / 12).quantize(Decimal("0.0001"), ROUND_HALF_UP)

    @property
    def is_an_amount(self) -> bool:
        """Whether the value is fen."""
        return self.way in _AMOUNTS

    @property
    def bears_interest(self) -> bool:
        return self.way in BY_RATE or self.is_at_once

    @property
    def is_at_once(self) -> bool:
        """Whether all is paid in one payment at the end."""
        return self.way in _AT_ONCE

    @property
    def counts_days(self) -> bool:
        """Whether the periods are days."""
        return self.way in _BY_DAYS

    @property
    def method(self) -> Method | None:
        """How it is repaid in instalments; None where only the payments are known, and where there is but one."""
        if self.way is Way.PAYMENTS or self.is_at_once:
            return None
        if self.way in BY_RATE:
            return BY_RATE[self.way]
        return Method.UPFRONT_FEE if self.way in _AT_FIRST_BILL + AT_DRAWDOWN else Method.FLAT_FEE

    @property
    def terms(self) -> PlanTerms | None:
        """The same as terms of a plan, as `quote` takes them; None where only the payments are known."""
        method = self.method
        if method is None:
            return None
        cost = Cost.FEE_PER_PERIOD if self.way is Way.FLAT_PER_PERIOD else method.traits.costs[-1]
        return PlanTerms(
            method=method,
            periods=self.periods,
            annual_rate_pct=self.pct if cost is Cost.ANNUAL_RATE else None,
            fee_per_period_pct=self.pct if cost is Cost.FEE_PER_PERIOD else None,
            total_fee_pct=self._total_fee_pct if cost is Cost.TOTAL_FEE else None,
            fee_timing=FeeTiming.DRAWDOWN if self.way in AT_DRAWDOWN else FeeTiming.FIRST_BILL,
            rounding=Rounding(method.traits.roundings[0]),
            free_periods=self.free_periods,
        )

    @property
    def _total_fee_pct(self) -> Decimal:
        """The whole fee in per cent of the amount; of one in fen so exactly that it comes to these fen."""
        return Decimal(self.value) * 100 / self.amount_fen if self.is_an_amount else self.pct


class OpenKind(StrEnum):
    """What a rate leaves open, where it can really be read in several ways."""

    BARE = "B"  # 0.6%: of a fee each period, of a fee in all, a year
    BARE_LARGE = "A"  # 7.2%: of a fee in all, a year
    FEE = "F"  # 手续费 0.6%: each period or in all
    FLAT_YEAR = "Y"  # 等本等息 7.2%: in all or a year
    MONTH = "M"  # 月息 0.6%: on what was borrowed, or on what is left of it
    INTEREST = "R"  # 利率 0.6%: a month or a year
    LI = "L"  # 6 厘: 0.6 % a month or 6 % a year
    EQUAL_INSTALLMENT = "E"  # 等额本息 0.6%: a month or a year
    EQUAL_PRINCIPAL = "P"
    INTEREST_ONLY = "I"
    FEE_BUT_INSTALLMENT = "C"  # 等额本息 手续费 0.6%: which of both
    AT_END = "O"  # 一年到期还 利息 10%: in all, a year or a month
    DAYS = "D"  # 7 天 利息 10%: in all or a year


class OpenOffer(Value):
    """An offer whose rate, in millionths of a per cent, can be read in several ways."""

    amount_fen: int
    periods: int
    kind: OpenKind
    value: int
    free_periods: int = 0
    withheld_fen: int = 0

    @property
    def pct(self) -> Decimal:
        return Decimal(self.value) / SCALE

    @property
    def is_at_once(self) -> bool:
        """Whether all is paid in one payment at the end."""
        return self.kind in (OpenKind.AT_END, OpenKind.DAYS)

    @property
    def counts_days(self) -> bool:
        """Whether the periods are days."""
        return self.kind is OpenKind.DAYS


Asked = Offer | OpenOffer


class Early(Value):
    """Paying `amount_fen` right after instalment `after`; None: all that is left."""

    after: int
    amount_fen: int | None


class Missing(StrEnum):
    """What is still to be said."""

    AMOUNT = "amount"
    PERIODS = "periods"
    RATE = "rate"
    AFTER = "after"
    PART = "part"


class Problem(StrEnum):
    """Why something cannot be worked out."""

    NOTHING = "nothing"  # there is nothing of it in the words
    SEVERAL_AMOUNTS = "several_amounts"
    SEVERAL_RATES = "several_rates"
    SEVERAL_PRICES = "several_prices"
    SEVERAL_PERIODS = "several_periods"
    FREE_PERIODS = "free_periods"  # of what is not charged by periods, or not fewer than there are
    DISCOUNT = "discount"
    EARLY_OF_TWO = "early_of_two"
    TOO_MANY_OFFERS = "too_many_offers"
    TOO_MUCH = "too_much"
    TOO_LONG = "too_long"
    RATE_TOO_HIGH = "rate_too_high"
    LESS_THAN_LENT = "less_than_lent"
    FOREIGN = "foreign"
    AFTER_OUT_OF_RANGE = "after_out_of_range"
    PART_TOO_LARGE = "part_too_large"
    NOTHING_RECEIVED = "nothing_received"
    NO_SCHEDULE = "no_schedule"


class Understood(Value):
    """One offer, perhaps with a payment ahead of time, or two to be compared."""

    offers: tuple[Asked, ...]
    early: Early | None = None


class Calculation(Value):
    """What an offer comes to. `rows`: none where only the payments are known. `upfront_fen`: kept back when it is paid out.
    `rates`: None where none can be written.
    """

    offer: Offer
    payments_fen: tuple[int, ...]
    rows: tuple[Row, ...]
    upfront_fen: int
    rates: AnnualRates | None

    @property
    def total_fen(self) -> int:
        """All that is paid, what was kept back included."""
        return sum(self.payments_fen) + self.upfront_fen

    @property
    def cost_fen(self) -> int:
        """What it costs beyond the amount."""
        return self.total_fen - self.offer.amount_fen

    @property
    def received_fen(self) -> int:
        """What is paid out."""
        return self.offer.amount_fen - self.upfront_fen

    @property
    def usual_fen(self) -> int:
        """What all instalments but perhaps the last come to."""
        return self.payments_fen[0]

    @property
    def is_even(self) -> bool:
        """Whether all instalments but the last are alike."""
        return len(set(self.payments_fen[:-1])) <= 1

    @property
    def is_level(self) -> bool:
        """Whether all instalments are alike, but for what rounding leaves to the last."""
        return self.is_even and abs(self.payments_fen[-1] - self.payments_fen[0]) <= self.offer.periods


class PartEarly(Value):
    """What paying a part early changes: the payments still to come, and what of interest and fees it saves."""

    strategy: PrepayStrategy
    payments_fen: tuple[int, ...]
    saved_fen: int

    @property
    def periods(self) -> int:
        return len(self.payments_fen)


class EarlyCalculation(Value):
    """`balance_fen`: the principal left after the instalment. `cost_left_fen`: the interest and fees of those to come,
    if nothing is paid early. `parts`: what a part changes, each way there is; none where all is paid. `waived_fen`: what
    settling saves where nothing more is charged than up to that day.
    """

    calculation: Calculation
    early: Early
    balance_fen: int
    cost_left_fen: int
    parts: tuple[PartEarly, ...]
    waived_fen: int

    def less_fen(self, part: PartEarly) -> int:
        """Return by how much each instalment is less than with nothing paid early."""
        return self.calculation.payments_fen[self.early.after] - part.payments_fen[0]


class OfferComparison(Value):
    """Two offers. `cheaper`: which of them costs less, 0 or 1; None where both cost the same. `lower`: which has the lower
    annual rate.
    """

    both: tuple[Calculation, Calculation]
    cheaper: int | None
    lower: int | None

    @property
    def difference_fen(self) -> int:
        return abs(self.both[0].cost_fen - self.both[1].cost_fen)

    @property
    def is_like_for_like(self) -> bool:
        """Whether both are of one amount over as many periods."""
        one, other = (
            (each.offer.amount_fen, each.offer.periods, each.offer.is_at_once, each.offer.counts_days)
            for each in self.both
        )
        return one == other
