"""A plan whose first periods are free, as the customer sees it: table, disclosure, agreement, formulas, settling."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.wiring import Container, catalog_importer
from domain.breakdowns.results import PrepaymentWorkings, SettlementWorkings
from domain.breakdowns.service import plan_workings
from domain.checkout.results import AgreementFacts
from domain.contract import LoanContract, dump_plan, load_plan
from domain.customers.results import CustomerView
from domain.orders.results import OrderDetail
from domain.plans.pricing import price_plan, schedule_of
from domain.terms import (
    Discount,
    InstitutionSpec,
    PlanSpec,
    PlanTerms,
    PrepayPolicy,
    PrepayStrategy,
    PrepayTerms,
)
from domain.value import replace
from handlers.breakdowns.early_views import prepayment_screen, settlement_screen
from handlers.breakdowns.step_views import row_lines
from handlers.breakdowns.views import plan_screen
from handlers.buttons.home import OpenHome
from handlers.checkout.agreement import agreement_text
from handlers.plans.options_table import rate_note
from handlers.ui.components import payments_text
from tests.domain.quotes.test_early_repayment import require_clean_books
from tests.handlers.plans.test_terms_on_screens import TODAY, T, disclosure, said
from tests.support.builders import catalog, equal_installment, flat, lender
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, repay_next

LOAN = equal_installment("bank-12", 12, "12", "demo-bank")
FLAT = flat("consumer-12", 12, "0.6")


def relieved(plan: PlanSpec, **terms: object) -> PlanSpec:
    return replace(plan, terms=replace(plan.terms, **terms))


def disclosed(terms: PlanTerms, by: InstitutionSpec | None = None) -> tuple[str, str]:
    """The cost disclosure and the agreement of a flat plan."""
    by = by or lender()
    option = price_plan(by, replace(FLAT, terms=terms), 399_900, TODAY)
    shown = disclosure(by, terms=terms, schedule=option.schedule, fee_fen=option.fee_fen)
    agreed = agreement_text(T, AgreementFacts("draft", "张*", "1***1", (), shown)).text
    return "\n".join(said(shown)), agreed


def test_the_free_periods_stand_with_the_plans_in_the_disclosure_and_in_the_agreement() -> None:
    plan = relieved(FLAT, free_periods=3)
    option = price_plan(lender(), plan, 399_900, TODAY)
    assert payments_text(T, option) == "前 3 期 ¥333.25，之后 ¥357.24"
    assert rate_note(T, [option]).endswith("\n分 12 期的方案：第 1 至 3 期免息")
    by_share = lender(prepay=PrepayTerms(PrepayPolicy.PERIOD_SHARE))
    shown, agreed = disclosed(plan.terms, by_share)
    assert "每期 0.6%，按借款本金，第 1 至 3 期免息" in shown
    assert "¥215.96" in shown
    assert "免息期内结清，当期不收利息。" in shown
    assert "利息（每期 0.6%，按借款本金，第 1 至 3 期免息）合计 ¥215.96，" in agreed
    assert "第 1 至 3 期每期 ¥333.25，第 4 至 11 期每期 ¥357.24，第 12 期 ¥357.29" in agreed


@pytest.mark.parametrize(
    ("discount", "words"),
    [
        (Discount(Decimal(50)), "利息减 50%"),
        (Discount(Decimal(100)), "利息全免"),
        (Discount(sum_fen=2_000), "利息立减 ¥20.00，从最早的一期减起"),
        (Discount(per_period_fen=500), "每期利息减 ¥5.00"),
    ],
)
def test_a_discount_stands_beside_the_rate(discount: Discount, words: str) -> None:
    plan = relieved(FLAT, discount=discount)
    shown, agreed = disclosed(plan.terms)
    assert f"每期 0.6%，按借款本金，{words}" in shown
    assert f"利息（每期 0.6%，按借款本金，{words}）合计" in agreed
    assert rate_note(T, [price_plan(lender(), plan, 399_900, TODAY)]).endswith(f"的方案：{words}")


@pytest.mark.parametrize(
    ("plan", "lines"),
    [
        (
            relieved(LOAN, free_periods=1),
            [
                "免息：第 1 期免收利息，这一期免 ¥39.99",
                "减去优惠：¥355.31 − ¥39.99 = ¥315.32",
                "12 期利息加起来：¥0.00 + … + ¥3.52 = ¥224.69",
                "利息合计：¥264.68 − 优惠 ¥39.99 = ¥224.69",
            ],
        ),
        (
            relieved(LOAN, discount=Discount(Decimal(50))),
            [
                "优惠：利息减 50%，¥39.99 − ¥19.99 = ¥20.00",
                "减去优惠：¥355.31 − ¥19.99 = ¥335.32",
                "利息合计：¥264.68 − 优惠 ¥132.31 = ¥132.37",
            ],
        ),
        (
            relieved(FLAT, discount=Discount(sum_fen=2_000)),
            ["优惠：利息立减 ¥20.00，这一期 ¥23.99 − ¥20.00 = ¥3.99"],
        ),
        (
            relieved(FLAT, discount=Discount(per_period_fen=500)),
            ["优惠：每期利息减 ¥5.00，¥23.99 − ¥5.00 = ¥18.99"],
        ),
        (
            relieved(FLAT, free_periods=3),
            ["免息：第 1 至 3 期免收利息，这一期免 ¥23.99", "利息合计：¥287.93 − 优惠 ¥71.97 = ¥215.96"],
        ),
    ],
)
def test_the_workings_say_what_is_not_charged(plan: PlanSpec, lines: list[str]) -> None:
    schedule = schedule_of(lender(), plan, 399_900, TODAY)
    rates = price_plan(lender(), plan, 399_900, TODAY)
    contract = LoanContract(lender(), plan, f"{rates.simple_pct}", f"{rates.compound_pct}")
    shown = plan_screen(T, plan_workings(contract, schedule), OpenHome()).html()
    assert [line for line in lines if line not in shown] == []


def test_a_contract_of_before_charges_all() -> None:
    stored = dump_plan(LOAN)
    del stored["terms"]["free_periods"], stored["terms"]["discount"]
    assert load_plan(stored) == LOAN


async def borrowed(container: Container, **relief: object) -> tuple[CustomerView, OrderDetail]:
    """The example's loan with a relief, at a lender that settles by the interest of the days."""
    terms = PrepayTerms(PrepayPolicy.DAILY_INTEREST)
    spec = catalog()
    lenders = tuple(replace(one, prepay=terms) for one in spec.institutions)
    plans = (*spec.plans[:2], relieved(LOAN, **relief))
    await catalog_importer(container.store).apply(replace(spec, institutions=lenders, plans=plans), {})
    customer = await arrive(container)
    return customer, await buy(container, customer, plan_id="bank-12")


@on_sqlite
async def test_of_interest_by_days_it_is_said_what_is_left_after_the_discount(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, discount=Discount(Decimal(50)))
    for bill in order.bills[:4]:
        clock.move_to(bill.due_date)
        await repay_next(container, customer)
    clock.move_to(date(2026, 5, 15))
    quotes, workings, loan_id = (
        container.services.quotes,
        container.services.breakdowns,
        order.bills[0].loan_id,
    )
    whole = await workings.quote(customer.id, (await quotes.settlement(customer.id, loan_id)).quote_id)
    assert isinstance(whole, SettlementWorkings)
    said = settlement_screen(T, whole, container.services.today()).html()
    assert "× 10 天 = ¥9.06（从 5月5日（周二）起算）\n优惠后收 ¥4.53" in said
    quote = await quotes.prepayment(customer.id, loan_id, 100_000, PrepayStrategy.SMALLER)
    part = await workings.quote(customer.id, quote.quote_id)
    assert isinstance(part, PrepaymentWorkings)
    said = prepayment_screen(T, part, container.services.today()).html()
    assert "× 10 天 = ¥3.33（从 5月5日（周二）起算）\n优惠后收 ¥1.67" in said


@on_sqlite
async def test_a_loan_is_settled_in_its_second_free_period_for_the_principal_alone(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, free_periods=3)
    clock.move_to(order.bills[0].due_date)
    await repay_next(container, customer)
    bill = await container.services.breakdowns.bill(customer.id, order.bills[1].installment_id)
    assert "免息：第 1 至 3 期免收利息，这一期免 ¥36.84" in row_lines(T, bill.row)
    clock.move_to(date(2026, 2, 15))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert quote.amount_fen == 368_368
    shown = await container.services.breakdowns.quote(customer.id, quote.quote_id)
    assert isinstance(shown, SettlementWorkings)
    assert (
        "利息：第 1 至 3 期免息，到今天的利息不收"
        in settlement_screen(T, shown, container.services.today()).html()
    )
    await container.services.payments.confirm_quote(customer.id, quote.quote_id)
    await require_clean_books(container)
