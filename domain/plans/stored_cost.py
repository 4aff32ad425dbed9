"""What a plan costs, read from the disclosure that was kept with the loan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from domain.plans.results import TrueCost
from domain.rules.rates import AnnualRates
from domain.stored_json import from_stored
from domain.value import Value


class _Disclosed(Value):
    """The fields of a kept disclosure that say its cost; what older ones were kept without has a default."""

    principal_fen: int
    interest_fen: int
    fee_fen: int
    simple_pct: Decimal
    compound_pct: Decimal
    charges_fen: int = 0
    cash_price_fen: int | None = None
    against_cash: AnnualRates | None = None


def load_cost(disclosure: dict[str, Any]) -> TrueCost:
    """Return the cost as it was disclosed."""
    shown = from_stored(_Disclosed, disclosure)
    return TrueCost(
        shown.principal_fen,
        shown.interest_fen + shown.fee_fen + shown.charges_fen,
        shown.charges_fen,
        shown.simple_pct,
        shown.compound_pct,
        shown.cash_price_fen,
        shown.against_cash,
    )
