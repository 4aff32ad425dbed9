"""The figures of an offer, by the rules that charge customers and that `python -m bot quote` answers with. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.calculator.errors import NotCalculable
from domain.calculator.results import (
    Calculation,
    Early,
    EarlyCalculation,
    Offer,
    OfferComparison,
    PartEarly,
    Problem,
    Way,
)
from domain.money import RoundingMode, round_fen
from domain.rules.errors import RuleError
from domain.rules.prepayment import prepay
from domain.rules.rates import AnnualRates, annual_rates, rates_of_one, rates_of_payments
from domain.rules.schedule import Schedule, build_schedule
from domain.rules.settlement import settle
from domain.terms import PrepayPolicy, PrepayStrategy, PrepayTerms
from domain.value import replace

_STRATEGIES = (PrepayStrategy.FEWER, PrepayStrategy.SMALLER)
_WAIVED = PrepayTerms(PrepayPolicy.WAIVED)
_MONTHS, _DAYS_OF_A_YEAR = 12, 360


def calculate(offer: Offer, today: date) -> Calculation:
    """Work out an offer that is drawn today, each instalment a month after the one before. Raises `NotCalculable`."""
    if offer.way is Way.PAYMENTS:
        payments = (offer.value,) * offer.periods
        if sum(payments) < offer.amount_fen - offer.withheld_fen - offer.periods:
            raise NotCalculable(Problem.LESS_THAN_LENT)
        return Calculation(offer, payments, (), offer.withheld_fen, _rates_of(offer, payments))
    if offer.is_at_once:
        return _at_once(offer)
    plan = schedule_of(offer, today)
    plan = replace(plan, drawdown_fee_fen=plan.drawdown_fee_fen + offer.withheld_fen)
    if plan.received_fen <= 0:
        raise NotCalculable(Problem.NOTHING_RECEIVED)
    payments = tuple(row.payment_fen for row in plan.rows)
    return Calculation(offer, payments, plan.rows, plan.drawdown_fee_fen, _rates(plan))


def _at_once(offer: Offer) -> Calculation:
    """Work out what is paid in one payment: of a rate a twelfth for each month, or a 360th for each day."""
    if offer.is_an_amount:
        cost_fen = offer.value
    else:
        parts = _DAYS_OF_A_YEAR if offer.counts_days else _MONTHS
        cost = Fraction(offer.pct) / 100 * offer.amount_fen * offer.periods / parts
        cost_fen = round_fen(cost, RoundingMode.HALF_UP)
    paid_fen = offer.amount_fen + cost_fen
    months = offer.periods * _MONTHS / 365 if offer.counts_days else offer.periods
    try:
        rates: AnnualRates | None = rates_of_one(offer.amount_fen - offer.withheld_fen, paid_fen, months)
    except RuleError:
        rates = None
    return Calculation(offer, (paid_fen,), (), offer.withheld_fen, rates)


def schedule_of(offer: Offer, today: date) -> Schedule:
    """Return the schedule of an offer. Raises `NotCalculable` where only its payments are known."""
    if offer.terms is None:
        raise NotCalculable(Problem.NO_SCHEDULE)
    return build_schedule(offer.amount_fen, offer.terms, today)


def calculate_early(offer: Offer, early: Early, today: date) -> EarlyCalculation:
    """Work out what paying a part, or all, right after an instalment changes. Raises `NotCalculable`."""
    calculation, plan = calculate(offer, today), schedule_of(offer, today)
    if not 1 <= early.after < offer.periods:
        raise NotCalculable(Problem.AFTER_OUT_OF_RANGE, last=offer.periods - 1)
    balance_fen = plan.balance_after_fen(early.after)
    if early.amount_fen is not None and not 0 < early.amount_fen < balance_fen:
        raise NotCalculable(Problem.PART_TOO_LARGE, balance=balance_fen)
    rest = plan.rows[early.after :]
    return EarlyCalculation(
        calculation=calculation,
        early=early,
        balance_fen=balance_fen,
        cost_left_fen=sum(row.cost_fen for row in rest),
        parts=_parts(plan, early),
        waived_fen=settle(plan, early.after, plan.due_after(early.after), _WAIVED).saved_fen,
    )


def compare(one: Offer, other: Offer, today: date) -> OfferComparison:
    """Set two offers side by side: which costs less, and which has the lower rate. Raises `NotCalculable`."""
    both = (calculate(one, today), calculate(other, today))
    rates = [each.rates.simple_pct if each.rates is not None else None for each in both]
    return OfferComparison(
        both=both,
        cheaper=_less(both[0].cost_fen, both[1].cost_fen),
        lower=None if rates[0] is None or rates[1] is None else _less(rates[0], rates[1]),
    )


def advertised_pct(offer: Offer) -> Fraction:
    """Return what a fee comes to a year where one takes it of the whole amount all the time, as adverts do."""
    match offer.way:
        case Way.FLAT_PER_PERIOD:
            return Fraction(offer.pct) * _MONTHS
        case _ if offer.is_an_amount:
            return Fraction(offer.value * 100, offer.amount_fen) * _MONTHS / offer.periods
    return Fraction(offer.pct) * _MONTHS / offer.periods


def _parts(plan: Schedule, early: Early) -> tuple[PartEarly, ...]:
    if early.amount_fen is None:
        return ()
    can_shorten = plan.terms.method.traits.can_shorten
    found = []
    for strategy in _STRATEGIES:
        if strategy is PrepayStrategy.FEWER and not can_shorten:
            continue
        result = prepay(plan, early.amount_fen, early.after, strategy)
        found.append(PartEarly(strategy, result.payments_fen, result.saved_fen))
    return tuple(found)


def _rates(plan: Schedule) -> AnnualRates | None:
    try:
        return annual_rates(plan)
    except RuleError:
        return None


def _rates_of(offer: Offer, payments_fen: tuple[int, ...]) -> AnnualRates | None:
    """Rate payments alone; of what was rounded down in each of them the last one makes up."""
    received_fen = offer.amount_fen - offer.withheld_fen
    short_fen = max(received_fen - sum(payments_fen), 0)
    try:
        return rates_of_payments(received_fen, (*payments_fen[:-1], payments_fen[-1] + short_fen))
    except RuleError:
        return None


def _less(one: int | Decimal, other: int | Decimal) -> int | None:
    """Return which of two is less, 0 or 1; None where they are equal."""
    return None if one == other else int(other < one)
