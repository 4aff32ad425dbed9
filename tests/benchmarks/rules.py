"""The rules themselves: a dated schedule with both annual rates, beside what a library in Rust does for the same loan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from time import perf_counter

import pyxirr

from domain.rules.amounts import installment_amounts
from domain.rules.rates import annual_rates
from domain.rules.schedule import build_schedule
from domain.terms import Method, PlanTerms, Rounding
from tests.benchmarks import tables

MEASURES = True
CALLS = 2_000
ROUNDS = 25
PERIODS = 12
AMOUNT_FEN = 399_900
START, ODD_FIRST_DUE = date(2026, 11, 22), date(2027, 1, 5)
LOAN = PlanTerms(Method.EQUAL_INSTALLMENT, PERIODS, annual_rate_pct=Decimal(12))
FLAT = PlanTerms(Method.FLAT_FEE, PERIODS, fee_per_period_pct=Decimal("0.6"), rounding=Rounding.FLOOR)
FLOWS = [-3999.0, *[355.31] * 11, 355.27]

Measured = Callable[[], object]


def library_amounts() -> list[tuple[float | None, float | None]]:
    """Principal and interest of every period."""
    periods = range(1, PERIODS + 1)
    return [(pyxirr.ppmt(0.01, k, PERIODS, -3999.0), pyxirr.ipmt(0.01, k, PERIODS, -3999.0)) for k in periods]


def library_rate() -> float | None:
    return pyxirr.irr(FLOWS)


def dated(terms: PlanTerms, first_due: date | None = None) -> Measured:
    """A dated schedule and both annual rates of it."""
    return lambda: annual_rates(build_schedule(AMOUNT_FEN, terms, START, first_due))


def amounts(terms: PlanTerms) -> Measured:
    return lambda: installment_amounts(AMOUNT_FEN, terms)


THEIRS: dict[str, Measured] = {
    "pyxirr's ppmt and ipmt, 12 periods": library_amounts,
    "pyxirr's irr": library_rate,
}
AMOUNTS: dict[str, Measured] = {
    "amounts, interest": amounts(LOAN),
    "amounts, flat fee": amounts(FLAT),
}
DATED: dict[str, Measured] = {
    "dated and rated, interest": dated(LOAN),
    "dated and rated, odd first period": dated(LOAN, ODD_FIRST_DUE),
    "dated and rated, flat fee": dated(FLAT),
}


def main() -> None:
    measured = {**THEIRS, **AMOUNTS, **DATED}
    # In turns, so that whatever else the machine does meets each of them.
    rounds = [[_call_us(call) for call in measured.values()] for _ in range(ROUNDS)]
    cost_us = dict(zip(measured, tables.medians(rounds), strict=True))
    loop_us, rate_us = (cost_us[name] for name in THEIRS)
    tables.heading(
        f"The rules: ¥3,999.00 over {PERIODS} periods (medians of {ROUNDS} rounds of {CALLS} calls)"
    )
    for name, value_us in cost_us.items():
        tables.line(name, value_us, "µs", 1)
    for name in AMOUNTS:
        tables.ratio(f"{name} / ppmt, ipmt", cost_us[name] / loop_us, "at most 1")
    for name in DATED:
        tables.ratio(f"{name} / theirs", cost_us[name] / (loop_us + rate_us), "at most 10")


def _call_us(call: Measured) -> float:
    """Of one call, in microseconds."""
    began = perf_counter()
    for _ in range(CALLS):
        call()
    return (perf_counter() - began) / CALLS * 1e6


if __name__ == "__main__":
    main()
