"""The cost disclosure of a draft, by the same rules that will charge."""

from __future__ import annotations

from datetime import date

from domain import tables as t
from domain.checkout.draft import cash_price_fen, require_plan
from domain.checkout.results import Disclosure
from domain.contract import contract_annual_pct, load_lender, load_plan
from domain.dates import business_day
from domain.plans.pricing import price_plan
from domain.ports import Clock
from domain.rules.steps import penalty_rate
from domain.terms import InstitutionSpec, PlanSpec
from domain.unit_of_work import UnitOfWork


async def make_disclosure(uow: UnitOfWork, clock: Clock, draft: t.CheckoutDraft) -> Disclosure:
    """Return the disclosure of the chosen plan at today's terms; refused, and the plan forgotten, where that is no
    longer offered.
    """
    plan_row, lender_row = await require_plan(uow, draft)
    return disclosure_of(
        load_lender(lender_row.spec), load_plan(plan_row.spec), draft, business_day(clock.now())
    )


def disclosure_of(lender: InstitutionSpec, plan: PlanSpec, draft: t.CheckoutDraft, start: date) -> Disclosure:
    """Return the disclosure of a plan that is drawn on `start`."""
    option = price_plan(lender, plan, draft.amount_fen, start, cash_price_fen=cash_price_fen(draft))
    rate = penalty_rate(lender.penalty, contract_annual_pct(plan, option.own_pct))
    return Disclosure(
        draft_id=draft.id,
        lender_name=lender.name,
        lender_contact=lender.contact,
        lender_url=lender.official_url,
        method=plan.terms.method,
        fee_timing=plan.terms.fee_timing,
        principal_fen=draft.amount_fen,
        periods=plan.terms.periods,
        schedule=option.schedule,
        interest_fen=option.interest_fen,
        fee_fen=option.fee_fen,
        simple_pct=option.simple_pct,
        compound_pct=option.compound_pct,
        penalty=lender.penalty,
        penalty_daily_pct=rate.shown_pct,
        penalty_rate=rate,
        prepay=lender.prepay,
        surplus=lender.allocation.surplus,
        drawdown_fee_fen=option.drawdown_fee_fen,
        terms=plan.terms,
        charges_fen=option.charges_fen,
        cash_price_fen=option.cash_price_fen,
        against_cash=option.against_cash,
        statement_day=lender.due_day.statement_day,
    )
