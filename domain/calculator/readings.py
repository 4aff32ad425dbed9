"""From what was said to an offer: which way of pricing it is; where that can really be read in several ways, which. Pure.

What a rate is of is never guessed: where the words leave it open, and what they leave open is not absurd, it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from domain.calculator.codes import fits
from domain.calculator.facts import Facts, Unit
from domain.calculator.rate_words import Kind, Per, Rate
from domain.calculator.results import (
    AT_DRAWDOWN,
    BY_PERIODS,
    HIGHEST_PCT,
    HIGHEST_VALUE,
    MOST_PERIODS,
    SCALE,
    Asked,
    Missing,
    Offer,
    OpenKind,
    OpenOffer,
    Problem,
    Way,
)
from domain.money import RoundingMode, round_fen
from domain.quotes.typed_amount import LARGEST_FEN
from domain.terms import FeeTiming, Method
from domain.value import replace

# From here on a rate that nobody called by the month is by the year: two per cent a month are 24 % a year.
LEAST_A_YEAR = 2
# Up to here a rate that nobody called by the year, or a fee in all, may be one of each period.
MOST_A_PERIOD = 3
LONG_PERIODS = 60
DAYS_OF_A_YEAR, MONTHS_OF_A_YEAR = 360, 12
_WAYS: Mapping[Method, Way] = {
    Method.EQUAL_INSTALLMENT: Way.EQUAL_INSTALLMENT,
    Method.EQUAL_PRINCIPAL: Way.EQUAL_PRINCIPAL,
    Method.INTEREST_ONLY: Way.INTEREST_ONLY,
}
_MONTH_OR_YEAR: Mapping[Method, OpenKind] = {
    Method.EQUAL_INSTALLMENT: OpenKind.EQUAL_INSTALLMENT,
    Method.EQUAL_PRINCIPAL: OpenKind.EQUAL_PRINCIPAL,
    Method.INTEREST_ONLY: OpenKind.INTEREST_ONLY,
}
_FLAT = (Way.FLAT_TOTAL, Way.FLAT_AMOUNT)
_FIRST_BILL = (Way.FIRST_BILL, Way.FIRST_BILL_AMOUNT)
_DRAWDOWN = (Way.DRAWDOWN, Way.DRAWDOWN_AMOUNT)


def offer_of(facts: Facts) -> Asked | Missing | Problem:
    """Return the offer, or what is missing or wrong."""
    wrong = _wrong(facts)
    if wrong is not None:
        return wrong
    if not facts.amounts_fen:
        return Missing.AMOUNT
    if not facts.periods and facts.days is None:
        return Missing.PERIODS
    if not facts.is_priced:
        return Missing.RATE
    amount_fen = facts.amounts_fen[0]
    if facts.days is not None and not facts.periods:
        return _less_withheld(facts, _freed(facts, _at_once(facts, amount_fen, facts.days, by_days=True)))
    periods = facts.periods[0]
    if facts.at_end:
        return _less_withheld(facts, _freed(facts, _at_once(facts, amount_fen, periods, by_days=False)))
    if not facts.is_priced_by_periods:
        return _freed(facts, _by_withholding(facts, amount_fen, periods))
    rate = _rate(facts, amount_fen)
    by_rate = None if rate is None else _by_rate(facts, rate, amount_fen, periods)
    return _less_withheld(facts, _freed(facts, by_rate or _by_amounts(facts, amount_fen, periods)))


def _at_once(facts: Facts, amount_fen: int, periods: int, *, by_days: bool) -> Asked | Problem:
    """Price what is paid in one payment at the end, after so many days or months."""
    way, in_fen = (Way.DAYS, Way.DAYS_AMOUNT) if by_days else (Way.AT_END, Way.AT_END_AMOUNT)
    rate = _rate(facts, amount_fen)
    if rate is None:
        cost_fen = facts.cost_fen or 0
        if facts.total_fen is not None:
            cost_fen = facts.total_fen - amount_fen
        if facts.payment_fen is not None or facts.period_cost_fen is not None:
            return Problem.SEVERAL_PRICES
        if not 0 <= cost_fen <= LARGEST_FEN:
            return Problem.LESS_THAN_LENT if cost_fen < 0 else Problem.TOO_MUCH
        return Offer(amount_fen, periods, in_fen, cost_fen)
    match rate.per:
        case Per.YEAR:
            a_year = rate.pct
        case Per.MONTH:
            a_year = rate.pct * MONTHS_OF_A_YEAR
        case Per.DAY:
            a_year = rate.pct * DAYS_OF_A_YEAR
        case Per.PERIOD | Per.TOTAL:
            return Offer(amount_fen, periods, in_fen, _part_fen(amount_fen, rate.pct))
        case None:
            kind = OpenKind.DAYS if by_days else OpenKind.AT_END
            return OpenOffer(amount_fen, periods, kind, int(rate.pct * SCALE))
    value = int(a_year * SCALE)
    return Offer(amount_fen, periods, way, value) if value <= HIGHEST_VALUE else Problem.RATE_TOO_HIGH


def _part_fen(amount_fen: int, pct: Decimal) -> int:
    return round_fen(Fraction(pct) * amount_fen / 100, RoundingMode.HALF_UP)


def _rate(facts: Facts, amount_fen: int) -> Rate | None:
    """Return the rate; of what a day costs in money, what that is of the amount."""
    if facts.day_cost_fen is not None:
        return Rate(Decimal(facts.day_cost_fen * 100) / amount_fen, Per.DAY, Kind.INTEREST)
    return facts.rates[0] if facts.rates else None


def _withheld_fen(facts: Facts, amount_fen: int) -> int:
    if facts.withheld_pct is not None:
        return _part_fen(amount_fen, facts.withheld_pct)
    return facts.withheld_fen if facts.withheld_fen is not None else amount_fen - (facts.received_fen or 0)


def _by_withholding(facts: Facts, amount_fen: int, periods: int) -> Asked | Problem:
    """Price it by what is kept back, where nothing else is said of what it costs."""
    if facts.withheld_pct is not None:
        return Offer(amount_fen, periods, Way.DRAWDOWN, int(facts.withheld_pct * SCALE))
    withheld_fen = _withheld_fen(facts, amount_fen)
    if withheld_fen < 0:
        return Problem.SEVERAL_AMOUNTS
    return Offer(amount_fen, periods, Way.DRAWDOWN_AMOUNT, withheld_fen)


def _less_withheld(facts: Facts, asked: Asked | Problem) -> Asked | Problem:
    """Keep back what is said to be, beside what the periods cost."""
    if isinstance(asked, Problem) or not facts.is_withheld:
        return asked
    withheld_fen = _withheld_fen(facts, asked.amount_fen)
    if withheld_fen < 0:
        return Problem.SEVERAL_AMOUNTS
    if withheld_fen >= asked.amount_fen:
        return Problem.NOTHING_RECEIVED
    if withheld_fen and isinstance(asked, Offer) and asked.way in AT_DRAWDOWN:
        return Problem.SEVERAL_PRICES
    found = replace(asked, withheld_fen=withheld_fen)
    readings = readings_of(found) if isinstance(found, OpenOffer) else (found,)
    return found if all(map(fits, (found, *readings))) else Problem.SEVERAL_PRICES


def _freed(facts: Facts, asked: Asked | Problem) -> Asked | Problem:
    """Let the first periods cost nothing, where that is a term of what is asked."""
    if not facts.free_periods or isinstance(asked, Problem):
        return asked
    by_periods = isinstance(asked, OpenOffer) or (asked.way in BY_PERIODS and asked.value > 0)
    if not by_periods or facts.free_periods >= asked.periods:
        return Problem.FREE_PERIODS
    return replace(asked, free_periods=facts.free_periods)


def readings_of(one: OpenOffer) -> tuple[Offer, ...]:
    """Return what may be meant, the usual first."""
    rate, twelvefold = one.value, one.value * MONTHS_OF_A_YEAR
    flat, total = (Way.FLAT_PER_PERIOD, rate), (Way.FLAT_TOTAL, rate)
    year, month = (Way.EQUAL_INSTALLMENT, rate), (Way.EQUAL_INSTALLMENT, twelvefold)
    in_fen = _part_fen(one.amount_fen, one.pct)
    ways: Mapping[OpenKind, tuple[tuple[Way, int], ...]] = {
        OpenKind.BARE: (flat, total, year),
        OpenKind.BARE_LARGE: (year, total),
        OpenKind.FEE: (flat, total),
        OpenKind.FLAT_YEAR: (total, (Way.FLAT_TOTAL, rate * one.periods // MONTHS_OF_A_YEAR)),
        OpenKind.MONTH: (flat, month, (Way.INTEREST_ONLY, twelvefold)),
        OpenKind.INTEREST: (month, flat, year),
        OpenKind.LI: (month, flat, (Way.EQUAL_INSTALLMENT, rate * 10)),
        OpenKind.EQUAL_INSTALLMENT: (month, year),
        OpenKind.EQUAL_PRINCIPAL: ((Way.EQUAL_PRINCIPAL, twelvefold), (Way.EQUAL_PRINCIPAL, rate)),
        OpenKind.INTEREST_ONLY: ((Way.INTEREST_ONLY, twelvefold), (Way.INTEREST_ONLY, rate)),
        OpenKind.FEE_BUT_INSTALLMENT: (flat, month),
        OpenKind.AT_END: ((Way.AT_END_AMOUNT, in_fen), (Way.AT_END, rate), (Way.AT_END, twelvefold)),
        OpenKind.DAYS: ((Way.DAYS_AMOUNT, in_fen), (Way.DAYS, rate)),
    }
    return tuple(
        Offer(one.amount_fen, one.periods, way, value, one.free_periods, one.withheld_fen)
        for way, value in ways[one.kind]
    )


def _wrong(facts: Facts) -> Problem | None:
    if len(facts.amounts_fen) > 1:
        return Problem.SEVERAL_AMOUNTS
    if len(facts.rates) > 1:
        return Problem.SEVERAL_RATES
    if facts.discount:
        return Problem.DISCOUNT
    if facts.price_count > 1:
        return Problem.SEVERAL_PRICES
    if len(facts.periods) > 1:
        return Problem.SEVERAL_PERIODS
    if facts.amounts_fen and facts.amounts_fen[0] > LARGEST_FEN:
        return Problem.TOO_MUCH
    if any(not 1 <= count <= MOST_PERIODS for count in (*facts.periods[:1], facts.days or 1)):
        return Problem.TOO_LONG
    if facts.rates and facts.rates[0].pct > HIGHEST_PCT:
        return Problem.RATE_TOO_HIGH
    return Problem.NOTHING_RECEIVED if (facts.withheld_pct or 0) >= 100 else None


def _by_amounts(facts: Facts, amount_fen: int, periods: int) -> Asked | Problem:
    """Price it by what is paid, or by what it costs, in money."""
    if facts.free:
        return Offer(amount_fen, periods, Way.FLAT_TOTAL, 0)
    if facts.payment_fen is not None:
        if facts.payment_fen > LARGEST_FEN:
            return Problem.TOO_MUCH
        withheld_fen = max(_withheld_fen(facts, amount_fen), 0) if facts.is_withheld else 0
        is_less = facts.payment_fen * periods < amount_fen - withheld_fen - periods
        return (
            Problem.LESS_THAN_LENT if is_less else Offer(amount_fen, periods, Way.PAYMENTS, facts.payment_fen)
        )
    if facts.total_fen is not None:
        cost_fen = facts.total_fen - amount_fen
    elif facts.period_cost_fen is not None:
        cost_fen = facts.period_cost_fen * periods
    else:
        cost_fen = facts.cost_fen or 0
    if not 0 <= cost_fen <= LARGEST_FEN:
        return Problem.LESS_THAN_LENT if cost_fen < 0 else Problem.TOO_MUCH
    return Offer(amount_fen, periods, _timed(facts, in_fen=True), cost_fen)


def _timed(facts: Facts, *, in_fen: bool) -> Way:
    """Return the way of a fee for all periods, by when it is taken."""
    ways = _FLAT
    if facts.timing is not None:
        ways = _DRAWDOWN if facts.timing is FeeTiming.DRAWDOWN else _FIRST_BILL
    return ways[in_fen]


def _by_rate(facts: Facts, rate: Rate, amount_fen: int, periods: int) -> Asked | Problem:
    found = _priced(facts, rate, periods)
    if isinstance(found, OpenKind):
        return OpenOffer(amount_fen, periods, found, int(rate.pct * SCALE))
    way, pct = found
    value = int(pct * SCALE)
    return Offer(amount_fen, periods, way, value) if value <= HIGHEST_VALUE else Problem.RATE_TOO_HIGH


def _priced(facts: Facts, rate: Rate, periods: int) -> tuple[Way, Decimal] | OpenKind:
    if facts.timing is not None:
        return _timed(facts, in_fen=False), _in_all(rate, periods)
    method = facts.method
    if method is not None and method in _WAYS:
        return _with_interest(method, rate)
    if rate.in_li:
        return OpenKind.LI
    match rate.per:
        case Per.TOTAL:
            return Way.FLAT_TOTAL, rate.pct
        case Per.PERIOD if rate.kind is Kind.INTEREST and method is None:
            return OpenKind.MONTH
        case Per.PERIOD:
            return Way.FLAT_PER_PERIOD, rate.pct
        case Per.MONTH if rate.kind is Kind.FEE or method is not None:
            return Way.FLAT_PER_PERIOD, rate.pct
        case Per.MONTH:
            return OpenKind.MONTH
        case Per.DAY if method is None:
            return Way.EQUAL_INSTALLMENT, rate.pct * DAYS_OF_A_YEAR
        case Per.DAY | Per.YEAR if method is not None or rate.kind is Kind.FEE:
            return Way.FLAT_TOTAL, _in_all(rate, periods)
        case Per.YEAR:
            return Way.EQUAL_INSTALLMENT, rate.pct
    return _bare_of_fee(rate, periods) if method is not None else _bare(facts, rate, periods)


def _with_interest(method: Method, rate: Rate) -> tuple[Way, Decimal] | OpenKind:
    """Price what bears interest on what is left."""
    way = _WAYS[method]
    match rate.per:
        case Per.YEAR:
            return way, rate.pct
        case Per.DAY:
            return way, rate.pct * DAYS_OF_A_YEAR
        case Per.TOTAL:
            return Way.FLAT_TOTAL, rate.pct
        case Per.MONTH | Per.PERIOD if rate.kind is not Kind.FEE:
            return way, rate.pct * MONTHS_OF_A_YEAR
    if rate.kind is Kind.FEE:
        return OpenKind.FEE_BUT_INSTALLMENT
    return (way, rate.pct) if rate.pct >= LEAST_A_YEAR else _MONTH_OR_YEAR[method]


def _bare_of_fee(rate: Rate, periods: int) -> tuple[Way, Decimal] | OpenKind:
    """Price a plan whose parts are all alike, by a rate that is not said to be of anything."""
    if rate.pct <= MOST_A_PERIOD:
        return OpenKind.FEE
    is_same = periods == MONTHS_OF_A_YEAR or rate.kind is Kind.FEE
    return (Way.FLAT_TOTAL, rate.pct) if is_same else OpenKind.FLAT_YEAR


def _bare(facts: Facts, rate: Rate, periods: int) -> tuple[Way, Decimal] | OpenKind:
    """Price by a rate of which neither a time nor a way of repaying is said."""
    if rate.kind is Kind.FEE:
        return OpenKind.FEE if rate.pct <= MOST_A_PERIOD else (Way.FLAT_TOTAL, rate.pct)
    is_loan = facts.unit is Unit.YEARS or periods > LONG_PERIODS or rate.kind is Kind.INTEREST
    if is_loan:
        is_yearly = rate.pct >= LEAST_A_YEAR
        return (Way.EQUAL_INSTALLMENT, rate.pct) if is_yearly else OpenKind.INTEREST
    return OpenKind.BARE if rate.pct <= MOST_A_PERIOD else OpenKind.BARE_LARGE


def _in_all(rate: Rate, periods: int) -> Decimal:
    """Return what a rate comes to over all periods, taken of the whole amount."""
    match rate.per:
        case Per.PERIOD | Per.MONTH:
            return rate.pct * periods
        case Per.YEAR:
            return rate.pct * periods / MONTHS_OF_A_YEAR
        case Per.DAY:
            return rate.pct * DAYS_OF_A_YEAR * periods / MONTHS_OF_A_YEAR
    return rate.pct
