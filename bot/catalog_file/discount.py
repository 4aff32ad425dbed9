"""What a plan takes off its interest or fee, `discount`: a percentage, a sum, or a sum each period."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bot.catalog_file import values
from bot.catalog_file.table import Fault, Table
from domain.terms import Discount

_KEYS = ("rate", "sum", "per_period")


class PlanDiscount(Table):
    """`{ rate = "50%" }`, `{ sum = 20 }` or `{ per_period = 5 }`."""

    rate_pct: Annotated[Decimal | None, values.percent(least="0.01", most="100")] = Field(None, alias="rate")
    sum_fen: Annotated[int | None, values.yuan()] = Field(None, alias="sum")
    per_period_fen: Annotated[int | None, values.yuan()] = Field(None, alias="per_period")

    @classmethod
    def contradictions(cls, content: dict[str, object]) -> Iterator[Fault]:
        given = [key for key in _KEYS if key in content]
        if not given:
            yield Fault((), 'A discount needs rate, sum or per_period, like { rate = "50%" }.')
        if len(given) > 1:
            yield Fault((given[1],), f"Write either {given[0]} or {given[1]}, not both.")

    def terms(self) -> Discount:
        return Discount(**dict(self))
