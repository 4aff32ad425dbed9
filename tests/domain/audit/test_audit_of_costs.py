"""The audit holds the cost that was booked against the one that was agreed and disclosed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.wiring import Container
from domain.audit.service import AuditService
from domain.loans.ledger import Account, Posting, post
from tests.domain.audit.test_audit import tamper, violations
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.fees_at_drawdown import FEE_FEN, PLAN_ID, PRINCIPAL_FEN, open_shop, sign
from tests.support.people import arrive, buy, pay


async def told(container: Container) -> list[str]:
    return [violation.what for violation in await violations(container)]


@on_sqlite
async def test_a_fee_that_was_agreed_and_never_booked_is_named(container: Container) -> None:
    await open_shop(container)
    await sign(container, await arrive(container), drawdown_fee_fen=0)
    assert await told(container) == [
        "the contract has 11 instalments, the loan 10, or other numbers",
        f"{FEE_FEN} fen of interest and fees were agreed, 0 fen were booked at drawdown",
        f"{FEE_FEN} fen of interest and fees were disclosed, 0 fen were booked at drawdown",
    ]


@on_sqlite
async def test_another_fee_than_the_agreed_is_named(container: Container) -> None:
    await open_shop(container)
    await sign(container, await arrive(container), drawdown_fee_fen=FEE_FEN - 1)
    assert await told(container) == [
        "instalment 0 was not booked at drawdown as the contract says",
        f"{FEE_FEN} fen of interest and fees were agreed, {FEE_FEN - 1} fen were booked at drawdown",
        f"{FEE_FEN} fen of interest and fees were disclosed, {FEE_FEN - 1} fen were booked at drawdown",
    ]


@on_sqlite
async def test_more_fee_given_back_than_was_charged_is_named(container: Container) -> None:
    """As loans of before were settled: the unused part of a fee that nobody had paid came off the principal."""
    await open_shop(container)
    customer = await arrive(container)
    loan_id = (await sign(container, customer)).bills[0].loan_id
    quote = await container.services.quotes.settlement(customer.id, loan_id)
    paid = await pay(container, customer, quote.quote_id)
    assert await told(container) == []
    async with container.store.write() as uow:
        postings = [Posting(Account.FEE_INCOME, Account.CASH, FEE_FEN)]
        now = container.clock.now()
        await post(uow, loan_id, postings, rule="settle_early", now=now, payment_id=paid.payment_id)
        await uow.commit()
    assert f"fee_income is -{FEE_FEN} fen: more was given back than was charged" in await told(container)


@on_sqlite
async def test_a_return_that_gives_back_a_fee_nobody_paid_is_named(container: Container) -> None:
    await open_shop(container)
    loan_id = (await sign(container, await arrive(container))).bills[0].loan_id
    async with container.store.write() as uow:
        postings = [Posting(Account.FEE_INCOME, Account.CUSTOMER_CREDIT, FEE_FEN)]
        await post(uow, loan_id, postings, rule="refund_before_receipt", now=container.clock.now())
        await uow.commit()
    assert f"fee_income is -{FEE_FEN} fen: more was given back than was charged" in await told(container)


@on_sqlite
async def test_loans_signed_before_the_fee_was_billed_are_counted_and_no_breach(container: Container) -> None:
    await open_shop(container)
    audit = AuditService(container.store)
    assert await audit.never_billed() == (0, 0)
    await sign(container, await arrive(container))
    await buy(container, await arrive(container, 2), plan_id="consumer-3", product_id="lamp")
    assert await told(container) == []
    assert await audit.never_billed() == (1, FEE_FEN)


@on_sqlite
async def test_a_loan_whose_fee_is_billed_is_none_of_them(container: Container) -> None:
    await open_shop(container)
    await buy(container, await arrive(container), plan_id=PLAN_ID)
    assert await AuditService(container.store).never_billed() == (0, 0)


@on_sqlite
@pytest.mark.parametrize("plan_id", ["consumer-3", "consumer-12", "bank-12", PLAN_ID])
async def test_a_cost_that_is_booked_as_disclosed_is_no_breach(
    container: Container, clock: MovableClock, plan_id: str
) -> None:
    await open_shop(container)
    customer = await arrive(container)
    order = await buy(container, customer, plan_id=plan_id)
    clock.move_to(order.bills[1].due_date + timedelta(days=3))
    quote = await container.services.quotes.settlement(customer.id, order.bills[0].loan_id)
    assert quote.amount_fen > PRINCIPAL_FEN
    await pay(container, customer, quote.quote_id)
    assert await told(container) == []


async def test_another_cost_in_the_disclosure_than_in_the_books_is_named(container: Container) -> None:
    order = await buy(container, await arrive(container))
    cost_fen = sum(bill.interest_fen + bill.fee_fen for bill in order.bills)
    is_postgres = container.engine.dialect.name == "postgresql"
    stored = "disclosure::text" if is_postgres else "disclosure"
    # The first is the row of the first instalment, which says nothing of the whole.
    changed = f'replace({stored}, \'"interest_fen": 0, "fee_fen": {cost_fen},\', \'"interest_fen": 0, "fee_fen": 1,\')'
    await tamper(container, f"UPDATE loans SET disclosure = {changed}{'::json' if is_postgres else ''}")
    assert await told(container) == [
        f"1 fen of interest and fees were disclosed, {cost_fen} fen were booked at drawdown"
    ]
