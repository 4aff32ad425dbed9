"""The audit finds nothing in good books, and names what was tampered with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.wiring import Container
from domain.audit.service import AuditService, Violation
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.people import arrive, buy, repay_next


async def violations(container: Container) -> list[Violation]:
    audit = AuditService(container.store)
    of_loans = [violation async for _, found in audit.loans() for violation in found]
    return of_loans + await audit.across()


async def tamper(container: Container, statement: str) -> None:
    async with container.engine.execution_options(writes=True).begin() as connection:
        touched = await connection.execute(text(statement))
        assert touched.rowcount == 1


@pytest.fixture
async def books(container: Container, clock: MovableClock) -> Container:
    """One customer, two loans, two instalments paid, one of them late."""
    customer = await arrive(container)
    first = await buy(container, customer)
    await buy(container, customer, product_id="lamp", plan_id="consumer-3")
    loan_id = first.bills[0].loan_id
    await repay_next(container, customer, loan_id)
    clock.move_to(first.bills[1].due_date + timedelta(days=5))
    await repay_next(container, customer, loan_id)
    return container


@on_sqlite
async def test_good_books_have_no_breach(books: Container) -> None:
    assert await violations(books) == []


@on_sqlite
async def test_an_empty_database_has_no_breach(container: Container) -> None:
    assert await violations(container) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "UPDATE ledger_entries SET amount_fen = amount_fen + 1 WHERE seq = 20",
            "the chain is broken at ledger entry 20",
        ),
        ("UPDATE ledger_entries SET rule = 'other' WHERE seq = 21", "the chain is broken at ledger entry 21"),
        ("DELETE FROM ledger_entries WHERE seq = 20", "ledger entry 20 is missing"),
        (
            "UPDATE installments SET paid_principal_fen = paid_principal_fen - 1"
            " WHERE no = 1 AND settled_at IS NOT NULL",
            "paid_principal_fen",
        ),
        (
            "UPDATE installments SET principal_fen = principal_fen + 1 WHERE no = 12",
            "fen are in the instalments",
        ),
        (
            "UPDATE installments SET settled_at = NULL WHERE no = 2 AND settled_at IS NOT NULL",
            "instalment 2 is paid",
        ),
        (
            "UPDATE loans SET status = 'settled' WHERE principal_fen = 399900",
            "its state is settled, its instalments say otherwise",
        ),
        (
            "UPDATE payments SET status = 'void' WHERE amount_fen = (SELECT min(amount_fen) FROM payments)",
            "the ledger says otherwise",
        ),
        (
            "UPDATE credit_lines SET used_fen = used_fen + 1 WHERE institution_id = 'demo-consumer'",
            "are used up",
        ),
        (
            "UPDATE orders SET total_fen = total_fen + 1 WHERE total_fen = 399900",
            "its lines come to 399900 fen",
        ),
    ],
)
async def test_what_was_tampered_with_is_named(books: Container, change: str, said: str) -> None:
    await tamper(books, change)
    found = await violations(books)
    assert any(said in violation.what for violation in found), found


OWNED = ("loans", "installments", "payments", "repayment_quotes", "orders")


@pytest.mark.parametrize("table", OWNED)
async def test_what_was_given_to_another_customer_is_named(books: Container, table: str) -> None:
    """Also by who sees to it that the sums agree."""
    another = await arrive(books, 77)
    async with books.engine.execution_options(writes=True).begin() as connection:
        given = {"to": another.id}
        await connection.execute(text(f"UPDATE {table} SET customer_id = :to"), given)
        if table == "loans":
            await connection.execute(text("UPDATE credit_lines SET customer_id = :to"), given)
    found = await violations(books)
    assert any("is of another customer than its row of" in violation.what for violation in found), found


async def test_an_entry_put_in_afterwards_breaks_the_chain(books: Container) -> None:
    await tamper(
        books,
        "INSERT INTO ledger_entries (id, loan_id, seq, installment_id, debit_account, credit_account, amount_fen,"
        " rule, posted_at, chain) SELECT 'forged', loan_id, seq + 1, installment_id, debit_account,"
        " credit_account, amount_fen, rule, posted_at, chain FROM ledger_entries AS e"
        " WHERE seq = (SELECT max(seq) FROM ledger_entries WHERE loan_id = e.loan_id) AND payment_id IS NOT NULL",
    )
    assert any("the chain is broken" in violation.what for violation in await violations(books))
