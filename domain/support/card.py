"""What the staff is shown of a case: enough to answer, and nobody's name."""

from __future__ import annotations

from datetime import date, timedelta

from domain import tables as t
from domain.cases.casebook import answer_by, line_of
from domain.cases.holds import loans_on_hold
from domain.cases.types import Author, CaseBill, CaseCard, CaseKind, CaseLoan, CaseStatus, Decision
from domain.identity.facts import name_mask_of
from domain.loans.bills import to_pay_next, views_of
from domain.loans.results import BillState
from domain.moves.steps import customer_mark, move_of_case
from domain.phones.steps import phone_of_case
from domain.ports import FieldCipher
from domain.unit_of_work import UnitOfWork

LAST_LINES = 5
_OUT_OF_SIGHT = (Author.DENIED, Author.REMINDED)
_LATE = (BillState.GRACE, BillState.OVERDUE, BillState.PAYING)


async def card_of(uow: UnitOfWork, case: t.Case, cipher: FieldCipher, today: date) -> CaseCard:
    customer = await uow.customers.get(case.customer_id)
    assert customer is not None
    said = [entry for entry in await uow.cases.entries(case.id) if entry.author not in _OUT_OF_SIGHT]
    return CaseCard(
        case_id=case.id,
        customer_id=case.customer_id,
        number=case.number,
        kind=CaseKind(case.kind),
        status=CaseStatus(case.status),
        decision=Decision(case.decision) if case.decision else None,
        decided_by=case.decided_by,
        customer_mark=customer_mark(cipher, case.customer_id),
        name_mask=name_mask_of(await uow.identities.get(case.customer_id), cipher),
        locale=customer.locale,
        opened_at=case.opened_at,
        today=today,
        loan=await _loan(uow, case.loan_id, today) if case.loan_id else None,
        promised_on=case.promised_on,
        pauses_until=case.pauses_until,
        amount_fen=case.amount_fen,
        answer_by=answer_by(case),
        lines=tuple(line_of(entry, cipher) for entry in said[-LAST_LINES:]),
        version=case.version,
        staff_message_id=case.staff_message_id,
        staff_chat_id=case.staff_chat_id,
        move=await move_of_case(uow, case.id, cipher) if case.kind == CaseKind.MOVE else None,
        phone=await phone_of_case(uow, case.id, cipher) if case.kind == CaseKind.PHONE else None,
    )


async def _loan(uow: UnitOfWork, loan_id: str, today: date) -> CaseLoan:
    bills = views_of(await uow.installments.facts_of_loan(loan_id), today)
    order = await uow.orders.get(bills[0].order_id)
    assert order is not None
    late = [bill for bill in bills if bill.due_date < today and bill.state in _LATE]
    return CaseLoan(
        order_number=order.number,
        title=bills[0].title,
        item_count=bills[0].item_count,
        lender_name=bills[0].lender_name,
        late_fen=sum(bill.owed_fen for bill in late),
        oldest_due=late[0].due_date if late else None,
        days_late=(today - late[0].due_date).days if late else 0,
    )


async def bill_of(uow: UnitOfWork, customer_id: str, loan_id: str, today: date) -> CaseBill | None:
    """Return what is late of the loan, else what comes next of it; None where nothing is open."""
    told, daily_fen = to_pay_next(await uow.installments.facts_of_loan(loan_id), today)
    if not told:
        return None
    holds = await uow.cases.holds_of([customer_id])
    return CaseBill(
        today=today,
        installment_id=told[0].installment_id,
        due_date=told[0].due_date,
        owed_fen=sum(bill.owed_fen for bill in told),
        daily_fen=daily_fen,
        is_late=told[0].due_date < today,
        is_paused=loan_id in loans_on_hold(holds.get(customer_id, ()), today + timedelta(days=1)),
    )
