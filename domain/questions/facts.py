"""The figures that answers to frequent questions name, from the catalogue and from the customer's own contracts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from domain import tables as t
from domain.contract import contract_annual_pct, load_contract, load_lender, load_plan
from domain.plans.pricing import price_plan
from domain.questions.results import OfferFacts, PenaltyRange
from domain.rules.penalty import daily_rate_pct
from domain.unit_of_work import UnitOfWork

_FINE = Decimal("0.001")  # of a range: of one rate every decimal is said


async def offer_facts(uow: UnitOfWork) -> OfferFacts | None:
    """Return what can be had now; None where there is no plan."""
    offered = await uow.catalog.plans_with_institutions()
    if not offered:
        return None
    lenders = {row.id: load_lender(row.spec) for _, row in offered}
    return OfferFacts(
        lenders=tuple(lender.name for lender in lenders.values()),
        smallest_fen=min(plan.min_amount_fen for plan, _ in offered),
        longest=max(plan.periods for plan, _ in offered),
        youngest=min(lender.min_age for lender in lenders.values()),
        oldest=max(lender.max_age for lender in lenders.values()),
    )


async def penalty_range(uow: UnitOfWork, customer_id: str, today: date) -> PenaltyRange | None:
    """Return what being late costs a day by the customer's open contracts; where there is none, by the plans on offer, and
    None where there are none either.
    """
    bills = await uow.installments.open_facts(customer_id)
    contracts = [load_contract(stored) for stored in {bill.loan_id: bill.contract for bill in bills}.values()]
    own = [daily_rate_pct(contract.lender.penalty, contract.annual_pct) for contract in contracts]
    rates = own or _rates_on_offer(await uow.catalog.plans_with_institutions(), today)
    return _range(rates, own=bool(own)) if rates else None


def _rates_on_offer(offered: Sequence[tuple[t.Plan, t.Institution]], today: date) -> list[Decimal]:
    rates = []
    for plan_row, lender_row in offered:
        lender, plan = load_lender(lender_row.spec), load_plan(plan_row.spec)
        priced = price_plan(lender, plan, plan.min_amount_fen, today)
        rates.append(daily_rate_pct(lender.penalty, contract_annual_pct(plan, priced.own_pct)))
    return rates


def _range(rates: Sequence[Decimal], *, own: bool) -> PenaltyRange:
    """Return from the least to the most; where they differ, with three decimals around them."""
    least, most = min(rates), max(rates)
    if least == most:
        return PenaltyRange(least, most, own)
    return PenaltyRange(least.quantize(_FINE, ROUND_FLOOR), most.quantize(_FINE, ROUND_CEILING), own)
