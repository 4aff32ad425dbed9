"""A plan that was signed becomes entries: instalments, ledger and the rows that say so, together; and how one ends."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from domain import tables as t
from domain.dates import business_day
from domain.hardship.results import HardshipPreview, PlanStatus, SignedRow
from domain.ids import new_id
from domain.loans.ledger import Account, post
from domain.loans.rescheduling import plan_of, reschedule, settle_paid_rows
from domain.loans.snapshots import InstallmentState
from domain.outbox.results import NoticeKind
from domain.rescheduling.results import PLAN, SignedText
from domain.rules.hardship import HardshipSchedule
from domain.rules.position import LoanPosition, RowChange
from domain.stored_json import from_stored, to_stored
from domain.unit_of_work import UnitOfWork
from domain.value import asdict

_RULE = "hardship"


def rule_of_plan(row: t.Rescheduling) -> str:
    """Return the rule of its entries in the ledger; it names the row, so each entry leads to what was signed."""
    return f"{_RULE}:{row.id}"


def is_of_a_plan(rule: str) -> bool:
    return rule.partition(":")[0] == _RULE


def load_plan_row(stored: dict[str, Any]) -> SignedRow:
    return from_stored(SignedRow, stored)


def signed_rows(loan: LoanPosition, plan: HardshipSchedule) -> tuple[SignedRow, ...]:
    """Return every instalment that the plan changes, as it was and as it is from then on."""
    was = {row.no: row for row in loan.every_row}
    parts = {row.no: row for row in plan.rows}
    found: list[SignedRow] = []
    for change in plan.changes(loan):
        row, part = was.get(change.no), parts.get(change.no)
        due_date = part.due_date if part else row.due_date if row else date.max
        found.append(
            SignedRow(
                no=change.no,
                was_due=row.due_date if row else None,
                due_date=due_date,
                was=row.scheduled if row else RowChange(change.no, 0, 0, 0),
                now=change,
                carried_fen=part.carried_fen if part else 0,
                payment_fen=part.payment_fen if part else 0,
            )
        )
    return tuple(found)


async def book_plan(
    uow: UnitOfWork,
    loan: t.Loan,
    preview: HardshipPreview,
    rows: tuple[SignedRow, ...],
    signed: SignedText,
    now: datetime,
) -> tuple[t.Rescheduling, t.HardshipPlan]:
    """Book it on the locked loan, and answer what was signed and the plan; the caller commits."""
    made = t.Rescheduling(
        id=new_id(),
        customer_id=loan.customer_id,
        loan_id=loan.id,
        loan_version=loan.version,
        kind=PLAN,
        value=preview.option.offer.months,
        rows=[to_stored(one) for one in rows],
        extra_fen=sum(one.now.interest_fen - one.was.interest_fen for one in rows),
        **{f"agreement_{name}": value for name, value in asdict(signed).items()},
        agreed_at=now,
    )
    uow.add(made, *(_new_installment(loan, one) for one in rows if one.was_due is None))
    await uow.flush()
    states = {state.no: state for state in await uow.installments.states(loan.id)}
    postings = reschedule(
        states,
        [one.now for one in rows],
        principal_against=Account.PREPAID_PRINCIPAL,
        refunded_from=Account.CUSTOMER_CREDIT,
    )
    changed = [_begin(states[one.no], one) for one in rows]
    settle_paid_rows(changed, now)
    await uow.installments.write_moved(changed)
    loan.periods, _ = plan_of(list(states.values()))
    loan.version += 1
    row = _running(loan, preview, rows, made.id, now)
    uow.add(row)
    await uow.flush()
    await post(uow, loan.id, postings, rule=rule_of_plan(made), now=now)
    return made, row


def _running(
    loan: t.Loan, preview: HardshipPreview, rows: tuple[SignedRow, ...], rescheduling_id: str, now: datetime
) -> t.HardshipPlan:
    return t.HardshipPlan(
        id=new_id(),
        customer_id=loan.customer_id,
        loan_id=loan.id,
        rescheduling_id=rescheduling_id,
        status=PlanStatus.ACTIVE,
        offer=to_stored(preview.option.offer),
        annual_pct=str(preview.plan.annual_pct),
        carried={str(one.no): one.carried_fen for one in rows if one.carried_fen},
        waived_fen=preview.plan.waived_fen,
        lapse_days=preview.lapse_days,
        signed_at=now,
    )


def _new_installment(loan: t.Loan, row: SignedRow) -> t.Installment:
    return t.Installment(
        id=new_id(),
        loan_id=loan.id,
        customer_id=loan.customer_id,
        no=row.no,
        due_date=row.due_date,
        principal_fen=0,
        interest_fen=0,
        fee_fen=0,
    )


def _begin(state: InstallmentState, row: SignedRow) -> InstallmentState:
    """Let the instalment be what the plan says: nothing of it is late, and no penalty interest stands on it."""
    state.due_date, state.penalty_since, state.penalty_carried_fen = row.due_date, None, 0
    return state


async def lapse(uow: UnitOfWork, loan: t.Loan, row: t.HardshipPlan, now: datetime) -> None:
    """End the plan on the locked loan: the penalty interest that was set aside is owed again, to the fen, with the oldest
    open instalment. Dates and amounts stay; the caller commits.
    """
    oldest = next(one for one in await uow.installments.states(loan.id) if one.settled_at is None)
    oldest.penalty_carried_fen += row.waived_fen
    await uow.installments.write([oldest])
    loan.version += 1
    row.status, row.ended_at = PlanStatus.LAPSED, now


async def keep(uow: UnitOfWork, row: t.HardshipPlan, now: datetime) -> None:
    """Note that all of the plan was paid, which is told: what was set aside is waived for good. The caller commits."""
    row.status, row.ended_at = PlanStatus.KEPT, now
    await uow.outbox.enqueue(row.customer_id, NoticeKind.PLAN_KEPT, business_day(now), row.loan_id, now)
