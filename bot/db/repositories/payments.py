"""Payments, batches of them, and refunds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Executable, and_, bindparam, exists, func, insert, or_, select
from sqlmodel import SQLModel, col

from bot.db.repositories.base import LOCKED, Repository, update_by_key, values_of
from bot.db.repositories.loans import read_states
from domain import tables as t
from domain.loans.snapshots import LoanState
from domain.payments.snapshots import Paid, PaymentOnLoan, PaymentOnPurchase, PaymentState
from domain.quotes.snapshots import QuoteState
from domain.value import names_of

MONEY_CAME = (t.PaymentStatus.POSTED, t.PaymentStatus.CREDITED)
ON_ITS_WAY_BACK = (
    t.RefundStatus.PENDING,
    t.RefundStatus.UNKNOWN,
    t.RefundStatus.BY_HAND,
    t.RefundStatus.DONE,
)
_UNRESOLVED = and_(col(t.Payment.status).in_(t.IN_FLIGHT), col(t.Payment.reported_at).is_(None))

# Made once: building a statement costs more than running it.
_PAYMENTS, _LOANS, _QUOTES, _LINES = (
    SQLModel.metadata.tables[name] for name in ("payments", "loans", "repayment_quotes", "order_lines")
)
_NAMES = names_of(PaymentState)
_CHANGEABLE = (
    "status",
    "gateway_reference",
    "void_reason",
    "action",
    "expires_at",
    "approved_at",
    "reported_at",
    "received_fen",
    "closed_at",
)
_OLDEST_UNRESOLVED = select(func.min(_PAYMENTS.c.created_at)).where(_UNRESOLVED)
_REFUND_IS_UNRESOLVED = col(t.Refund.status).in_((t.RefundStatus.PENDING, t.RefundStatus.UNKNOWN))
_ANY_REFUND_IS_UNRESOLVED = select(exists().where(_REFUND_IS_UNRESOLVED))
_RECORD = insert(_PAYMENTS)
_SELECT = select(*(_PAYMENTS.c[name] for name in _NAMES))
_FIND = _SELECT.where(_PAYMENTS.c.id == bindparam("payment"))
_BY_QUOTE = _SELECT.where(_PAYMENTS.c.quote_id == bindparam("quote"))
# The one that came beside it is the younger one.
_BY_PURCHASE = _SELECT.where(_PAYMENTS.c.purchase_id == bindparam("purchase")).order_by(
    _PAYMENTS.c.created_at, _PAYMENTS.c.id
)
_PURCHASE_IN_FLIGHT = _SELECT.where(
    _PAYMENTS.c.customer_id == bindparam("customer"),
    _PAYMENTS.c.purchase_id.is_not(None),
    or_(*(_PAYMENTS.c.status == one for one in t.IN_FLIGHT)),
)
_OF_ORDERS_AT_ONCE = _SELECT.where(
    _PAYMENTS.c.customer_id == bindparam("customer"),
    _PAYMENTS.c.purchase_id.is_not(None),
    _PAYMENTS.c.status == t.PaymentStatus.POSTED,
).order_by(_PAYMENTS.c.created_at, _PAYMENTS.c.id)
_BY_REFERENCE = _SELECT.where(
    _PAYMENTS.c.gateway == bindparam("gateway"), _PAYMENTS.c.gateway_reference == bindparam("reference")
)
_IN_FLIGHT = _SELECT.where(
    _PAYMENTS.c.loan_id == bindparam("loan"), or_(*(_PAYMENTS.c.status == one for one in t.IN_FLIGHT))
)
_REPORTED = _SELECT.where(
    _PAYMENTS.c.status == t.PaymentStatus.WAITING, _PAYMENTS.c.reported_at.is_not(None)
).order_by(_PAYMENTS.c.reported_at, _PAYMENTS.c.id)
_THAT_CAME = _SELECT.where(
    _PAYMENTS.c.loan_id == bindparam("loan"), _PAYMENTS.c.status.in_(MONEY_CAME)
).order_by(_PAYMENTS.c.closed_at.desc(), _PAYMENTS.c.id)
_PIECES = _LINES.alias()
_GOODS = {
    "title": _LINES.c.names,
    "item_count": select(func.sum(_PIECES.c.quantity))
    .where(_PIECES.c.order_id == _LOANS.c.order_id)
    .scalar_subquery(),
}
_LOAN_NAMES = names_of(LoanState)
_QUOTE_START = len(_NAMES) + len(_LOAN_NAMES)
_ON_LOAN = (
    _FIND.add_columns(
        *(_GOODS[name] if name in _GOODS else _LOANS.c[name] for name in _LOAN_NAMES),
        *(_QUOTES.c[name] for name in names_of(QuoteState)),
    )
    .join(_LOANS, _LOANS.c.id == _PAYMENTS.c.loan_id)
    .join(_LINES, (_LINES.c.order_id == _LOANS.c.order_id) & (_LINES.c.line_no == 1))
    .join(_QUOTES, _QUOTES.c.id == _PAYMENTS.c.quote_id, isouter=True)
)
# PostgreSQL locks in the order of `of`: the payment before the loan, as everywhere. Whoever waited for a lock sees the
# locked rows as they are then, but no others; the other tables here are never changed.
_FIND_OF_PURCHASE = _FIND.where(_PAYMENTS.c.purchase_id.is_not(None))
_LOCKED_OF_PURCHASE = _FIND_OF_PURCHASE.with_for_update(key_share=True)
_LOCKED = _ON_LOAN.with_for_update(key_share=True, of=(_PAYMENTS, _LOANS))


class PaymentRepository(Repository):
    async def record(self, payment: PaymentState) -> None:
        await self._transaction.change(_RECORD, values_of(payment, _NAMES))

    async def write(self, payment: PaymentState) -> None:
        statement = update_by_key(_PAYMENTS, _CHANGEABLE)
        await self._transaction.change(statement, {"key": payment.id, **values_of(payment, _CHANGEABLE)})

    async def batch(self, batch_id: str) -> t.RepaymentBatch | None:
        return await self._session.get(t.RepaymentBatch, batch_id)

    async def newest_batch(self, customer_id: str) -> t.RepaymentBatch | None:
        return await self._first(
            select(t.RepaymentBatch)
            .where(col(t.RepaymentBatch.customer_id) == customer_id)
            .order_by(col(t.RepaymentBatch.created_at).desc(), col(t.RepaymentBatch.id))
        )

    async def lock(self, payment_id: str) -> Paid | None:
        on_loan = await self._on_loan(_LOCKED, payment_id)
        return on_loan or await self._on_purchase(_LOCKED_OF_PURCHASE, payment_id, locked=True)

    async def on_loan(self, payment_id: str) -> PaymentOnLoan | None:
        return await self._on_loan(_ON_LOAN, payment_id)

    async def on_purchase(self, payment_id: str) -> PaymentOnPurchase | None:
        return await self._on_purchase(_FIND_OF_PURCHASE, payment_id, locked=False)

    async def _on_purchase(
        self, statement: Executable, payment_id: str, *, locked: bool
    ) -> PaymentOnPurchase | None:
        payment = await self._one(statement, payment=payment_id)
        if payment is None:
            return None
        purchase = await self._transaction.row(t.Purchase, payment.purchase_id, locked=locked)
        assert purchase is not None
        return PaymentOnPurchase(payment, purchase)

    async def _on_loan(self, statement: Executable, payment_id: str) -> PaymentOnLoan | None:
        rows = await self._transaction.columns(statement, {"payment": payment_id})
        if not rows:
            return None
        (row,) = rows
        payment = PaymentState(*row[: len(_NAMES)])
        loan = LoanState(*row[len(_NAMES) : _QUOTE_START])
        quote = QuoteState(*row[_QUOTE_START:]) if payment.quote_id else None
        # Only now, with the locks: what was paid while they were waited for is in it.
        return PaymentOnLoan(payment, loan, quote, await read_states(self._transaction, loan.id))

    async def find(self, payment_id: str) -> PaymentState | None:
        return await self._one(_FIND, payment=payment_id)

    async def by_quote(self, quote_id: str) -> PaymentState | None:
        return await self._one(_BY_QUOTE, quote=quote_id)

    async def by_purchase(self, purchase_id: str) -> PaymentState | None:
        return await self._one(_BY_PURCHASE, purchase=purchase_id)

    async def of_orders_at_once(self, customer_id: str) -> Sequence[PaymentOnPurchase]:
        rows = await self._transaction.columns(_OF_ORDERS_AT_ONCE, {"customer": customer_id})
        payments = [PaymentState(*row) for row in rows]
        found = [(one, await self._transaction.row(t.Purchase, one.purchase_id)) for one in payments]
        return [PaymentOnPurchase(one, purchase) for one, purchase in found if purchase is not None]

    async def purchase_in_flight(self, customer_id: str) -> PaymentState | None:
        return await self._one(_PURCHASE_IN_FLIGHT, customer=customer_id)

    async def by_reference(self, gateway: str, reference: str) -> PaymentState | None:
        return await self._one(_BY_REFERENCE, gateway=gateway, reference=reference)

    async def in_flight(self, loan_id: str) -> PaymentState | None:
        return await self._one(_IN_FLIGHT, loan=loan_id)

    async def _one(self, statement: Executable, **given: str) -> PaymentState | None:
        rows = await self._transaction.columns(statement, given)
        return PaymentState(*rows[0]) if rows else None

    async def oldest_unresolved(self) -> datetime | None:
        oldest: datetime | None = await self._value(_OLDEST_UNRESOLVED)
        return oldest

    async def unresolved(self, before: datetime, limit: int) -> Sequence[str]:
        return await self._all(
            select(col(t.Payment.id))
            .where(_UNRESOLVED, col(t.Payment.created_at) <= before)
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

    async def reported(self) -> Sequence[PaymentState]:
        return [PaymentState(*row) for row in await self._transaction.columns(_REPORTED, {})]

    async def that_can_go_back(self, loan_id: str) -> Sequence[tuple[PaymentState, int]]:
        rows = await self._transaction.columns(_THAT_CAME, {"loan": loan_id})
        came = [PaymentState(*row) for row in rows]
        gone = await self._all(
            select(t.Refund).where(
                col(t.Refund.loan_id) == loan_id, col(t.Refund.status).in_(ON_ITS_WAY_BACK)
            )
        )
        back: Counter[str] = Counter()
        for refund in gone:
            back[refund.payment_id] += refund.amount_fen
        left = (
            (one, (one.amount_fen if one.received_fen is None else one.received_fen) - back[one.id])
            for one in came
        )
        return [(payment, left_fen) for payment, left_fen in left if left_fen > 0]


class RefundRepository(Repository):
    async def get(self, refund_id: str) -> t.Refund | None:
        return await self._session.get(t.Refund, refund_id, with_for_update=LOCKED)

    async def of_loan(self, loan_id: str) -> Sequence[t.Refund]:
        return await self._all(
            select(t.Refund)
            .where(col(t.Refund.loan_id) == loan_id)
            .order_by(col(t.Refund.created_at), col(t.Refund.id))
        )

    async def of_purchase(self, purchase_id: str) -> Sequence[t.Refund]:
        return await self._all(
            select(t.Refund)
            .where(col(t.Refund.purchase_id) == purchase_id)
            .order_by(col(t.Refund.created_at), col(t.Refund.id))
        )

    async def any_unresolved(self) -> bool:
        return bool(await self._value(_ANY_REFUND_IS_UNRESOLVED))

    async def unresolved(self, limit: int) -> Sequence[str]:
        return await self._all(
            select(col(t.Refund.id))
            .where(_REFUND_IS_UNRESOLVED)
            .order_by(col(t.Refund.created_at))
            .limit(limit)
        )

    async def by_hand(self) -> Sequence[t.Refund]:
        return await self._all(
            select(t.Refund)
            .where(col(t.Refund.status) == t.RefundStatus.BY_HAND)
            .order_by(col(t.Refund.created_at), col(t.Refund.id))
        )

    async def overpaid_loans(self, customer_id: str) -> Sequence[str]:
        return await self._all(
            select(col(t.Loan.id))
            .join(t.LedgerEntry, col(t.LedgerEntry.loan_id) == col(t.Loan.id))
            .where(
                col(t.Loan.customer_id) == customer_id,
                col(t.LedgerEntry.credit_account) == "customer_credit",
            )
            .distinct()
        )
