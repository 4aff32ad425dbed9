"""A shop with a fee at drawdown, and loans of before such fees were billed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.wiring import Container, catalog_importer
from domain.checkout.origination import Signed, originate_loan
from domain.contract import LoanContract, load_lender, load_plan
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.plans.credit_lines import take_credit
from domain.plans.pricing import price_plan
from domain.terms import FeeTiming, Method, PlanTerms, PrepayPolicy, PrepayTerms, Rounding
from domain.value import replace
from tests.support.builders import catalog, flat
from tests.support.people import reach_confirmation

PLAN_ID = "upfront-10"
FEE_FEN, PRINCIPAL_FEN, BILL_FEN = 239_94, 3_999_00, 399_90
TERMS = PlanTerms(
    Method.UPFRONT_FEE,
    10,
    total_fee_pct=Decimal(6),
    fee_timing=FeeTiming.DRAWDOWN,
    rounding=Rounding.FLOOR,
)


async def open_shop(container: Container, timing: FeeTiming = FeeTiming.DRAWDOWN, **terms: Any) -> None:
    """`upfront-10`: 6 % at drawdown, over ten periods; unless told otherwise given back for the time not used."""
    spec = catalog()
    plan = replace(flat(PLAN_ID, 10, "0"), terms=replace(TERMS, fee_timing=timing))
    changes = {"prepay": PrepayTerms(PrepayPolicy.ACTUAL_USE), **terms}
    lenders = tuple(replace(one, **changes) for one in spec.institutions)
    await catalog_importer(container.store).apply(
        replace(spec, institutions=lenders, plans=(plan, *spec.plans)), {}
    )


async def sign(container: Container, customer: CustomerView, **wrong: Any) -> OrderDetail:
    """Book a loan of `PLAN_ID` as if its contract was another in these fields: without any, as it was signed before a
    fee at drawdown was billed.
    """
    shown = await reach_confirmation(container, customer, plan_id=PLAN_ID)
    today, now = container.services.today(), container.clock.now()
    async with container.store.write() as uow:
        draft = await uow.drafts.get(shown.draft_id)
        found = await uow.catalog.plan(PLAN_ID)
        assert draft is not None
        assert found is not None
        assert draft.agreed_at is not None
        plan, lender = load_plan(found[0].spec), load_lender(found[1].spec)
        option = price_plan(lender, plan, draft.amount_fen, today)
        contract = LoanContract(lender, plan, str(option.simple_pct), str(option.compound_pct), **wrong)
        await take_credit(uow, customer.id, lender, draft.amount_fen)
        signed = Signed(contract, option.schedule, today, draft.agreed_at)
        order = await originate_loan(uow, draft, signed, now)
        await uow.commit()
        order_id = order.id
    return await container.services.orders.order(customer.id, order_id)
