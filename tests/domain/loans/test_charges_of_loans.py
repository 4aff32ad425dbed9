"""Guarantee and service fees of a loan, from the purchase to its end: bills, ledger, certificate and audit."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from bot.db.migrate import migrate
from bot.db.revision import newest_revision
from bot.wiring import Container, catalog_importer
from domain.checkout.stored_disclosure import load_disclosure
from domain.contract import load_contract
from domain.customers.results import CustomerView
from domain.loans.ledger import Account, Posting, post
from domain.loans.results import BillState, Split
from domain.orders.results import OrderDetail
from domain.rules.returnable import ReturnLineCode
from domain.rules.settlement_costs import LineCode
from domain.terms import ChargeKind, PenaltyTerms, PrepayPolicy, PrepayStrategy, PrepayTerms
from domain.value import replace
from tests.domain.audit.test_audit import violations
from tests.support import builders
from tests.support.charged_plans import FLAT_ID, GUARANTEE, LOAN_ID, borrowed, charged, open_shop, shop
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.earlier_tables import bring_back
from tests.support.people import arrive, buy, confirm, pay, reach_confirmation, repay_next
from tests.support.returning import REST, THOUSAND, require_clean_books, send_back

TEN_DAYS_IN = date(2026, 5, 15)  # four are paid, ten days of 31 of the fifth period are gone


async def standing_fen(container: Container, loan_id: str) -> Counter[str]:
    """What stands on each account of the loan: what came onto it less what left it."""
    standing: Counter[str] = Counter()
    async with container.store.read() as uow:
        for debit, credit, amount_fen in await uow.ledger.sums(loan_id):
            standing[debit] += amount_fen
            standing[credit] -= amount_fen
    return standing


# Buying


@on_sqlite
async def test_what_is_bought_is_billed_with_its_charges_and_the_contract_names_who_receives_them(
    container: Container, clock: MovableClock
) -> None:
    _, order = await borrowed(container, clock)
    assert [bill.owed_fen for bill in order.bills] == [36_523] * 11 + [36_538]
    assert [bill.guarantee_fen for bill in order.bills] == [799] * 11 + [809]
    assert (str(order.simple_pct), str(order.compound_pct)) == ("17.27", "18.71")
    async with container.store.read() as uow:
        loan = await uow.loans.get(order.bills[0].loan_id)
    assert loan is not None
    assert load_contract(loan.contract).plan.terms.charges == (GUARANTEE,)
    standing = await standing_fen(container, loan.id)
    assert (standing[Account.GUARANTEE_RECEIVABLE], standing[Account.GUARANTEE_INCOME]) == (9_598, -9_598)
    assert (standing[Account.FEE_RECEIVABLE], standing[Account.FEE_INCOME]) == (28_793, -28_793)
    assert standing[Account.SERVICE_RECEIVABLE] == 0
    await require_clean_books(container)


@on_sqlite
async def test_both_charges_stand_on_accounts_of_their_own(container: Container, clock: MovableClock) -> None:
    _, order = await borrowed(container, clock, LOAN_ID, paid=1)
    standing = await standing_fen(container, order.bills[0].loan_id)
    assert standing[Account.GUARANTEE_RECEIVABLE] == 9_598 - 799
    assert standing[Account.SERVICE_RECEIVABLE] == 4_799 - 399
    assert (standing[Account.GUARANTEE_INCOME], standing[Account.SERVICE_INCOME]) == (-9_598, -4_799)
    assert standing[Account.CASH] == 36_729
    await require_clean_books(container)


# Paying


@on_sqlite
async def test_a_payment_in_parts_falls_on_the_fee_then_on_the_guarantee_then_on_the_principal(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock)
    clock.move_to(order.bills[0].due_date)
    splits = []
    for amount_fen in (2_700, 1_000, 36_523 - 3_700):
        quote = await container.services.quotes.amount(customer.id, order.bills[0].loan_id, amount_fen)
        splits.append(quote.split)
        await pay(container, customer, quote.quote_id)
        await require_clean_books(container)
    assert splits == [
        Split(0, 0, 2_399, 0, guarantee_fen=301),
        Split(502, 0, 0, 0, guarantee_fen=498),
        Split(32_823, 0, 0, 0),
    ]
    bill = await container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert (bill.state, bill.guarantee_fen, bill.comes_to_fen) == (BillState.PAID, 799, 36_523)


@on_sqlite
async def test_a_late_bill_bears_penalty_on_its_charge_as_on_its_fee(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock)
    clock.move_to(date(2026, 2, 15))
    bill = await container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert bill.left.penalty_fen == 183  # 365.23 × 0.05 % × 10 = 1.826
    await repay_next(container, customer)
    await require_clean_books(container)


@on_sqlite
async def test_the_penalty_rate_signed_and_charged_is_a_multiple_of_what_the_lender_itself_charges(
    container: Container, clock: MovableClock
) -> None:
    await open_shop(container, penalty=PenaltyTerms(multiple=Decimal("1.5")))
    customer = await arrive(container)
    view = await reach_confirmation(container, customer, plan_id=FLAT_ID)
    async with container.store.read() as uow:
        draft = await uow.drafts.get(view.draft_id)
        assert draft is not None
        signed_pct = load_disclosure(draft.disclosure).penalty_daily_pct
    order = await confirm(container, customer, view)
    clock.move_to(date(2026, 2, 15))
    bill = await container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert signed_pct == bill.penalty_rate.shown_pct == Decimal("0.054292")  # 13.03 % × 1.5 / 360
    assert bill.left.penalty_fen == 198  # 365.23 × 13.03 % × 1.5 / 360 × 10 = 1.9829


@on_sqlite
@pytest.mark.parametrize("fee", ["0", "0.0001"])
async def test_a_lender_that_charges_nothing_itself_has_no_penalty_by_a_multiple_of_it_signed_or_charged(
    container: Container, clock: MovableClock, fee: str
) -> None:
    """Its rate is 0.00 %, which is a rate: not that of the guarantor's fee beside it."""
    spec = shop(penalty=PenaltyTerms(multiple=Decimal("1.5")))
    free = charged(builders.flat("free-12", 12, fee), GUARANTEE)
    await catalog_importer(container.store).apply(replace(spec, plans=(*spec.plans, free)), {})
    customer = await arrive(container)
    view = await reach_confirmation(container, customer, plan_id="free-12")
    async with container.store.read() as uow:
        draft = await uow.drafts.get(view.draft_id)
        assert draft is not None
        signed_pct = load_disclosure(draft.disclosure).penalty_daily_pct
    order = await confirm(container, customer, view)
    clock.move_to(date(2026, 2, 25))
    bill = await container.services.bills.bill(customer.id, order.bills[0].installment_id)
    assert signed_pct == bill.penalty_rate.shown_pct == 0
    assert bill.left.penalty_fen == 0
    await require_clean_books(container)


# Ending early


@on_sqlite
@pytest.mark.parametrize(
    ("policy", "fee_fen", "guarantee_fen"),
    [
        (PrepayPolicy.WAIVED, 0, 0),
        (PrepayPolicy.CURRENT_PERIOD, 2_399, 799),
        (PrepayPolicy.REMAINING_DUE, 19_197, 799),
        (PrepayPolicy.PERIOD_SHARE, 774, 258),
    ],
)
async def test_settling_collects_the_running_periods_charge_and_waives_those_to_come(
    container: Container, clock: MovableClock, policy: PrepayPolicy, fee_fen: int, guarantee_fen: int
) -> None:
    customer, order = await borrowed(container, clock, paid=4, prepay=PrepayTerms(policy))
    clock.move_to(TEN_DAYS_IN)
    loan_id = order.bills[0].loan_id
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    assert quote.settlement is not None
    found = {line.code: line.amount_fen for line in quote.settlement.lines}
    assert (found.get(LineCode.FEE, 0), found.get(LineCode.GUARANTEE, 0)) == (fee_fen, guarantee_fen)
    await pay(container, customer, quote.quote_id)
    await require_clean_books(container)
    standing = await standing_fen(container, loan_id)
    assert standing[Account.GUARANTEE_INCOME] == -(4 * 799 + guarantee_fen)
    assert standing[Account.GUARANTEE_RECEIVABLE] == 0
    document = await container.services.documents.certificate(customer.id, order.summary.order_id)
    paid = document.facts.paid  # type: ignore[union-attr]  # a certificate has it
    assert paid.split.guarantee_fen == 4 * 799 + guarantee_fen
    assert paid.split.fee_fen == 4 * 2_399 + fee_fen


@on_sqlite
@pytest.mark.parametrize(
    ("strategy", "guarantee_fen"),
    [(PrepayStrategy.SMALLER, [799, *[333] * 6, 335]), (PrepayStrategy.FEWER, [799] * 5 + [0] * 3)],
)
async def test_a_part_prepaid_leaves_the_running_charge_and_the_books_clean(
    container: Container, clock: MovableClock, strategy: PrepayStrategy, guarantee_fen: list[int]
) -> None:
    customer, order = await borrowed(container, clock, paid=4)
    clock.move_to(TEN_DAYS_IN)
    quote = await container.services.quotes.prepayment(customer.id, order.bills[0].loan_id, 100_000, strategy)
    await pay(container, customer, quote.quote_id)
    await require_clean_books(container)
    after = await container.services.orders.order(customer.id, order.summary.order_id)
    told = {bill.no: bill.guarantee_fen for bill in after.bills}
    assert [told.get(no, 0) for no in range(5, 13)] == guarantee_fen


@on_sqlite
async def test_goods_that_go_back_cut_the_charge_with_the_fee_and_the_rest_can_be_settled(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock, paid=4)
    await container.services.returns.confirm_receipt(customer.id, order.summary.order_id)
    clock.move_to(TEN_DAYS_IN)
    booked = await send_back(container, customer, order, {THOUSAND: 1})
    effect = {line.code: line.amount_fen for line in booked.effect}
    assert (effect[ReturnLineCode.FEE_CUT], effect[ReturnLineCode.GUARANTEE_CUT]) == (7_203, 2_407)
    await pay(container, customer, await settlement_id(container, customer, order))
    await require_clean_books(container)


@on_sqlite
async def test_all_goods_back_before_receipt_give_back_every_charge_paid(
    container: Container, clock: MovableClock
) -> None:
    customer, order = await borrowed(container, clock, paid=2)
    clock.move_to(date(2026, 3, 10))
    booked = await send_back(container, customer, order, {THOUSAND: 1, REST: 1})
    assert booked.to_customer_fen == 2 * 36_523
    standing = await standing_fen(container, order.bills[0].loan_id)
    assert standing[Account.GUARANTEE_INCOME] == standing[Account.GUARANTEE_RECEIVABLE] == 0


async def settlement_id(container: Container, customer: CustomerView, order: OrderDetail) -> str:
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    return quote.quote_id


# The audit


@on_sqlite
async def test_a_charge_that_was_given_back_beyond_what_was_charged_is_named(
    container: Container, clock: MovableClock
) -> None:
    _, order = await borrowed(container, clock)
    async with container.store.write() as uow:
        postings = [Posting(Account.GUARANTEE_INCOME, Account.CUSTOMER_CREDIT, 9_599)]
        loan_id, now = order.bills[0].loan_id, container.clock.now()
        await post(uow, loan_id, postings, rule="refund_before_receipt", now=now)
        await uow.commit()
    told = [violation.what for violation in await violations(container)]
    assert "guarantee_income is -1 fen: more was given back than was charged" in told


@pytest.mark.parametrize("column", ["guarantee_fen", "service_fen", "paid_guarantee_fen", "paid_service_fen"])
async def test_a_charge_of_a_bill_that_the_ledger_does_not_have_is_named(
    container: Container, clock: MovableClock, column: str
) -> None:
    await borrowed(container, clock, LOAN_ID, paid=1)
    async with container.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text(f"UPDATE installments SET {column} = {column} + 1 WHERE no = 1"))
    told = [violation.what for violation in await violations(container)]
    assert any(f"instalment 1 has {column} = " in what for what in told)


async def test_a_charge_that_was_booked_and_not_disclosed_or_not_agreed_is_named(
    container: Container, clock: MovableClock
) -> None:
    _, order = await borrowed(container, clock)
    loan_id = order.bills[0].loan_id
    async with container.store.write() as uow:
        loan = await uow.loans.get(loan_id)
        assert loan is not None
        loan.disclosure = {**loan.disclosure, "charges_fen": 0}
        await uow.commit()
    booked = "38391 fen were booked at drawdown"
    assert [violation.what for violation in await violations(container)] == [
        f"28793 fen of interest and fees were disclosed, {booked}"
    ]
    await forget_charges(container, loan_id)
    told = [violation.what for violation in await violations(container)]
    assert f"28793 fen of interest and fees were agreed, {booked}" in told
    assert "instalment 1 was not booked at drawdown as the contract says" in told


# Before there were any


async def test_a_loan_of_the_version_before_reads_as_one_without_charges(container: Container) -> None:
    customer = await arrive(container)
    order = await buy(container, customer)
    url = container.engine.url.render_as_string(hide_password=False)
    await bring_back(container.engine, "0007")
    async with container.engine.connect() as connection:
        before = (await connection.execute(text("SELECT * FROM installments ORDER BY no"))).all()
    await container.engine.dispose()  # PostgreSQL's connections remember how the table was
    await forget_charges(container, order.bills[0].loan_id)
    assert await migrate(url) == ("0007", newest_revision())
    async with container.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM installments ORDER BY no"))).mappings().all()
    added = {f"{paid}{kind}_fen" for paid in ("", "paid_") for kind in ChargeKind}
    assert [tuple(fen for name, fen in row.items() if name not in added) for row in rows] == [
        tuple(row) for row in before
    ]
    assert {row[name] for row in rows for name in added} == {0}
    await require_clean_books(container)
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert quote.amount_fen == 399_900 + 2_399
    assert await repay_next(container, customer) == 35_724
    await require_clean_books(container)


async def forget_charges(container: Container, loan_id: str) -> None:
    """Take out of what is kept of the loan what the version before did not know."""
    async with container.store.write() as uow:
        loan = await uow.loans.get(loan_id)
        assert loan is not None
        plan = loan.contract["plan"]
        terms = {key: value for key, value in plan["terms"].items() if key != "charges"}
        loan.contract = {**loan.contract, "plan": {**plan, "terms": terms}}
        shown = {key: value for key, value in loan.disclosure.items() if key != "charges_fen"}
        shown["terms"] = {key: value for key, value in shown["terms"].items() if key != "charges"}
        old = ("no", "due_date", "principal_fen", "interest_fen", "fee_fen")
        shown["schedule"] = [{key: row[key] for key in old} for row in shown["schedule"]]
        loan.disclosure = shown
        await uow.commit()
