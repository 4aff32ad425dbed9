"""The ceiling at import: the figure is named, and the whole file stays out."""

from __future__ import annotations

from decimal import Decimal

from bot.catalog_file.ceiling import ceiling_check
from tests.support.builders import flat, lender

CHECK = ceiling_check(Decimal(24), Decimal(20))


def test_a_plan_above_the_ceiling_is_refused_with_its_figure() -> None:
    finding = CHECK(lender(), flat("dear", 12, "1.2"))
    assert finding is not None
    assert finding.refuses
    assert "25.6" in finding.message
    assert "RATE_CEILING_PCT" in finding.message


def test_a_plan_between_warning_and_ceiling_is_taken_with_a_warning() -> None:
    finding = CHECK(lender(), flat("middle", 12, "1.0"))
    assert finding is not None
    assert not finding.refuses
    assert "RATE_WARNING_PCT" in finding.message


def test_a_plan_below_both_passes_in_silence() -> None:
    assert CHECK(lender(), flat("usual", 12, "0.6")) is None


def test_the_ceiling_is_the_operators() -> None:
    assert ceiling_check(Decimal(12), Decimal(12))(lender(), flat("usual", 12, "0.6")) is not None
