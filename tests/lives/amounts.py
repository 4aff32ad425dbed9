"""A schedule worked out again with fractions, from docs/rules/ and with nothing of the rules."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import floor

from domain.terms import (
    Charge,
    ChargeKind,
    DayCount,
    DueDayRule,
    FeeTiming,
    Method,
    PlanTerms,
    RemainderIn,
    Rounding,
)

BY_RATE = (Method.EQUAL_INSTALLMENT, Method.EQUAL_PRINCIPAL, Method.INTEREST_ONLY)
Parts = list[tuple[int, int, int]]  # principal, interest and fee of each instalment


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def month_after(day: date, months: int, anchor: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(anchor, calendar.monthrange(year, month + 1)[1]))


def due_dates(rule: DueDayRule, terms: PlanTerms, start: date) -> list[date]:
    months = range(terms.deferred_months, terms.deferred_months + terms.periods)
    if rule.day is None:
        return [month_after(start, no + 1, start.day) for no in months]
    since = start
    while rule.statement_day is not None and since.day != rule.statement_day:
        since += timedelta(days=1)
    first = since + timedelta(days=max(rule.min_days, 1))
    while first.day != rule.day:
        first += timedelta(days=1)
    return [month_after(first, no, rule.day) for no in months]


def years_between(day_count: DayCount, begin: date, end: date) -> Fraction:
    if day_count is DayCount.D30_360:
        months = (end.year - begin.year) * 12 + end.month - begin.month
        return Fraction(months * 30 + min(end.day, 30) - min(begin.day, 30), 360)
    return Fraction((end - begin).days, 365 if day_count is DayCount.ACTUAL_365 else 360)


def years_of_periods(day_count: DayCount, start: date, due: Sequence[date]) -> list[Fraction]:
    """How long the balance before each instalment bears interest; a first period that is no month by its days."""
    if day_count in (DayCount.ACTUAL_360, DayCount.ACTUAL_365):
        return [years_between(day_count, *days) for days in pairwise([start, *due])]
    years = [Fraction(1, 12)] * len(due)
    if not is_regular(start, due):
        years[0] = years_between(day_count, start, due[0])
    for place, (begin, end) in enumerate(pairwise(due), 1):
        if not is_a_month(begin, end):
            years[place] = years_between(day_count, begin, end)
    return years


def is_a_month(begin: date, end: date) -> bool:
    """The 31st of January and the 28th of February are a month apart, seen from either."""
    return end == month_after(begin, 1, begin.day) or begin == month_after(end, -1, end.day)


def is_regular(start: date, due: Sequence[date]) -> bool:
    return due[0] == month_after(start, 1, start.day)


def divided(total: int, each: int, count: int, remainder_in: RemainderIn) -> list[int]:
    """`each`, and what is missing in the first or the last; never more than there is."""
    parts, left = [], total
    for _ in range(count - 1):
        parts.append(min(each, left))
        left -= parts[-1]
    parts.append(left)
    return parts[::-1] if remainder_in is RemainderIn.FIRST else parts


def with_interest(principal: int, parts: Sequence[int], rate: Fraction, years: Sequence[Fraction]) -> Parts:
    rows: Parts = []
    for part, time in zip(parts, years, strict=True):
        rows.append((part, half_up(principal * rate * time), 0))
        principal -= part
    return rows


def equally(principal: int, payments: Sequence[int], rate: Fraction, years: Sequence[Fraction]) -> Parts:
    """Its payment each period, the last takes the balance."""
    rows: Parts = []
    for no, (payment, time) in enumerate(zip(payments, years, strict=True), 1):
        interest = half_up(principal * rate * time)
        part = principal if no == len(years) else min(max(payment - interest, 0), principal)
        rows.append((part, interest, 0))
        principal -= part
    return rows


def annuity(principal: int, rate: Fraction, periods: int) -> int:
    month = rate / 12
    if not month:
        return half_up(Fraction(principal, periods))
    grown = (1 + month) ** periods
    return half_up(principal * month * grown / (grown - 1))


def interest_parts(principal: int, terms: PlanTerms, years: Sequence[Fraction]) -> Parts:
    """What an interest method makes of a principal over so many periods."""
    assert terms.annual_rate_pct is not None
    rate, periods = Fraction(terms.annual_rate_pct) / 100, len(years)
    if terms.method is Method.EQUAL_INSTALLMENT:
        return equally(principal, [annuity(principal, rate, periods)] * periods, rate, years)
    if terms.method is Method.INTEREST_ONLY:
        return with_interest(principal, [0] * (periods - 1) + [principal], rate, years)
    each = half_up(Fraction(principal, periods))
    return with_interest(principal, divided(principal, each, periods, terms.remainder_in), rate, years)


def whole_fee(principal: int, terms: PlanTerms, periods: int) -> int:
    """Of a plan of so many periods, left or all: a total is agreed for all of them."""
    if terms.fee_per_period_pct is not None:
        exact = principal * Fraction(terms.fee_per_period_pct) / 100 * periods
    else:
        assert terms.total_fee_pct is not None
        exact = principal * Fraction(terms.total_fee_pct) / 100 * Fraction(periods, terms.periods)
    return round(exact) if terms.rounding is Rounding.FEE_HALF_EVEN_FLOOR else half_up(exact)


def fee_at_drawdown(principal: int, terms: PlanTerms) -> int:
    at_once = terms.method is Method.UPFRONT_FEE and terms.fee_timing is FeeTiming.DRAWDOWN
    return whole_fee(principal, terms, terms.periods) if at_once else 0


def flat_parts(principal: int, fee: int, terms: PlanTerms, periods: int) -> Parts:
    part, fee_part = principal // periods, fee // periods
    if terms.rounding is Rounding.EACH_HALF_UP:
        part, fee_part = half_up(Fraction(principal, periods)), half_up(Fraction(fee, periods))
    if terms.rounding is Rounding.TOTAL_HALF_UP:
        fee_part = half_up(Fraction(principal + fee, periods)) - part
    parts = divided(principal, part, periods, terms.remainder_in)
    fees = divided(fee, fee_part, periods, terms.remainder_in)
    return [(one, 0, other) for one, other in zip(parts, fees, strict=True)]


def agreed_parts(principal: int, terms: PlanTerms, start: date, due: Sequence[date]) -> Parts:
    if terms.method in BY_RATE:
        rows = interest_parts(principal, terms, years_of_periods(terms.day_count, start, due))
        return relieved(rows, terms)
    fee = whole_fee(principal, terms, terms.periods)
    if terms.method is Method.FLAT_FEE:
        return relieved(flat_parts(principal, fee, terms, terms.periods), terms)
    fee -= fee_at_drawdown(principal, terms)
    parts = flat_parts(principal, 0, terms, terms.periods)
    return [(part, 0, 0 if no else fee) for no, (part, _, _) in enumerate(parts)]


def left(no: int, cost: int, terms: PlanTerms) -> int:
    """What is charged of a cost of instalment `no`."""
    if no <= terms.free_periods:
        return 0
    off = terms.discount.per_period_fen if terms.discount else None
    return max(left_of_days(no, cost, terms) - (off or 0), 0)


def left_of_days(no: int, cost: int, terms: PlanTerms) -> int:
    """Where only a part of the principal is repaid: a sum off each period stays with the instalment."""
    if no <= terms.free_periods:
        return 0
    pct = terms.discount.rate_pct if terms.discount else None
    return cost if pct is None else half_up(cost * (1 - Fraction(pct) / 100))


def relieved(rows: Parts, terms: PlanTerms, first_no: int = 1) -> Parts:
    return [
        (part, left(no, interest, terms), left(no, fee, terms))
        for no, (part, interest, fee) in enumerate(rows, first_no)
    ]


def charge_parts(
    principal: int, terms: PlanTerms, periods: int, most: tuple[int, int] | None = None
) -> list[tuple[int, int]]:
    """Guarantee and service fee of each of so many periods, left or all: each down to a fen, the rest at one end. `most`:
    what each comes to at most.
    """
    found = []
    for number, kind in enumerate((ChargeKind.GUARANTEE, ChargeKind.SERVICE)):
        whole = sum(
            (_charged(principal, one, terms, periods) for one in terms.charges if one.kind is kind), 0
        )
        if most is not None:
            whole = min(whole, most[number])
        found.append(divided(whole, whole // periods, periods, terms.remainder_in))
    return list(zip(*found, strict=True))


def _charged(principal: int, charge: Charge, terms: PlanTerms, periods: int) -> int:
    if charge.rate_per_period_pct is not None:
        return half_up(principal * Fraction(charge.rate_per_period_pct) / 100 * periods)
    assert charge.total_rate_pct is not None
    return half_up(principal * Fraction(charge.total_rate_pct) / 100 * Fraction(periods, terms.periods))


@dataclass(frozen=True, slots=True)
class OwnRate:
    """A plan's rate a month from its real payments, to fifty digits, and when each payment is, in months."""

    monthly: Decimal
    months: tuple[Decimal, ...]

    @property
    def simple_pct(self) -> Decimal:
        """单利 with two decimals, half up."""
        shown = (self.monthly * 1200).quantize(Decimal("1e-9"), ROUND_HALF_UP)
        return shown.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def worth(self, payments: dict[int, int], since_no: int) -> Decimal:
        """Payments by number, right after instalment `since_no` is due."""
        with localcontext(prec=60):
            since = self.months[since_no - 1] if since_no else Decimal(0)
            worths = (
                paid / (1 + self.monthly) ** (self.months[no - 1] - since) for no, paid in payments.items()
            )
            return sum(worths, Decimal(0))


def own_rate(principal: int, payments: Sequence[int], start: date, due: Sequence[date]) -> OwnRate:
    """By Newton's steps from 0: the worth falls and is convex in the rate, so they never go past the root."""
    with localcontext(prec=60):
        if is_regular(start, due):
            months = tuple(Decimal(no) for no in range(1, len(due) + 1))
        else:
            months = tuple(Decimal((day - start).days) * 12 / 365 for day in due)
        rate = Decimal(0)
        for _ in range(60):
            factors = [(1 + rate) ** -time for time in months]
            worth = sum((p * f for p, f in zip(payments, factors, strict=True)), Decimal(0))
            slope = sum((p * t * f for p, t, f in zip(payments, months, factors, strict=True)), Decimal(0))
            step = (worth - principal) * (1 + rate) / slope
            rate += step
            if abs(step) < Decimal("1e-50"):
                break
        return OwnRate(rate, months)
