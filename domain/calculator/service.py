"""The calculator's door: the figures of offers as of today. Nothing is asked of anybody and nothing is kept."""

from __future__ import annotations

from datetime import date

from domain.calculator import rules
from domain.calculator.results import Calculation, Early, EarlyCalculation, Offer, OfferComparison
from domain.dates import business_day
from domain.ports import Clock


class CalculatorService:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def calculate(self, offer: Offer) -> Calculation:
        """Return what an offer comes to. Raises `NotCalculable`."""
        return rules.calculate(offer, self._today())

    def early(self, offer: Offer, early: Early) -> EarlyCalculation:
        """Return what paying a part of it early, or all, changes. Raises `NotCalculable`."""
        return rules.calculate_early(offer, early, self._today())

    def compare(self, one: Offer, other: Offer) -> OfferComparison:
        """Set two offers side by side. Raises `NotCalculable`."""
        return rules.compare(one, other, self._today())

    def _today(self) -> date:
        return business_day(self._clock.now())
