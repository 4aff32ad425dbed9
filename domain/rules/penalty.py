"""Penalty interest on what is overdue (罚息).

Source: 银发〔2003〕251号 (the contract rate and a half again) with a cap a year; a grace period (容时) where the contract
gives one. See docs/rules/overdue.md.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from domain.money import RoundingMode, round_fen
from domain.terms import PenaltyTerms
from domain.value import Value

_SHOWN = Decimal("0.000001")
YEAR_DAYS = 360


class Penalty(Value):
    """`daily_rate_pct` per cent a day with six decimals; `days` that are charged, 0 within the grace."""

    daily_rate_pct: Decimal
    days: int
    base_fen: int
    total_fen: int


class Accrual(Value):
    """Where the penalty interest of one instalment stands, in fen.

    `base_fen` bears it from now on. `since`: charged up to that day, with `carried_fen` of it not paid; None where a
    payment after the grace never came in between.
    """

    due_date: date
    base_fen: int
    open_fen: int
    since: date | None = None
    carried_fen: int = 0


# Few contracts, many bills.
@lru_cache(maxsize=1024)
def daily_rate_pct(terms: PenaltyTerms, contract_annual_pct: Decimal) -> Decimal:
    """Per cent a day with six decimals (half up), to be shown; the money is charged at the exact rate."""
    return shown_pct(_daily_pct(terms, contract_annual_pct))


def shown_pct(exact_pct: Fraction) -> Decimal:
    """Return a rate with six decimals, half up."""
    return _SHOWN * round_fen(exact_pct * 1_000_000, RoundingMode.HALF_UP)


def penalty_fen(base_fen: int, days_late: int, terms: PenaltyTerms, contract_annual_pct: Decimal) -> Penalty:
    """Return base × days × daily rate, half up. Later than the grace, every day counts, from the first."""
    days = days_late if days_late > terms.grace_days else 0
    exact_fen = base_fen * days * _daily_pct(terms, contract_annual_pct) / 100
    return Penalty(
        daily_rate_pct=daily_rate_pct(terms, contract_annual_pct),
        days=days,
        base_fen=base_fen,
        total_fen=round_fen(exact_fen, RoundingMode.HALF_UP),
    )


class Accrued(Value):
    """Penalty interest owed on a day, in fen: `fresh_fen` for `days` on `base_fen`, and what was carried."""

    base_fen: int
    days: int
    fresh_fen: int
    carried_fen: int

    @property
    def total_fen(self) -> int:
        return self.fresh_fen + self.carried_fen


def accrued(accrual: Accrual, on: date, terms: PenaltyTerms, contract_annual_pct: Decimal) -> Accrued:
    """Return what of penalty interest is owed `on` a day: what was left of earlier days, and the days since on what
    is open.

    Within the grace nothing is charged, nor where so little is open that it counts as paid (容差).
    """
    base_fen, carried_fen = accrual.base_fen, accrual.carried_fen
    if on <= accrual.due_date or accrual.open_fen <= terms.grace_fen:
        return Accrued(base_fen, 0, 0, carried_fen)
    if accrual.since is None:
        late = penalty_fen(base_fen, (on - accrual.due_date).days, terms, contract_annual_pct)
        return Accrued(base_fen, late.days, late.total_fen, carried_fen)
    days = (on - accrual.since).days
    exact_fen = base_fen * days * _daily_pct(terms, contract_annual_pct) / 100
    return Accrued(base_fen, days, round_fen(exact_fen, RoundingMode.HALF_UP), carried_fen)


def accrued_fen(accrual: Accrual, on: date, terms: PenaltyTerms, contract_annual_pct: Decimal) -> int:
    """`accrued` in all."""
    return accrued(accrual, on, terms, contract_annual_pct).total_fen


def is_capped(terms: PenaltyTerms, contract_annual_pct: Decimal) -> bool:
    """Return whether the rate agreed lies above the cap, which then takes its place."""
    return _agreed_pct(terms, contract_annual_pct) > _cap_pct(terms)


@lru_cache(maxsize=1024)
def _daily_pct(terms: PenaltyTerms, contract_annual_pct: Decimal) -> Fraction:
    return min(_agreed_pct(terms, contract_annual_pct), _cap_pct(terms))


def _agreed_pct(terms: PenaltyTerms, contract_annual_pct: Decimal) -> Fraction:
    if terms.daily_pct is not None:
        return Fraction(terms.daily_pct)
    assert terms.multiple is not None  # PenaltyTerms sees to it
    return Fraction(terms.multiple) * Fraction(contract_annual_pct) / YEAR_DAYS


def _cap_pct(terms: PenaltyTerms) -> Fraction:
    return Fraction(terms.cap_annual_pct) / YEAR_DAYS
