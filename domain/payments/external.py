"""Payments that customers made on a lender's own page: they wait for the lender's report, which the staff brings."""

from __future__ import annotations

from datetime import datetime

from domain import tables as t
from domain.cases.casebook import close_of_payment
from domain.cases.types import Decision
from domain.payments.gateways import EXTERNAL
from domain.payments.outcome import apply_gateway_result, is_closed
from domain.payments.ports import CANCELLED, ChargeResult, ChargeStatus
from domain.payments.results import ExternalPayment, ReportOutcome
from domain.payments.snapshots import PaymentOnLoan, PaymentState
from domain.ports import Clock
from domain.unit_of_work import Conflict, Store, UnitOfWork

NOT_RECEIVED = "not_received"
STAFF = "staff"  # at the command line, where nobody has a name


class ExternalPaymentService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def waiting(self) -> tuple[ExternalPayment, ...]:
        """Return those that customers say they made, the oldest first."""
        async with self._store.read() as uow:
            return tuple([await _view(uow, payment) for payment in await uow.payments.reported()])

    async def confirm_received(
        self,
        payment_id: str,
        amount_fen: int,
        reference: str,
        *,
        by: str = STAFF,
        by_id: int | None = None,
        asked: bool = False,
    ) -> ReportOutcome:
        """Confirm that the lender has so much, under this reference of theirs. Again: nothing more happens. `by`,
        `by_id`: who brings the report. `asked`: it answers an open case; where somebody decided that a moment ago,
        nothing happens.
        """
        result = ChargeResult(ChargeStatus.SUCCEEDED, reference=reference, paid_fen=amount_fen)
        try:
            async with self._store.write() as uow:
                paid = await _external(uow, payment_id)
                if paid is None:
                    return ReportOutcome.UNKNOWN
                if paid.payment.gateway_reference is not None:
                    return _confirmed_before(paid.payment, amount_fen, reference)
                if asked and await uow.cases.of_payment(payment_id) is None:
                    return ReportOutcome.CONFLICT
                now = self._clock.now()
                payment = (await apply_gateway_result(uow, paid, result, now, notify=True)).payment
                await close_of_payment(uow, payment_id, Decision.RECEIVED, by, now, by_id=by_id)
                await uow.commit()
                return (
                    ReportOutcome.APPLIED
                    if payment.status == t.PaymentStatus.POSTED
                    else ReportOutcome.CREDITED
                )
        except Conflict:  # the reference stands at another payment
            return ReportOutcome.CONFLICT

    async def reject(self, payment_id: str, *, by: str = STAFF, by_id: int | None = None) -> ReportOutcome:
        """Record that the lender has no such money: applied, or said before. `CONFLICT` where the money is there by an
        earlier report, `UNKNOWN` where there is no such payment; then nothing is changed.
        """
        async with self._store.write() as uow:
            paid = await _external(uow, payment_id)
            if paid is None:
                return ReportOutcome.UNKNOWN
            if paid.payment.gateway_reference is not None:
                return ReportOutcome.CONFLICT
            if paid.payment.status != t.PaymentStatus.WAITING:
                return ReportOutcome.ALREADY_APPLIED
            reason = NOT_RECEIVED if paid.payment.reported_at else CANCELLED
            result = ChargeResult(ChargeStatus.DECLINED, reason=reason)
            now = self._clock.now()
            await apply_gateway_result(uow, paid, result, now, notify=True)
            await close_of_payment(uow, payment_id, Decision.NOT_RECEIVED, by, now, by_id=by_id)
            await uow.commit()
            return ReportOutcome.APPLIED


async def withdraw_report(uow: UnitOfWork, payment_id: str, now: datetime) -> None:
    """Take back the customer's word that it was paid elsewhere. Should the money come all the same, it is theirs."""
    paid = await _external(uow, payment_id)
    if paid is not None and not is_closed(paid.payment):
        await apply_gateway_result(
            uow, paid, ChargeResult(ChargeStatus.DECLINED, reason=CANCELLED), now, notify=False
        )


async def _external(uow: UnitOfWork, payment_id: str) -> PaymentOnLoan | None:
    paid = await uow.payments.lock(payment_id)
    return paid if isinstance(paid, PaymentOnLoan) and paid.payment.gateway == EXTERNAL else None


def _confirmed_before(payment: PaymentState, amount_fen: int, reference: str) -> ReportOutcome:
    came_fen = payment.amount_fen if payment.received_fen is None else payment.received_fen
    same = (payment.gateway_reference, came_fen) == (reference, amount_fen)
    return ReportOutcome.ALREADY_APPLIED if same else ReportOutcome.CONFLICT


async def _view(uow: UnitOfWork, payment: PaymentState) -> ExternalPayment:
    loan = await uow.loans.get(payment.loan_id) if payment.loan_id else None
    order = await uow.orders.get(loan.order_id) if loan else None
    assert order is not None
    assert isinstance(payment.reported_at, datetime)
    return ExternalPayment(payment.id, order.number, payment.amount_fen, payment.reported_at)
