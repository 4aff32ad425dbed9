"""What a plan costs beside interest, `charges`: guarantee and service fees, each with who receives it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bot.catalog_file import values
from bot.catalog_file.table import Fault, Table, local_text, not_both, refusal, tables_like
from bot.catalog_file.values import Choice
from domain.terms import Charge, ChargeKind
from domain.text import LocalText

PAYEE_LENGTH = 30
_LEAST = "0.000001"  # nothing is no charge


class PlanCharge(Table):
    """`{ kind = "guarantee", payee = "…", rate_per_period = "0.2%" }`."""

    kind: Choice[ChargeKind] = Field(examples=['"guarantee"'])
    payee: Annotated[LocalText, local_text(PAYEE_LENGTH)] = Field(examples=['"示例融资担保"'])
    rate_per_period_pct: Annotated[Decimal | None, values.percent(least=_LEAST, most="10")] = Field(
        None, alias="rate_per_period"
    )
    total_rate_pct: Annotated[Decimal | None, values.percent(least=_LEAST, most="100")] = Field(
        None, alias="total_rate"
    )

    @classmethod
    def contradictions(cls, content: dict[str, object]) -> Iterator[Fault]:
        if "rate_per_period" not in content and "total_rate" not in content:
            yield Fault(
                (), 'A charge needs rate_per_period or total_rate, like "0.2%"; without any, leave it out.'
            )
        yield from not_both(content, "rate_per_period", "total_rate")

    def terms(self) -> Charge:
        return Charge(**dict(self))


tables = tables_like('charges = [{ kind = "guarantee", payee = "…", rate_per_period = "0.2%" }]')


def once_of_each_kind(charges: tuple[PlanCharge, ...]) -> tuple[PlanCharge, ...]:
    seen: set[ChargeKind] = set()
    for number, charge in enumerate(charges):
        if charge.kind in seen:
            said = (
                f"The plan has a charge of the kind {charge.kind} already; it takes at most one of each kind."
            )
            raise refusal(Fault((number, "kind"), said))
        seen.add(charge.kind)
    return charges
