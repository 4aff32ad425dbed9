"""Repayment offers, payments, and money that goes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, or_, select
from sqlmodel import SQLModel, col

from bot.db.repositories.base import AS_IT_IS_NOW, LOCKED, Repository
from domain import tables as t
from domain.ports import OfferedPayment

IN_FLIGHT = (t.PaymentStatus.PENDING, t.PaymentStatus.WAITING, t.PaymentStatus.UNKNOWN)
MONEY_CAME = (t.PaymentStatus.POSTED, t.PaymentStatus.CREDITED)
ON_ITS_WAY_BACK = (
    t.PayoutStatus.PENDING,
    t.PayoutStatus.UNKNOWN,
    t.PayoutStatus.BY_HAND,
    t.PayoutStatus.DONE,
)


# Made once: building a statement costs more than running it.
_PAYMENTS = SQLModel.metadata.tables["payments"]
_RECORD = insert(_PAYMENTS)
_LOANS, _OFFERS = SQLModel.metadata.tables["loans"], SQLModel.metadata.tables["repayment_offers"]
_OFFERED = (
    select(
        _OFFERS.c.id,
        _OFFERS.c.customer_id,
        _OFFERS.c.loan_id,
        _OFFERS.c.kind,
        _OFFERS.c.business_day,
        _OFFERS.c.amount_fen,
        _OFFERS.c.loan_version,
        _LOANS.c.version,
        _LOANS.c.contract,
    )
    .join(_LOANS, _LOANS.c.id == _OFFERS.c.loan_id)
    .where(_OFFERS.c.id == bindparam("offer"))
    .with_for_update(key_share=True, of=_LOANS)
)
# PostgreSQL locks in the order of `of`: the payment before the loan, as everywhere.
_TO_CLOSE = (
    select(t.Payment, t.Loan, t.RepaymentOffer)
    .join(t.Loan, col(t.Loan.id) == col(t.Payment.loan_id))
    .join(t.RepaymentOffer, col(t.RepaymentOffer.id) == col(t.Payment.offer_id), isouter=True)
    .where(col(t.Payment.id) == bindparam("payment"))
    .with_for_update(key_share=True, of=(t.Payment, t.Loan))
    .execution_options(**AS_IT_IS_NOW)
)


class PaymentRepository(Repository):
    async def offer(self, offer_id: str) -> t.RepaymentOffer | None:
        return await self._transaction.row(t.RepaymentOffer, offer_id)

    async def offered(self, offer_id: str) -> OfferedPayment | None:
        rows = await self._transaction.columns(_OFFERED, {"offer": offer_id})
        return OfferedPayment(*rows[0]) if rows else None

    async def record(self, payment: t.Payment) -> None:
        await self._transaction.change(_RECORD, payment.model_dump())

    async def post(self, payment: t.Payment, reference: str | None, at: datetime) -> None:
        await self._transaction.write(
            payment, status=t.PaymentStatus.POSTED.value, gateway_reference=reference, closed_at=at
        )

    async def basket(self, basket_id: str) -> t.RepaymentBasket | None:
        return await self._session.get(t.RepaymentBasket, basket_id)

    async def newest_offered_loan(self, customer_id: str) -> str | None:
        return await self._first(
            select(col(t.RepaymentOffer.loan_id))
            .where(col(t.RepaymentOffer.customer_id) == customer_id)
            .order_by(col(t.RepaymentOffer.created_at).desc())
        )

    async def get(self, payment_id: str) -> t.Payment | None:
        return await self._transaction.row(t.Payment, payment_id, locked=True)

    async def get_with_loan(self, payment_id: str) -> t.Payment | None:
        found = (await self._session.execute(_TO_CLOSE, {"payment": payment_id})).first()
        if found is None:
            return None
        payment, loan, offer = found
        self._transaction.hold(t.Payment, payment.id, payment, locked=True)
        self._transaction.hold(t.Loan, loan.id, loan, locked=True)
        if offer is not None:
            self._transaction.hold(t.RepaymentOffer, offer.id, offer)
        return payment

    async def find(self, payment_id: str) -> t.Payment | None:
        return await self._transaction.row(t.Payment, payment_id)

    async def by_offer(self, offer_id: str) -> t.Payment | None:
        return await self._first(select(t.Payment).where(col(t.Payment.offer_id) == offer_id))

    async def by_reference(self, gateway: str, reference: str) -> t.Payment | None:
        return await self._first(
            select(t.Payment).where(
                col(t.Payment.gateway) == gateway, col(t.Payment.gateway_reference) == reference
            )
        )

    async def in_flight(self, loan_id: str) -> t.Payment | None:
        return await self._first(
            select(t.Payment).where(
                col(t.Payment.loan_id) == loan_id, or_(*(col(t.Payment.status) == one for one in IN_FLIGHT))
            )
        )

    async def unresolved(self, before: datetime, limit: int) -> Sequence[str]:
        return await self._all(
            select(col(t.Payment.id))
            .where(
                col(t.Payment.status).in_(IN_FLIGHT),
                col(t.Payment.reported_at).is_(None),
                col(t.Payment.created_at) <= before,
            )
            .order_by(col(t.Payment.created_at))
            .limit(limit)
        )

    async def waiting(self, limit: int) -> Sequence[str]:
        return await self._all(
            select(col(t.Payment.id))
            .where(col(t.Payment.status) == t.PaymentStatus.WAITING, col(t.Payment.reported_at).is_(None))
            .order_by(col(t.Payment.created_at))
            .limit(limit)
        )

    async def reported(self) -> Sequence[t.Payment]:
        return await self._all(
            select(t.Payment)
            .where(col(t.Payment.status) == t.PaymentStatus.WAITING, col(t.Payment.reported_at).is_not(None))
            .order_by(col(t.Payment.reported_at), col(t.Payment.id))
        )

    async def that_can_go_back(self, loan_id: str) -> Sequence[tuple[t.Payment, int]]:
        came = await self._all(
            select(t.Payment)
            .where(col(t.Payment.loan_id) == loan_id, col(t.Payment.status).in_(MONEY_CAME))
            .order_by(col(t.Payment.closed_at).desc(), col(t.Payment.id))
        )
        gone = await self._all(
            select(t.Payout).where(
                col(t.Payout.loan_id) == loan_id, col(t.Payout.status).in_(ON_ITS_WAY_BACK)
            )
        )
        back: Counter[str] = Counter()
        for payout in gone:
            back[payout.payment_id] += payout.amount_fen
        left = (
            (one, (one.amount_fen if one.received_fen is None else one.received_fen) - back[one.id])
            for one in came
        )
        return [(payment, left_fen) for payment, left_fen in left if left_fen > 0]


class PayoutRepository(Repository):
    async def get(self, payout_id: str) -> t.Payout | None:
        return await self._session.get(t.Payout, payout_id, with_for_update=LOCKED)

    async def of_loan(self, loan_id: str) -> Sequence[t.Payout]:
        return await self._all(
            select(t.Payout)
            .where(col(t.Payout.loan_id) == loan_id)
            .order_by(col(t.Payout.created_at), col(t.Payout.id))
        )

    async def unresolved(self, limit: int) -> Sequence[str]:
        return await self._all(
            select(col(t.Payout.id))
            .where(col(t.Payout.status).in_((t.PayoutStatus.PENDING, t.PayoutStatus.UNKNOWN)))
            .order_by(col(t.Payout.created_at))
            .limit(limit)
        )

    async def by_hand(self) -> Sequence[t.Payout]:
        return await self._all(
            select(t.Payout)
            .where(col(t.Payout.status) == t.PayoutStatus.BY_HAND)
            .order_by(col(t.Payout.created_at), col(t.Payout.id))
        )

    async def credited_loans(self, customer_id: str) -> Sequence[str]:
        return await self._all(
            select(col(t.LedgerEntry.loan_id))
            .join(t.Loan, col(t.Loan.id) == col(t.LedgerEntry.loan_id))
            .where(
                col(t.Loan.customer_id) == customer_id,
                col(t.LedgerEntry.credit_account) == "customer_credit",
            )
            .distinct()
        )
