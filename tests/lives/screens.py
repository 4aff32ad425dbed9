"""Every screen and document that a customer with a loan can ask for, whatever the state of the loan."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from datetime import date
from typing import Any

from domain.loans.snapshots import BillFacts
from domain.periods import year_of
from handlers.services import Services


def screens(
    services: Services, customer_id: str, order_id: str, today: date
) -> Iterator[Coroutine[Any, Any, Any]]:
    yield services.orders.orders(customer_id, 0)
    yield services.orders.order(customer_id, order_id)
    yield services.bills.current_bills(customer_id)
    yield services.history.overview(customer_id)
    yield services.history.bills(customer_id, 0)
    yield services.history.payments(customer_id, 0)
    yield services.history.whole(customer_id)
    yield services.calendar.calendar(customer_id)
    yield services.autopay.view(customer_id)
    yield services.refunds.overpayments(customer_id)
    yield services.documents.repayments(customer_id)
    yield services.documents.settled(customer_id)
    yield services.breakdowns.order(customer_id, order_id)
    yield services.documents.statement(customer_id, year_of(today))


def one_of_each_kind(facts: list[BillFacts], today: date) -> list[BillFacts]:
    """A bill's screens depend on its state and on whether it is the first or the last; one of each is looked at."""
    kinds = {
        (
            fact.settled_at is None,
            any((fact.paid_principal_fen, fact.paid_interest_fen, fact.paid_fee_fen, fact.paid_penalty_fen)),
            any((fact.principal_fen, fact.interest_fen, fact.fee_fen)),
            (today > fact.due_date) - (today < fact.due_date),
            fact.penalty_since is None,
            fact is facts[0],
            fact is facts[-1],
        ): fact
        for fact in facts
    }
    return list(kinds.values())
