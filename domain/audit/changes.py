"""Whether every change of a schedule that was signed, and no other, is in the books: new dates, plans in hardship."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from domain import tables as t
from domain.audit.repository import LoanBooks
from domain.contract import load_contract
from domain.hardship.entries import is_of_a_plan, load_plan_row, rule_of_plan
from domain.hardship.results import PlanStatus, SignedRow
from domain.loans.ledger import BookedInstallment, by_installment
from domain.plans.pricing import agreed_schedule, billed_rows
from domain.rescheduling.entries import INTEREST, is_of_a_move, load_row, rule_of
from domain.rescheduling.results import PLAN, MovedRow
from domain.rules.position import AT_DRAWDOWN
from domain.value import names_of

_PARTS = ("principal_fen", "interest_fen", "fee_fen", "guarantee_fen", "service_fen")


def signed_rows(change: t.Rescheduling) -> list[SignedRow] | list[MovedRow]:
    if change.kind == PLAN:
        return [load_plan_row(stored) for stored in change.rows]
    return [load_row(stored) for stored in change.rows]


def due_dates_now(books: LoanBooks, agreed: dict[int, date]) -> dict[int, date]:
    """Return when each instalment falls due by the contract and what was signed since; a plan makes new ones."""
    moved = (row for change in books.reschedulings for row in signed_rows(change))
    return agreed | {row.no: row.due_date for row in moved}


def check_changes(books: LoanBooks) -> Iterator[str]:
    """Yield what is wrong with changes of the schedule. Each begins with what was in force and moves just what was signed;
    no two instalments fall on one day.
    """
    contract = load_contract(books.loan.contract)
    agreed = agreed_schedule(contract, books.loan.principal_fen, books.loan.start_date)
    due_dates = {row.no: row.due_date for row in billed_rows(contract, agreed)}
    booked = _booked_moves(books)
    yield from _of_moves_only(books)
    ids = {row.no: row.id for row in books.installments}
    for change in books.reschedulings:
        for row in signed_rows(change):
            if row.was_due != due_dates.get(row.no):
                yield f"change {change.id} moves instalment {row.no} from {row.was_due}, where it was not due"
            due_dates[row.no] = row.due_date
        if change.kind == PLAN:
            yield from _plan(books, change)
            continue
        rows = [load_row(stored) for stored in change.rows]
        for row in rows:
            more_fen = row.interest_fen - row.was_interest_fen
            if booked.pop((rule_of(change), ids.get(row.no)), 0) != more_fen:
                yield f"change {change.id} has {more_fen} fen more for instalment {row.no}, the ledger says otherwise"
        if sum(row.interest_fen - row.was_interest_fen for row in rows) != change.extra_fen:
            yield f"change {change.id} says that it costs {change.extra_fen} fen, its instalments say otherwise"
    signed = {rule_of_plan(change) for change in books.reschedulings if change.kind == PLAN}
    rules = {rule for rule, _ in booked} | {one.rule for one in books.entries if is_of_a_plan(one.rule)}
    for rule in sorted(rules - signed):
        yield f"the ledger names {rule}, which was not signed"
    dates = [row.due_date for row in books.installments if row.no != AT_DRAWDOWN]
    if any(later <= earlier for earlier, later in pairwise(dates)):
        yield "its due dates are not in order"


def _booked_moves(books: LoanBooks) -> Counter[tuple[str, str | None]]:
    booked = Counter[tuple[str, str | None]]()
    for entry in books.entries:
        if is_of_a_move(entry.rule):
            booked[entry.rule, entry.installment_id] += entry.amount_fen * _more_interest(entry)
    return booked


def _of_moves_only(books: LoanBooks) -> Iterator[str]:
    for entry in books.entries:
        if is_of_a_move(entry.rule) and not _more_interest(entry):
            yield f"entry {entry.seq} of {entry.rule} moves something else than interest"


def _plan(books: LoanBooks, change: t.Rescheduling) -> Iterator[str]:
    """Yield what is wrong with a plan in hardship. It divides anew, and charges interest only; nothing is paid by it."""
    rows = [load_plan_row(stored) for stored in change.rows]
    booked = by_installment([entry for entry in books.entries if entry.rule == rule_of_plan(change)])
    ids = {row.no: row.id for row in books.installments}
    for row in rows:
        found = booked.pop(ids.get(row.no), BookedInstallment())
        if any(getattr(found, part) != getattr(row.now, part) - getattr(row.was, part) for part in _PARTS):
            yield f"plan {change.id} changes instalment {row.no} otherwise than the ledger says"
        if any(getattr(found, name) for name in names_of(found) if name.startswith("paid_")):
            yield f"plan {change.id} pays something of instalment {row.no}"
    for installment_id in booked:
        yield f"the ledger of plan {change.id} names instalment {installment_id}, which it does not change"
    more = {part: sum(getattr(row.now, part) - getattr(row.was, part) for row in rows) for part in _PARTS}
    if more.pop("interest_fen") != change.extra_fen or any(more.values()):
        yield f"plan {change.id} charges something else than interest, or other interest than it says"


def check_plans(books: LoanBooks) -> Iterator[str]:
    """Yield what is wrong with what became of a plan: it was signed, and one that was kept is paid."""
    signed = {change.id for change in books.reschedulings if change.kind == PLAN}
    named = {plan.rescheduling_id for plan in books.hardship_plans}
    if signed != named:
        yield "its plans in hardship are not those that were signed"
    for plan in books.hardship_plans:
        status = PlanStatus(plan.status)
        if (plan.ended_at is not None) != (status in (PlanStatus.KEPT, PlanStatus.LAPSED)):
            yield f"plan {plan.id} is {status}, its end says otherwise"
        if status is PlanStatus.KEPT and books.loan.status != t.LoanStatus.SETTLED:
            yield f"plan {plan.id} was kept, but its loan is {books.loan.status}"


def _more_interest(entry: t.LedgerEntry) -> int:
    """Return 1 where it charges more interest, -1 where less, 0 where it does neither."""
    accounts = (entry.debit_account, entry.credit_account)
    return (accounts == (INTEREST.receivable, INTEREST.income)) - (
        accounts == (INTEREST.income, INTEREST.receivable)
    )
