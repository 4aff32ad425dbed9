"""Annual rates from the real cash flows (年化利率): 单利 and 复利.

Source: 中国人民银行公告〔2021〕3号 (all costs over the principal really occupied) as markets apply it. With x the
force of interest per month, the flows satisfy  received = Σ payment · e^(−x·t), t in months: whole months where the
periods are regular (then e^x − 1 is the IRR per month), else days / 365 · 12 (then e^(12x) − 1 is the XIRR).
单利 = 12 (e^x − 1), 复利 = e^(12x) − 1. Float lives inside the root finder only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from math import exp, expm1, log

from domain.money import RoundingMode, round_ratio
from domain.rules.errors import RuleError
from domain.rules.schedule import Schedule
from domain.value import Value

_THOUSAND_FEN = 100_000
_CENT = Decimal("0.01")
_WIDE = Context(prec=400)  # a float has at most 309 digits before the point
_MAX_STEPS = 100
_PRECISE_DIGITS = 50
_PRECISE_STEPS = 3
_SURE = 10**20


class AnnualRates(Value):
    """Per cent with two decimals, half up."""

    simple_pct: Decimal
    compound_pct: Decimal


def annual_rates(schedule: Schedule) -> AnnualRates:
    """Return what the plan costs a year. Raises `RuleError` where no money is received or no rate can be written."""
    return _rates(schedule, schedule.received_fen)


def against_cash_price(schedule: Schedule, cash_price_fen: int) -> AnnualRates:
    """Rate the same flows against what the goods cost without instalments: what "free of interest" really costs."""
    return _rates(schedule, cash_price_fen - schedule.drawdown_fee_fen)


def cost_per_thousand_fen(cost_fen: int, amount_fen: int) -> int:
    """Return what borrowing ¥1,000.00 of `amount_fen` costs, in fen, half up."""
    return round_ratio(cost_fen * _THOUSAND_FEN, amount_fen, RoundingMode.HALF_UP)


def contract_annual_pct(schedule: Schedule) -> Decimal:
    """Return the rate that penalties and daily interest refer to: the agreed annual rate, for fee methods the 单利 of what
    the lender itself charges.
    """
    agreed_pct = schedule.terms.annual_rate_pct
    return annual_rates(schedule.without_charges()).simple_pct if agreed_pct is None else agreed_pct


def rates_of_payments(received_fen: int, payments_fen: Sequence[int]) -> AnnualRates:
    """Rate payments of which nothing else is known, each a month after the one before. Raises `RuleError` where no rate can
    be written.
    """
    return _rates_of_flows(received_fen, payments_fen, range(1, len(payments_fen) + 1))


def rates_of_one(received_fen: int, payment_fen: int, months: float) -> AnnualRates:
    """Rate one payment that comes so many months later. Raises `RuleError` where no rate can be written."""
    return _rates_of_flows(received_fen, [payment_fen], [months])


def yearly_worth_pct(paid_fen: int, spared: Sequence[tuple[int, int]]) -> Decimal | None:
    """Return what paying `paid_fen` now is worth a year (单利, in per cent): what it spares are payments, each so many days
    ahead and so many fen. None where nothing is paid, or it spares no more than is paid.
    """
    if paid_fen <= 0 or sum(fen for _, fen in spared) <= paid_fen or any(days <= 0 for days, _ in spared):
        return None
    try:
        return _rates_of_flows(
            paid_fen, [fen for _, fen in spared], [days * 12 / 365 for days, _ in spared]
        ).simple_pct
    except RuleError:
        return None


def _rates(schedule: Schedule, received_fen: int) -> AnnualRates:
    return _rates_of_flows(received_fen, [row.payment_fen for row in schedule.rows], _months(schedule))


def _rates_of_flows(received_fen: int, payments_fen: Sequence[int], months: Sequence[float]) -> AnnualRates:
    if received_fen <= 0:
        raise RuleError("The fee taken at drawdown leaves nothing of the money, so there is no annual rate.")
    force = _monthly_force(received_fen, payments_fen, months)
    try:
        return AnnualRates(_percent(12 * expm1(force)), _percent(expm1(12 * force)))
    except OverflowError:
        raise RuleError("The annual rate of these payments is too large to be written.") from None


def _months(schedule: Schedule) -> Sequence[float]:
    """Return how long after the drawdown each payment is, in months."""
    if schedule.regular:
        return range(1, len(schedule.rows) + 1)
    drawn = schedule.start.toordinal()
    return [(row.due_date.toordinal() - drawn) * 12 / 365 for row in schedule.rows]


def _monthly_force(received: int, payments: Sequence[int], months: Sequence[float]) -> float:
    """Return the root x of ln Σ payment·e^(−x·t) = ln received.

    The left side falls and is convex in x, so Newton's steps approach the only root from the left, from any start; it
    is almost a straight line, so a handful suffice (no bracket is needed, a test holds it against bisection).
    """
    force = 0.0
    for _ in range(_MAX_STEPS):
        values = [paid * exp(-force * t) for paid, t in zip(payments, months, strict=True)]
        present = sum(values)
        slope = sum([value * t for value, t in zip(values, months, strict=True)]) / present
        step = log(present / received) / slope
        force += step
        if abs(step) < 1e-10:  # the next step would be about its square
            return force
    raise RuleError("No annual rate was found for these payments.")


def _percent(rate: float) -> Decimal:
    """Return two decimals half up. A float may miss a tie by its last digit: it is read to nine decimals first."""
    nine_decimals = Decimal(f"{rate * 100:.9f}")
    return nine_decimals.quantize(_CENT, ROUND_HALF_UP, _WIDE) + 0 * _CENT


def value_at_own_rate(
    schedule: Schedule, payments_fen: Mapping[int, int], paid: int
) -> tuple[Decimal, Decimal]:
    """Return what payments are worth right after due date `paid` at the plan's own rate, in fen, unrounded; that rate
    a month.

    `payments_fen` by number of the instalment. Of all payments to come it is the balance at the plan's own rate;
    after the drawdown (0) the money received.
    """
    with localcontext() as context:
        context.prec = _PRECISE_DIGITS
        months = _precise_months(schedule)
        force = _precise_force(schedule, months, schedule.received_fen)
        since = months[paid - 1] if paid else Decimal(0)
        values = (
            payment_fen * (-force * (months[no - 1] - since)).exp()
            for no, payment_fen in payments_fen.items()
        )
        return sum(values, Decimal(0)), force.exp() - 1


def grown(value_fen: Decimal, rate: Decimal, months: Fraction) -> Fraction:
    """Return a value at the plan's own rate with simple interest for so many months, in fen.

    Both come from a root that is known to more digits than are kept here: what lies on an exact half fen is on it, not a
    last digit beside it.
    """
    exact = Fraction(value_fen) * (1 + Fraction(rate) * months)
    return Fraction(round(exact * _SURE), _SURE)


def monthly_rate(schedule: Schedule, received_fen: int) -> Decimal:
    """Return the rate a month at which all payments are worth `received_fen`, to many digits."""
    with localcontext() as context:
        context.prec = _PRECISE_DIGITS
        return _precise_force(schedule, _precise_months(schedule), received_fen).exp() - 1


def _precise_months(schedule: Schedule) -> list[Decimal]:
    if schedule.regular:
        return [Decimal(row.no) for row in schedule.rows]
    return [Decimal((row.due_date - schedule.start).days) * 12 / 365 for row in schedule.rows]


def _precise_force(schedule: Schedule, months: Sequence[Decimal], received_fen: int) -> Decimal:
    """Polish the float root: each step doubles the digits that are right."""
    if received_fen <= 0:
        raise RuleError("The fee taken at drawdown leaves nothing of the money, so there is no annual rate.")
    payments = [row.payment_fen for row in schedule.rows]
    force = Decimal(_monthly_force(received_fen, payments, _months(schedule)))
    for _ in range(_PRECISE_STEPS):
        values = [paid * (-force * t).exp() for paid, t in zip(payments, months, strict=True)]
        excess = sum(values, Decimal(0)) - received_fen
        force += excess / sum((value * t for value, t in zip(values, months, strict=True)), Decimal(0))
    return force
