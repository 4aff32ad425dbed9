"""Documents: receipt (还款回单), settlement certificate (结清证明), statement (对账单); and confirming one."""

from __future__ import annotations

from collections.abc import Iterator

from domain import tables as t
from domain.audit.repository import LoanBooks
from domain.dates import business_day
from domain.documents.codes import read_code
from domain.documents.errors import NotSettled
from domain.documents.facts import (
    certificate_facts,
    holder_of,
    purchase_facts,
    receipt_facts,
    settled_day,
    title_of,
)
from domain.documents.issuance import Issuer, Subject, code_hash, opened, statement_subject
from domain.documents.ports import DocumentMaker
from domain.documents.results import (
    Confirmation,
    Documented,
    DocumentKind,
    Facts,
    IssuedDocument,
    confirmation_of,
)
from domain.documents.statement import statement_of
from domain.errors import InvalidInput, NotFound
from domain.payments.snapshots import PaymentOnPurchase, PaymentState
from domain.periods import Period
from domain.ports import Clock, FieldCipher
from domain.purchases.service import view_of
from domain.unit_of_work import Store, UnitOfWork

CHOICES = 8


class DocumentService:
    def __init__(
        self, store: Store, clock: Clock, cipher: FieldCipher, maker: DocumentMaker, *, demo: bool
    ) -> None:
        self._store = store
        self._clock = clock
        self._cipher = cipher
        self._maker = maker
        self._issuer = Issuer(store, clock, cipher, demo=demo)

    async def receipt(self, customer_id: str, payment_id: str) -> IssuedDocument:
        """Return the receipt of a payment that is in the books: of a repayment, or of goods that were paid at once."""
        async with self._store.read() as uow:
            payment = await uow.payments.find(payment_id)
            if (
                payment is None
                or payment.customer_id != customer_id
                or payment.status != t.PaymentStatus.POSTED
                or _is_brought_in(payment)
            ):
                raise NotFound()
            kind = DocumentKind.RECEIPT if payment.loan_id else DocumentKind.PURCHASE
            subject = Subject(kind, customer_id, payment.loan_id, payment.id)
            known = await self._known(uow, subject)
            if known is not None:
                return known
            facts: Facts
            if payment.loan_id is None:
                facts = await purchase_facts(uow, payment)
            else:
                facts = await receipt_facts(uow, payment, await holder_of(uow, customer_id, self._cipher))
        return await self._issuer.issue(subject, facts)

    async def certificate(self, customer_id: str, order_id: str) -> IssuedDocument:
        """Return the certificate of a settled order. Raises `NotSettled` while anything of the order's loan is open."""
        async with self._store.read() as uow:
            loan = (await uow.loans.by_orders([order_id])).get(order_id)
            if loan is None or loan.customer_id != customer_id:
                raise NotFound()
            if loan.status != t.LoanStatus.SETTLED:
                raise NotSettled()
            subject = Subject(DocumentKind.CERTIFICATE, customer_id, loan.id)
            known = await self._known(uow, subject)
            if known is not None:
                return known
            facts = await certificate_facts(uow, loan, await holder_of(uow, customer_id, self._cipher))
        return await self._issuer.issue(subject, facts)

    async def statement(self, customer_id: str, period: Period) -> IssuedDocument:
        """Return the statement of the period, until today at most. Raises `InvalidInput` for a period to come,
        `NotFound` where there is no loan at all.
        """
        today = business_day(self._clock.now())
        if period.first > today:
            raise InvalidInput("period", "to_come")
        async with self._store.read() as uow:
            loans = await uow.audit.books_of_customer(customer_id)
            if not loans:
                raise NotFound()
            holder = await holder_of(uow, customer_id, self._cipher)
        facts = statement_of(holder, loans, Period(period.first, min(period.last, today)))
        return await self._issuer.issue(statement_subject(customer_id, facts), facts)

    async def file(self, document: IssuedDocument, locale: str) -> bytes:
        """Return the document as a PDF file in one language."""
        return await self._maker.make(document, locale)

    async def repayments(self, customer_id: str) -> tuple[Documented, ...]:
        """Return the newest repayments, and payments of goods at once, of which there is a receipt."""
        async with self._store.read() as uow:
            loans = await uow.audit.books_of_customer(customer_id)
            bought = await uow.payments.of_orders_at_once(customer_id)
        booked = [
            _repayment(payment, books)
            for books in loans
            for payment in _in_order(books)
            if not _is_brought_in(payment)
        ]
        booked += [_purchase(paid) for paid in bought]
        newest_last = sorted(
            booked, key=lambda one: one.day
        )  # stable: of one day and loan, as they were booked
        return tuple(reversed(newest_last[-CHOICES:]))

    async def settled(self, customer_id: str) -> tuple[Documented, ...]:
        """Return the newest settled orders, by the day they were settled."""
        async with self._store.read() as uow:
            loans = await uow.audit.books_of_customer(customer_id)
        settled = [_settled(books) for books in loans if books.loan.status == t.LoanStatus.SETTLED]
        return tuple(sorted(settled, key=lambda one: one.day, reverse=True)[:CHOICES])

    async def _known(self, uow: UnitOfWork, subject: Subject) -> IssuedDocument | None:
        row = await uow.documents.by_sameness(subject.sameness)
        return opened(row, self._cipher) if row is not None else None


class VerificationService:
    """Whoever has the code of a document is told what it states, so that a forged one can be told from it."""

    def __init__(self, store: Store, cipher: FieldCipher) -> None:
        self._store = store
        self._cipher = cipher

    async def verify_document(self, typed: str) -> Confirmation:
        """Confirm the document whose code was typed. Raises `NotFound` where no document has such a code."""
        code = read_code(typed)
        if code is None:
            raise NotFound()
        async with self._store.read() as uow:
            row = await uow.documents.by_code_hash(code_hash(code, self._cipher))
        if row is None:
            raise NotFound()
        return confirmation_of(opened(row, self._cipher))


def _is_brought_in(payment: t.Payment | PaymentState) -> bool:
    """Return whether it was made before its loan was brought in: its receipt is the lender's."""
    is_posted = payment.status == t.PaymentStatus.POSTED
    return is_posted and payment.loan_id is not None and payment.quote_id is None


def _in_order(books: LoanBooks) -> Iterator[t.Payment]:
    """Yield the payments in the ledger, the oldest first."""
    by_id = {payment.id: payment for payment in books.payments}
    for payment_id in dict.fromkeys(entry.payment_id for entry in books.entries):
        if payment_id is not None:
            yield by_id[payment_id]


def _repayment(payment: t.Payment, books: LoanBooks) -> Documented:
    title, item_count = title_of(books)
    return Documented(payment.id, title, item_count, business_day(payment.created_at), payment.amount_fen)


def _purchase(paid: PaymentOnPurchase) -> Documented:
    lines, payment = view_of(paid.purchase).lines, paid.payment
    item_count = sum(line.quantity for line in lines)
    return Documented(
        payment.id, lines[0].name, item_count, business_day(payment.created_at), payment.amount_fen
    )


def _settled(books: LoanBooks) -> Documented:
    title, item_count = title_of(books)
    loan = books.loan
    return Documented(loan.order_id, title, item_count, settled_day(books), loan.principal_fen)
