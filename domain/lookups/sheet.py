"""How a customer stands, on one sheet: read in one transaction, the newest of each list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TypeVar

from domain import tables as t
from domain.autopay.results import RunOutcome
from domain.cases.types import CaseKind, CaseStatus, Decision
from domain.contract import load_contract
from domain.dates import business_day
from domain.errors import NotFound, SealBroken
from domain.identity.facts import identity_state, open_fact
from domain.loans.bills import views_of
from domain.loans.results import BillState, BillView
from domain.lookups.people import as_person
from domain.lookups.repository import (
    CaseFacts,
    ConsentFacts,
    DebitFacts,
    DocumentFacts,
    LoanFacts,
    NoticeFacts,
    OrderFacts,
    PaymentFacts,
)
from domain.lookups.results import (
    CaseBrief,
    ConsentLine,
    CustomerSheet,
    DebitLine,
    DocumentLine,
    LoanLine,
    NoticeLine,
    OrderBrief,
    PaymentLine,
    Reachable,
)
from domain.outbox.results import NoticeKind
from domain.pii.id_numbers import mask_id_number, mask_phone
from domain.ports import FieldCipher
from domain.shipping.addresses import address_mask
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork

MOST = 20  # of each list
NOTICE_DAYS = 56  # so far back notices are shown
Facts = TypeVar("Facts")
Line = TypeVar("Line")


class _Lists:
    """The lists of a sheet, cut; which of them go on is kept."""

    def __init__(self) -> None:
        self.more: set[str] = set()

    def cut(self, name: str, rows: Sequence[Facts], line: Callable[[Facts], Line]) -> tuple[Line, ...]:
        if len(rows) > MOST:
            self.more.add(name)
        return tuple(line(row) for row in rows[:MOST])


async def read_sheet(uow: UnitOfWork, customer_id: str, cipher: FieldCipher, today: date) -> CustomerSheet:
    """Read all of it. Raises `NotFound`."""
    customer = await uow.customers.get(customer_id)
    if customer is None:
        raise NotFound()
    identity, look, asked = await uow.identities.get(customer_id), uow.lookups, MOST + 1
    loans = await look.loans(customer_id, asked)
    bills = views_of(await uow.installments.open_facts(customer_id), today)
    notices = await look.notices(customer_id, today - timedelta(days=NOTICE_DAYS), asked)
    lists = _Lists()
    return CustomerSheet(
        today=today,
        person=as_person(customer, identity, cipher),
        identity=identity_state(identity, today),
        id_number_mask=_masked(identity, "id_number_token", mask_id_number, cipher),
        phone_mask=_masked(identity, "phone_token", mask_phone, cipher),
        address_mask=await _address(uow, customer_id, cipher),
        frozen_on=_day(customer.frozen_at),
        reach=Reachable(
            locale=customer.locale,
            blocked_on=_day(customer.blocked_at),
            has_backup_channel=await look.has_backup_channel(customer_id),
        ),
        loans=lists.cut("loans", loans, lambda loan: loan_line(loan, bills, today)),
        payments=lists.cut("payments", await look.payments(customer_id, asked), payment_line),
        debits=lists.cut("debits", await look.debits([one.id for one in loans], asked), debit_line),
        notices=lists.cut("notices", notices, notice_line),
        cases=lists.cut("cases", await look.cases(customer_id, asked), case_brief),
        consents=lists.cut("consents", await look.consents(customer_id, asked), _consent_line),
        orders=lists.cut("orders", await look.orders(customer_id, asked), _order_brief),
        documents=lists.cut("documents", await look.documents(customer_id, asked), _document_line),
        has_more=frozenset(lists.more),
    )


def loan_line(loan: LoanFacts, bills: Iterable[BillView], today: date) -> LoanLine:
    """`bills`: what is open of the customer, of all loans."""
    mine = sorted(
        (bill for bill in bills if bill.loan_id == loan.id), key=lambda bill: (bill.due_date, bill.no)
    )
    past = [bill for bill in mine if bill.due_date < today]
    coming = [bill for bill in mine if bill.due_date >= today]
    return LoanLine(
        loan_id=loan.id,
        order_id=loan.order_id,
        order_number=loan.order_number,
        title=LocalText(dict(loan.title)),
        item_count=loan.item_count,
        lender_name=load_contract(dict(loan.contract)).lender.name,
        contract_no=loan.contract_no,
        periods=loan.periods,
        paid_periods=loan.periods_done,
        principal_fen=loan.principal_fen,
        owed_fen=sum(bill.owed_fen for bill in mine if bill.due_date <= today),
        left_fen=sum(bill.owed_fen for bill in mine),
        next_due=coming[0].due_date if coming else None,
        next_fen=sum(bill.owed_fen for bill in coming if bill.due_date == coming[0].due_date),
        days_late=(today - past[0].due_date).days if past else 0,
        is_settled=loan.status == t.LoanStatus.SETTLED,
        is_paying=any(bill.state is BillState.PAYING for bill in mine),
    )


def payment_line(row: PaymentFacts) -> PaymentLine:
    return PaymentLine(
        payment_id=row.id,
        at=row.created_at,
        amount_fen=row.amount_fen,
        status=row.status,
        is_debit=row.purpose == t.PaymentPurpose.DEBIT,
        gateway=row.gateway,
        gateway_reference=row.gateway_reference,
        reason=row.void_reason,
        received_fen=row.received_fen,
        loan_id=row.loan_id,
    )


def debit_line(row: DebitFacts) -> DebitLine:
    outcome = RunOutcome(row.outcome) if row.outcome else None
    return DebitLine(row.loan_id, row.business_day, row.window, outcome, row.payment_id)


def notice_line(row: NoticeFacts) -> NoticeLine:
    return NoticeLine(
        kind=NoticeKind(row.kind) if row.kind in set(NoticeKind) else None,
        day=row.business_day,
        at=row.sent_at or row.send_after,
        status=row.status,
        reason=row.reason,
        attempts=row.attempts,
        channel=row.channel,
    )


def case_brief(row: CaseFacts) -> CaseBrief:
    return CaseBrief(
        case_id=row.id,
        number=row.number,
        kind=CaseKind(row.kind),
        status=CaseStatus(row.status),
        decision=Decision(row.decision) if row.decision else None,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def _consent_line(row: ConsentFacts) -> ConsentLine:
    given_on = business_day(row.given_at)
    return ConsentLine(row.purpose, row.about, given_on, _day(row.withdrawn_at))


def _order_brief(row: OrderFacts) -> OrderBrief:
    return OrderBrief(
        order_id=row.id,
        number=row.number,
        day=business_day(row.created_at),
        total_fen=row.total_fen,
        title=LocalText(dict(row.title)),
        item_count=row.item_count,
        paid_at_once=row.purchase_id is not None,
    )


def _document_line(row: DocumentFacts) -> DocumentLine:
    return DocumentLine(row.number, row.kind, business_day(row.issued_at))


def _day(at: datetime | None) -> date | None:
    return business_day(at) if at is not None else None


def _masked(
    row: t.Identity | None, column: str, mask: Callable[[str], str], cipher: FieldCipher
) -> str | None:
    """Return a field as it may be shown; None where there is none, or it does not open."""
    if row is None or getattr(row, column) is None:
        return None
    with suppress(SealBroken):  # noted where it was met
        return mask(open_fact(row, column, cipher))
    return None


async def _address(uow: UnitOfWork, customer_id: str, cipher: FieldCipher) -> str | None:
    with suppress(SealBroken):
        return address_mask(await uow.shipments.address(customer_id), cipher)
    return None
