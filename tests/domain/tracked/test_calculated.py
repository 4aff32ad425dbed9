"""An offer of the calculator as a note: the amount of each period where all are alike, and what was really received."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calculator.results import Offer, Way
from domain.calculator.rules import calculate
from domain.tracked.calculated import terms_of
from domain.tracked.results import TrackedField, TrackedTerms
from domain.tracked.rules import missing, rates_of, with_periods_left

TODAY = date(2026, 11, 30)
PCT = 10**6


def terms(way: Way, value: int, amount_fen: int = 3_999_00, periods: int = 12) -> TrackedTerms:
    return terms_of(calculate(Offer(amount_fen, periods, way, value), TODAY))


def test_what_is_known_is_taken_over_and_its_name_and_day_are_asked() -> None:
    found = terms(Way.FLAT_PER_PERIOD, 600_000)
    assert found == TrackedTerms(amount_fen=357_24, principal_fen=3_999_00, periods=12)
    assert missing(found) is TrackedField.NAME
    assert missing(TrackedTerms(name="花呗", amount_fen=357_24, periods=12)) is TrackedField.DUE
    assert with_periods_left(found, 12) == found


@pytest.mark.parametrize(
    "offer",
    [(Way.EQUAL_PRINCIPAL, 12 * PCT), (Way.INTEREST_ONLY, 12 * PCT), (Way.FIRST_BILL, 7_200_000)],
)
def test_where_payments_differ_no_amount_is_noted(offer: tuple[Way, int]) -> None:
    found = terms(*offer)
    assert (found.amount_fen, found.open_amount, found.periods) == (None, True, 12)


def test_of_what_was_kept_back_the_rate_is_that_of_what_was_received() -> None:
    found = terms(Way.DRAWDOWN, 7_200_000)
    assert found.principal_fen == 3_999_00 - 287_93
    rates = rates_of(found)
    assert rates is not None
    assert f"{rates.simple_pct}" == "14.03"


def test_what_rounding_leaves_in_the_last_payment_is_no_other_amount() -> None:
    found = terms(Way.EQUAL_INSTALLMENT, 3_600_000, 300_000_00, 360)
    assert (found.amount_fen, found.open_amount) == (1_363_94, False)
