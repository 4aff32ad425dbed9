"""The audit holds goods that went back against the order, the loan and the ledger."""

from __future__ import annotations

import pytest

from bot.wiring import House
from tests.domain.audit.test_audit import breaches, tamper
from tests.support.clock import MovableClock
from tests.support.returning import REST, TEN_DAYS_LATE, THOUSAND, ask, bought, open_shop, send_back


@pytest.fixture
async def books(house: House, clock: MovableClock) -> House:
    """Four paid, the fifth late; one return booked before receipt, one declined, one waiting."""
    await open_shop(house)
    customer, order = await bought(house, clock, "bank-12", received=False)
    clock.move_to(TEN_DAYS_LATE)
    await send_back(house, customer, order, {THOUSAND: 1})
    declined = await ask(house, customer, order, {REST: 1})
    await house.services.refunds.decline(declined.refund_id, "少了配件")
    await ask(house, customer, order, {REST: 1})
    return house


async def test_good_books_with_returns_have_no_breach(books: House) -> None:
    assert await breaches(books) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "UPDATE refunds SET to_customer_fen = to_customer_fen + 1 WHERE status = 'booked'",
            "fen for the customer, the ledger has 100000",
        ),
        ("UPDATE refunds SET to_customer_fen = 1 WHERE status = 'declined'", "is declined over"),
        ("UPDATE refunds SET status = 'withdrawn' WHERE status = 'booked'", "is withdrawn over"),
        ("UPDATE refunds SET status = 'booked' WHERE status = 'requested'", "the ledger has 0 and 0"),
        ("UPDATE refunds SET status = 'booked' WHERE status = 'declined'", "says it did 0 fen of 299900"),
        ("UPDATE refunds SET amount_fen = 99999 WHERE status = 'booked'", "its goods cost 100000 fen"),
        (
            """UPDATE refunds SET lines = '[{"line_no": 1, "quantity": 2}]' WHERE status = 'booked'""",
            "2 pieces of line 1 went back, 1 were bought",
        ),
        (
            """UPDATE refunds SET lines = '[{"line_no": 7, "quantity": 1}]' WHERE status = 'requested'""",
            "is of goods that were not bought",
        ),
        (
            "UPDATE refunds SET effect = '[]' WHERE status = 'booked'",
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
async def test_what_was_tampered_with_is_named(books: House, change: str, said: str) -> None:
    await tamper(books, change)
    found = await breaches(books)
    assert any(said in breach.what for breach in found), found


async def test_an_entry_of_a_refund_that_waits_is_named(books: House) -> None:
    """Also one that moves nothing between merchant and customer."""
    await tamper(
        books,
        "UPDATE ledger_entries SET refund_id = (SELECT id FROM refunds WHERE status = 'requested') WHERE seq = 1",
    )
    assert any("is requested over" in breach.what for breach in await breaches(books))
