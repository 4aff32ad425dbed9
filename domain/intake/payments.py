"""Money that a lender says it got, matched to what is owed: by our own id, else by contract, amount and day; never guessed.

What a line says is posted as of the day on which it was paid, where it pays exactly what was owed then: the oldest
instalment, or as many of them from it on as the amount makes up. Anything else is for people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from itertools import accumulate

from domain import tables as t
from domain.dates import at_beijing, business_day
from domain.errors import DomainError
from domain.ids import new_id
from domain.loans.results import BillView
from domain.payments.external import ExternalPaymentService
from domain.payments.gateways import EXTERNAL
from domain.payments.outcome import apply_gateway_result
from domain.payments.ports import ChargeResult, ChargeStatus
from domain.payments.results import ReportOutcome
from domain.payments.snapshots import PaymentOnLoan, PaymentState
from domain.ports import Clock
from domain.quotes.loan_snapshot import snapshot_of
from domain.quotes.results import QuoteKind
from domain.quotes.stored_quote import new_quote
from domain.quotes.terms import Wanted, work_out
from domain.unit_of_work import Conflict, Store, UnitOfWork
from domain.value import Value

_NOON = time(12)


class PaymentLine(Value):
    """A line of a lender's file: so much came, under this reference of theirs. `payment_id`: ours, where they know it."""

    line: int
    amount_fen: int
    reference: str
    payment_id: str | None = None
    contract_no: str | None = None
    paid_on: date | None = None


class Match(StrEnum):
    """What became of a line; all but the first two are for people."""

    POSTED = "posted"
    KNOWN = "known"  # this reference is in the books, with this amount
    NO_CONTRACT = "no_contract"
    NO_DAY = "no_day"  # neither our id nor a day stands there
    OTHER_AMOUNT = "other_amount"  # it is not what was owed on that day
    BEFORE_ANOTHER = "before_another"  # a later payment of the loan is in the books
    IN_FLIGHT = "in_flight"  # a payment of the loan has no outcome yet
    CONFLICT = "conflict"  # the reference, or our id, stands for something else


MATCHED = (Match.POSTED, Match.KNOWN)


class PaymentIntake:
    def __init__(self, store: Store, clock: Clock, external: ExternalPaymentService) -> None:
        self._store = store
        self._clock = clock
        self._external = external

    async def take(self, institution_id: str, line: PaymentLine, *, writes: bool) -> Match:
        """Post what the line says, once, or say why a person has to look. Without `writes` only say it."""
        if line.payment_id is not None:
            return await self._by_id(line, line.payment_id, writes=writes)
        try:
            async with self._store.write() if writes else self._store.read() as uow:
                match = await self._by_contract(uow, institution_id, line, writes=writes)
                if match is Match.POSTED and writes:
                    await uow.commit()
                return match
        except Conflict:  # the reference stands at another payment
            return Match.CONFLICT

    async def _by_id(self, line: PaymentLine, payment_id: str, *, writes: bool) -> Match:
        if not writes:
            return await self._looked_up(line, payment_id)
        outcome = await self._external.confirm_received(payment_id, line.amount_fen, line.reference)
        match outcome:
            case ReportOutcome.APPLIED | ReportOutcome.CREDITED:
                return Match.POSTED
            case ReportOutcome.ALREADY_APPLIED:
                return Match.KNOWN
        return Match.CONFLICT

    async def _looked_up(self, line: PaymentLine, payment_id: str) -> Match:
        async with self._store.read() as uow:
            payment = await uow.payments.find(payment_id)
        if payment is None or payment.gateway != EXTERNAL:
            return Match.CONFLICT
        if payment.gateway_reference is None:
            return Match.POSTED
        return _known(payment, line)

    async def _by_contract(
        self, uow: UnitOfWork, institution_id: str, line: PaymentLine, *, writes: bool
    ) -> Match:
        known = await uow.payments.by_reference(EXTERNAL, line.reference)
        if known is not None:
            return _known(known, line)
        loan_id = await uow.intakes.loan_of(institution_id, line.contract_no or "")
        loan = await (uow.loans.lock(loan_id) if writes else uow.loans.get(loan_id)) if loan_id else None
        if loan is None:
            return Match.NO_CONTRACT
        if line.paid_on is None:
            return Match.NO_DAY
        latest = await uow.intakes.last_paid_at(loan.id)
        if latest is not None and business_day(latest) > line.paid_on:
            return Match.BEFORE_ANOTHER
        if await uow.payments.in_flight(loan.id) is not None:
            return Match.IN_FLIGHT
        return await self._on_loan(uow, loan, line, line.paid_on, writes=writes)

    async def _on_loan(
        self, uow: UnitOfWork, loan: t.Loan, line: PaymentLine, on: date, *, writes: bool
    ) -> Match:
        snapshot = await snapshot_of(uow, loan, on)
        if line.amount_fen not in _whole_bills(snapshot.bills):
            return Match.OTHER_AMOUNT
        wanted = Wanted(QuoteKind.BILLS, line.amount_fen)
        try:
            figures = work_out(snapshot, wanted)
        except DomainError:  # what is not due yet is not taken by every lender
            return Match.OTHER_AMOUNT
        if not writes:
            return Match.POSTED
        paid_at = at_beijing(on, _NOON)
        quote = new_quote(new_id(), snapshot, wanted, figures.terms, paid_at, shown=False)
        await uow.quotes.record(quote)
        payment = _pending(loan, quote.id, line.amount_fen, paid_at)
        await uow.payments.record(payment)
        locked = await uow.payments.lock(payment.id)
        assert isinstance(locked, PaymentOnLoan)
        result = ChargeResult(ChargeStatus.SUCCEEDED, reference=line.reference, paid_fen=line.amount_fen)
        has_chat = not await uow.intakes.without_chat([loan.customer_id])
        await apply_gateway_result(uow, locked, result, self._clock.now(), notify=has_chat)
        return Match.POSTED


def _whole_bills(bills: Sequence[BillView]) -> Iterator[int]:
    """Yield what the oldest bill comes to, the two oldest, and so on."""
    return accumulate(bill.owed_fen for bill in sorted(bills, key=lambda bill: bill.no))


def _known(payment: PaymentState, line: PaymentLine) -> Match:
    came_fen = payment.amount_fen if payment.received_fen is None else payment.received_fen
    same = (payment.gateway_reference, came_fen) == (line.reference, line.amount_fen)
    return Match.KNOWN if same else Match.CONFLICT


def _pending(loan: t.Loan, quote_id: str, amount_fen: int, at: datetime) -> PaymentState:
    return PaymentState(
        id=new_id(),
        quote_id=quote_id,
        customer_id=loan.customer_id,
        loan_id=loan.id,
        amount_fen=amount_fen,
        status=t.PaymentStatus.PENDING,
        purpose=t.PaymentPurpose.CUSTOMER,
        gateway=EXTERNAL,
        created_at=at,
    )
