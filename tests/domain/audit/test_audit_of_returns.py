"""The audit holds goods that went back against the order, the loan and the ledger."""

from __future__ import annotations

import pytest

from bot.wiring import Container
from tests.domain.audit.test_audit import tamper, violations
from tests.support.clock import MovableClock
from tests.support.databases import on_sqlite
from tests.support.returning import REST, TEN_DAYS_LATE, THOUSAND, ask, bought, open_shop, send_back


@pytest.fixture
async def books(container: Container, clock: MovableClock) -> Container:
    """Four paid, the fifth late; one return booked before receipt, one declined, one waiting."""
    await open_shop(container)
    customer, order = await bought(container, clock, "bank-12", received=False)
    clock.move_to(TEN_DAYS_LATE)
    await send_back(container, customer, order, {THOUSAND: 1})
    declined = await ask(container, customer, order, {REST: 1})
    await container.services.returns.decline(declined.return_id, "少了配件")
    await ask(container, customer, order, {REST: 1})
    return container


@on_sqlite
async def test_good_books_with_returns_have_no_breach(books: Container) -> None:
    assert await violations(books) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "UPDATE returns SET to_customer_fen = to_customer_fen + 1 WHERE status = 'booked'",
            "fen for the customer, the ledger has 100000",
        ),
        ("UPDATE returns SET to_customer_fen = 1 WHERE status = 'declined'", "is declined over"),
        ("UPDATE returns SET status = 'withdrawn' WHERE status = 'booked'", "is withdrawn over"),
        ("UPDATE returns SET status = 'booked' WHERE status = 'requested'", "the ledger has 0 and 0"),
        ("UPDATE returns SET status = 'booked' WHERE status = 'declined'", "says it did 0 fen of 299900"),
        ("UPDATE returns SET amount_fen = 99999 WHERE status = 'booked'", "its goods cost 100000 fen"),
        (
            """UPDATE returns SET lines = '[{"line_no": 1, "quantity": 2}]' WHERE status = 'booked'""",
            "2 pieces of line 1 went back, 1 were bought",
        ),
        (
            """UPDATE returns SET lines = '[{"line_no": 7, "quantity": 1}]' WHERE status = 'requested'""",
            "is of goods that were not bought",
        ),
        (
            "UPDATE returns SET effect = '[]' WHERE status = 'booked'",
            "says it did 0 fen of 100000 fen",
        ),
        (
            "UPDATE installments SET interest_fen = interest_fen + 1 WHERE no = 6",
            "instalment 6 has interest_fen",
        ),
        ("UPDATE installments SET principal_fen = 1 WHERE no = 12", "fen went back"),
        (
            "UPDATE credit_lines SET used_fen = used_fen + 100000 WHERE used_fen > 0",
            "are used up",
        ),
    ],
)
async def test_what_was_tampered_with_is_named(books: Container, change: str, said: str) -> None:
    await tamper(books, change)
    found = await violations(books)
    assert any(said in violation.what for violation in found), found


async def test_an_entry_of_a_refund_that_waits_is_named(books: Container) -> None:
    """Also one that moves nothing between merchant and customer."""
    await tamper(
        books,
        "UPDATE ledger_entries SET return_id = (SELECT id FROM returns WHERE status = 'requested') WHERE seq = 1",
    )
    assert any("is requested over" in violation.what for violation in await violations(books))
