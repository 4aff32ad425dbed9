"""Look-ups of the shop's people. Every statement goes by an index and is cut: `tests/bot/db/test_lookups.py` asks the
database for its plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlmodel import SQLModel

from bot.db.repositories.base import Repository
from domain.autopay.results import RunOutcome
from domain.cases.types import CaseKind, CaseStatus
from domain.lookups.repository import (
    ApplicationFacts,
    CaseFacts,
    ConsentFacts,
    Days,
    DebitFacts,
    DocumentFacts,
    DueFacts,
    LoanFacts,
    Match,
    NoticeFacts,
    OrderFacts,
    PaymentFacts,
    RefundFacts,
)
from domain.lookups.results import HitKind
from domain.lookups.rules import ClueKind
from domain.outbox.tables import NoticeStatus
from domain.payments.tables import PaymentStatus, RefundStatus
from domain.rules.position import AT_DRAWDOWN
from domain.value import names_of

_TABLES = SQLModel.metadata.tables


def _c(name: str) -> Any:
    return _TABLES[name].c


_ORDER, _LOAN, _BILL, _LINE = _c("orders"), _c("loans"), _c("installments"), _c("order_lines")
_PAYMENT, _REFUND, _DEBIT, _NOTICE = _c("payments"), _c("refunds"), _c("debit_runs"), _c("notices")
_CASE, _ENTRY, _CONSENT, _DOCUMENT = _c("cases"), _c("case_entries"), _c("consents"), _c("documents")
_APPLICATION, _BACKUP, _IDENTITY, _CUSTOMER = (
    _c("applications"), _c("backup_channels"), _c("identities"), _c("customers")
)  # fmt: skip
_LIMIT = bindparam("most", type_=Integer)
_OF: ColumnElement[Any] = bindparam("customer")


def _match(
    kind: HitKind, subject: Any, number: Any, owner: Any, condition: ColumnElement[bool]
) -> Select[Any]:
    return select(literal_column(f"'{kind}'"), subject, number, owner).where(condition).limit(_LIMIT)


def _person(condition: ColumnElement[bool]) -> Select[Any]:
    who = _IDENTITY.customer_id
    return _match(HitKind.PERSON, who, literal(""), who, condition).order_by(who)


_VALUE: ColumnElement[Any] = bindparam("value")
# Made once: building a statement costs more than running it.
_MATCHES: dict[ClueKind, tuple[Select[Any], ...]] = {
    ClueKind.ORDER: (_match(HitKind.ORDER, _ORDER.id, _ORDER.number, _ORDER.customer_id, _ORDER.number == _VALUE),),
    ClueKind.CASE: (_match(HitKind.CASE, _CASE.id, _CASE.number, _CASE.customer_id, _CASE.number == _VALUE),),
    ClueKind.DOCUMENT: (
        _match(HitKind.DOCUMENT, _DOCUMENT.id, _DOCUMENT.number, _DOCUMENT.customer_id, _DOCUMENT.number == _VALUE),
    ),
    ClueKind.DOCUMENT_CODE: (
        _match(HitKind.DOCUMENT, _DOCUMENT.id, _DOCUMENT.number, _DOCUMENT.customer_id, _DOCUMENT.code_hash == _VALUE),
    ),
    ClueKind.OUR_ID: (
        _match(HitKind.LOAN, _LOAN.id, _LOAN.id, _LOAN.customer_id, _LOAN.id == _VALUE),
        _match(HitKind.PAYMENT, _PAYMENT.id, _PAYMENT.id, _PAYMENT.customer_id, _PAYMENT.id == _VALUE),
    ),
    ClueKind.CONTRACT: (
        _match(HitKind.LOAN, _LOAN.id, _LOAN.contract_no, _LOAN.customer_id, _LOAN.contract_no == _VALUE),
    ),
    ClueKind.REFERENCE: (
        _match(
            HitKind.PAYMENT, _PAYMENT.id, _PAYMENT.id, _PAYMENT.customer_id, _PAYMENT.gateway_reference == _VALUE
        ),
    ),
    ClueKind.ID_NUMBER: (_person(_IDENTITY.id_number_hash == _VALUE),),
    ClueKind.PHONE: (_person(_IDENTITY.phone_hash == _VALUE),),
    ClueKind.NAME: (_person(_IDENTITY.name_hash == _VALUE),),
    ClueKind.NAME_MASK: (_person(_IDENTITY.name_mask_hash == _VALUE),),
    ClueKind.TELEGRAM: (
        _match(HitKind.PERSON, _CUSTOMER.id, literal(""), _CUSTOMER.id, _CUSTOMER.telegram_id == _VALUE),
    ),
}  # fmt: skip


def _columns(table: Any, kind: type[Any]) -> list[Any]:
    return [table[name] for name in names_of(kind)]


def _title_of(order_id: Any) -> tuple[Any, Any]:
    """Select the name of the order's first line, and how many pieces there are in all."""
    first, every = _TABLES["order_lines"].alias().c, _TABLES["order_lines"].alias().c
    return (
        select(first.names).where(first.order_id == order_id, first.line_no == 1).scalar_subquery(),
        select(func.sum(every.quantity)).where(every.order_id == order_id).scalar_subquery(),
    )


_DONE = (
    select(func.count())
    .where(
        _BILL.loan_id == _LOAN.id,
        _BILL.settled_at.is_not(None),
        _BILL.no != AT_DRAWDOWN,
        _BILL.no <= _LOAN.periods,
    )
    .scalar_subquery()
)
_LOANS = (
    select(
        _LOAN.id, _LOAN.order_id, _ORDER.number, *_title_of(_LOAN.order_id), _LOAN.contract, _LOAN.contract_no,
        _LOAN.periods, _DONE, _LOAN.principal_fen, _LOAN.status,
    )
    .join(_TABLES["orders"], _ORDER.id == _LOAN.order_id)
    .where(_LOAN.customer_id == _OF)
    .order_by(_LOAN.status, _LOAN.created_at.desc(), _LOAN.id)  # "active" before "settled"
    .limit(_LIMIT)
)  # fmt: skip
_ORDERS = (
    select(
        _ORDER.id, _ORDER.number, _ORDER.created_at, _ORDER.total_fen, _ORDER.purchase_id, *_title_of(_ORDER.id)
    )
    .where(_ORDER.customer_id == _OF)
    .order_by(_ORDER.created_at.desc(), _ORDER.id)
    .limit(_LIMIT)
)  # fmt: skip
_PAYMENTS = (
    select(*_columns(_PAYMENT, PaymentFacts))
    .where(_PAYMENT.customer_id == _OF)
    .order_by(_PAYMENT.created_at.desc(), _PAYMENT.id)
    .limit(_LIMIT)
)
_DEBITS = (
    select(*_columns(_DEBIT, DebitFacts))
    .where(_DEBIT.loan_id.in_(bindparam("loans", expanding=True)))
    .order_by(_DEBIT.business_day.desc(), _DEBIT.window.desc(), _DEBIT.loan_id)
    .limit(_LIMIT)
)
_NOTICES = (
    select(*_columns(_NOTICE, NoticeFacts))
    .where(_NOTICE.customer_id == _OF, _NOTICE.business_day >= bindparam("since"))
    .order_by(_NOTICE.send_after.desc(), _NOTICE.kind, _NOTICE.subject)
    .limit(_LIMIT)
)
_CASES = (
    select(*_columns(_CASE, CaseFacts))
    .where(_CASE.customer_id == _OF)
    .order_by(_CASE.opened_at.desc(), _CASE.number)
    .limit(_LIMIT)
)
_CONSENTS = (
    select(*_columns(_CONSENT, ConsentFacts))
    .where(_CONSENT.customer_id == _OF)
    .order_by(_CONSENT.given_at.desc(), _CONSENT.purpose, _CONSENT.about)
    .limit(_LIMIT)
)
_DOCUMENTS = (
    select(*_columns(_DOCUMENT, DocumentFacts))
    .where(_DOCUMENT.customer_id == _OF)
    .order_by(_DOCUMENT.issued_at.desc(), _DOCUMENT.number)
    .limit(_LIMIT)
)
_HAS_BACKUP = select(exists().where(_BACKUP.customer_id == _OF, _BACKUP.address_token.is_not(None)))

# What waits

_IS_DUE = and_(
    _BILL.settled_at.is_(None), _BILL.due_date >= bindparam("first"), _BILL.due_date <= bindparam("last")
)
_COUNT_DUE = select(func.count()).select_from(
    select(literal_column("1")).select_from(_TABLES["installments"]).where(_IS_DUE).limit(_LIMIT).subquery()
)
# By nothing else: the rows of one day are more than anybody sorts through.
_DUE = select(_BILL.id, _BILL.customer_id).where(_IS_DUE).order_by(_BILL.due_date).limit(_LIMIT)
_BROUGHT_TOO_LITTLE = tuple(
    one.value for one in (RunOutcome.DECLINED, RunOutcome.PARTIAL, RunOutcome.UNKNOWN, RunOutcome.MISSED)
)
_FAILED = (
    select(*_columns(_DEBIT, DebitFacts))
    .where(
        _DEBIT.business_day >= bindparam("first"),
        _DEBIT.business_day <= bindparam("last"),
        _DEBIT.outcome.in_(_BROUGHT_TOO_LITTLE),
    )
    .order_by(_DEBIT.business_day)
    .limit(_LIMIT)
)
_DOUBTFUL = (
    select(*_columns(_NOTICE, NoticeFacts))
    .where(_NOTICE.status == NoticeStatus.UNCERTAIN.value, _NOTICE.send_after >= bindparam("since"))
    .order_by(_NOTICE.send_after)
    .limit(_LIMIT)
)
_UNKNOWN = (
    select(*_columns(_PAYMENT, PaymentFacts))
    .where(_PAYMENT.status == PaymentStatus.UNKNOWN.value)
    .order_by(_PAYMENT.created_at)
    .limit(_LIMIT)
)
_BY_HAND = (
    select(_REFUND.id, _REFUND.customer_id, _REFUND.amount_fen, _REFUND.created_at, _PAYMENT.gateway)
    .join(_TABLES["payments"], _PAYMENT.id == _REFUND.payment_id)
    .where(_REFUND.status == RefundStatus.BY_HAND.value)
    .order_by(_REFUND.created_at)
    .limit(_LIMIT)
)
_APPLICATIONS = (
    select(*_columns(_APPLICATION, ApplicationFacts))
    .where(_APPLICATION.closed_at.is_(None))
    .order_by(_APPLICATION.created_at)
    .limit(_LIMIT)
)
_QUEUE = (
    select(*_columns(_CASE, CaseFacts))
    .where(
        _CASE.status != literal_column(f"'{CaseStatus.CLOSED}'"),
        or_(_CASE.kind != CaseKind.QUESTION.value, exists().where(_ENTRY.case_id == _CASE.id)),
    )
    .order_by(_CASE.opened_at)
    .limit(_LIMIT)
)


class LookupRepository(Repository):
    async def matches(self, kind: ClueKind, value: str, limit: int) -> Sequence[Match]:
        given = int(value) if kind is ClueKind.TELEGRAM else value
        found: list[Match] = []
        for statement in _MATCHES[kind]:
            found += await self._read(statement, Match, value=given, most=limit)
        return found

    async def loans(self, customer_id: str, limit: int) -> Sequence[LoanFacts]:
        return await self._read(_LOANS, LoanFacts, customer=customer_id, most=limit)

    async def orders(self, customer_id: str, limit: int) -> Sequence[OrderFacts]:
        return await self._read(_ORDERS, OrderFacts, customer=customer_id, most=limit)

    async def payments(self, customer_id: str, limit: int) -> Sequence[PaymentFacts]:
        return await self._read(_PAYMENTS, PaymentFacts, customer=customer_id, most=limit)

    async def debits(self, loan_ids: Sequence[str], limit: int) -> Sequence[DebitFacts]:
        return await self._read(_DEBITS, DebitFacts, loans=loan_ids, most=limit)

    async def notices(self, customer_id: str, since: date, limit: int) -> Sequence[NoticeFacts]:
        return await self._read(_NOTICES, NoticeFacts, customer=customer_id, since=since, most=limit)

    async def cases(self, customer_id: str, limit: int) -> Sequence[CaseFacts]:
        return await self._read(_CASES, CaseFacts, customer=customer_id, most=limit)

    async def consents(self, customer_id: str, limit: int) -> Sequence[ConsentFacts]:
        return await self._read(_CONSENTS, ConsentFacts, customer=customer_id, most=limit)

    async def documents(self, customer_id: str, limit: int) -> Sequence[DocumentFacts]:
        return await self._read(_DOCUMENTS, DocumentFacts, customer=customer_id, most=limit)

    async def has_backup_channel(self, customer_id: str) -> bool:
        return bool(await self._value(_HAS_BACKUP, {"customer": customer_id}))

    async def count_due(self, days: Days, most: int) -> int:
        return int(await self._value(_COUNT_DUE, {"first": days[0], "last": days[1], "most": most}))

    async def due(self, days: Days, limit: int) -> Sequence[DueFacts]:
        return await self._read(_DUE, DueFacts, first=days[0], last=days[1], most=limit)

    async def failed_debits(self, days: Days, limit: int) -> Sequence[DebitFacts]:
        return await self._read(_FAILED, DebitFacts, first=days[0], last=days[1], most=limit)

    async def doubtful_notices(self, since: datetime, limit: int) -> Sequence[NoticeFacts]:
        return await self._read(_DOUBTFUL, NoticeFacts, since=since, most=limit)

    async def unknown_payments(self, limit: int) -> Sequence[PaymentFacts]:
        return await self._read(_UNKNOWN, PaymentFacts, most=limit)

    async def refunds_by_hand(self, limit: int) -> Sequence[RefundFacts]:
        return await self._read(_BY_HAND, RefundFacts, most=limit)

    async def applications(self, limit: int) -> Sequence[ApplicationFacts]:
        return await self._read(_APPLICATIONS, ApplicationFacts, most=limit)

    async def queue(self, limit: int) -> Sequence[CaseFacts]:
        return await self._read(_QUEUE, CaseFacts, most=limit)

    async def _read(self, statement: Select[Any], kind: type[Any], **given: Any) -> list[Any]:
        return [kind(*row) for row in await self._transaction.columns(statement, given)]
