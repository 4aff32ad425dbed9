"""Reading everything, for the audit: no assumption that a reference leads anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import exists, func, select
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.audit.repository import CreditUse, LoanBooks, PurchaseBooks
from domain.rules.position import AT_DRAWDOWN
from domain.terms import FeeTiming

Row = TypeVar(
    "Row", t.Installment, t.LedgerEntry, t.Payment, t.Return, t.Refund, t.Rescheduling, t.HardshipPlan
)
Booked = TypeVar("Booked", t.LedgerEntry, t.Payment, t.Refund)

# (table, its reference, the table it must be found in)
_REFERENCES = (
    ("loans", "order_id", "orders"),
    ("installments", "loan_id", "loans"),
    ("ledger_entries", "loan_id", "loans"),
    ("ledger_entries", "purchase_id", "purchases"),
    ("ledger_seals", "loan_id", "loans"),
    ("ledger_entries", "payment_id", "payments"),
    ("ledger_entries", "return_id", "returns"),
    ("ledger_entries", "refund_id", "refunds"),
    ("refunds", "payment_id", "payments"),
    ("refunds", "loan_id", "loans"),
    ("refunds", "purchase_id", "purchases"),
    ("returns", "loan_id", "loans"),
    ("returns", "order_id", "orders"),
    ("payments", "loan_id", "loans"),
    ("payments", "purchase_id", "purchases"),
    ("orders", "purchase_id", "purchases"),
    ("orders", "intake_id", "intakes"),
    ("intake_contracts", "loan_id", "loans"),
    ("intake_people", "customer_id", "customers"),
    ("purchases", "customer_id", "customers"),
    ("reschedulings", "loan_id", "loans"),
    ("reschedulings", "customer_id", "customers"),
    ("hardship_plans", "loan_id", "loans"),
    ("hardship_plans", "customer_id", "customers"),
    ("hardship_plans", "rescheduling_id", "reschedulings"),
    ("documents", "loan_id", "loans"),
    ("documents", "payment_id", "payments"),
    ("documents", "customer_id", "customers"),
    ("order_lines", "order_id", "orders"),
    ("shipments", "order_id", "orders"),
    ("shipments", "customer_id", "customers"),
    ("delivery_addresses", "customer_id", "customers"),
    ("orders", "customer_id", "customers"),
    ("loans", "customer_id", "customers"),
)

# (a reference, the table where it leads): what is of one customer leads to what is of the same one.
_SAME_CUSTOMER = (
    ("loan_id", "loans"),
    ("order_id", "orders"),
    ("payment_id", "payments"),
    ("quote_id", "repayment_quotes"),
    ("purchase_id", "purchases"),
)


class AuditRepository(Repository):
    async def loan_count(self) -> int:
        return await self._count(select(t.Loan))

    async def books(self, after: str, limit: int) -> Sequence[LoanBooks]:
        following = select(t.Loan).where(col(t.Loan.id) > after).order_by(col(t.Loan.id)).limit(limit)
        return await self._books_of(await self._all(following))

    async def purchase_count(self) -> int:
        return await self._count(select(t.Purchase))

    async def purchase_books(self, after: str, limit: int) -> Sequence[PurchaseBooks]:
        following = (
            select(t.Purchase).where(col(t.Purchase.id) > after).order_by(col(t.Purchase.id)).limit(limit)
        )
        purchases = await self._all(following)
        ids = [one.id for one in purchases]
        entries = _by_purchase(await self._all(_of_purchases(t.LedgerEntry, ids, t.LedgerEntry.seq)))
        payments = _by_purchase(await self._all(_of_purchases(t.Payment, ids, t.Payment.id)))
        refunds = _by_purchase(await self._all(_of_purchases(t.Refund, ids, t.Refund.id)))
        made = await self._all(select(t.Order).where(col(t.Order.purchase_id).in_(ids)))
        orders = {order.purchase_id: order for order in made}
        lines = await self._lines([order.id for order in made])
        returns: dict[str, list[t.Return]] = {}
        of_orders = select(t.Return).where(col(t.Return.order_id).in_([order.id for order in made]))
        for row in await self._all(of_orders.order_by(col(t.Return.id))):
            returns.setdefault(row.order_id, []).append(row)
        return [
            PurchaseBooks(
                one,
                order,
                entries.get(one.id, ()),
                payments.get(one.id, ()),
                returns.get(order.id, ()) if order else (),
                refunds.get(one.id, ()),
                lines.get(order.id, ()) if order else (),
            )
            for one in purchases
            for order in [orders.get(one.id)]
        ]

    async def books_of_loan(self, loan_id: str) -> LoanBooks:
        return (await self._books_of(await self._all(select(t.Loan).where(col(t.Loan.id) == loan_id))))[0]

    async def books_of_customer(self, customer_id: str) -> Sequence[LoanBooks]:
        theirs = select(t.Loan).where(col(t.Loan.customer_id) == customer_id).order_by(col(t.Loan.id))
        return await self._books_of(await self._all(theirs))

    async def signed_before_fees_were_billed(self) -> Sequence[tuple[dict[str, Any], int, date]]:
        contract = col(t.Loan.contract)
        billed = (
            exists()
            .where(
                col(t.Installment.loan_id) == col(t.Loan.id),
                col(t.Installment.no) == AT_DRAWDOWN,
            )
            .correlate(t.Loan)
        )
        found = select(contract, col(t.Loan.principal_fen), col(t.Loan.start_date)).where(
            contract[("plan", "terms", "fee_timing")].as_string() == FeeTiming.DRAWDOWN.value, ~billed
        )
        return [(stored, fen, day) for stored, fen, day in (await self._session.execute(found)).all()]

    async def _books_of(self, loans: Sequence[t.Loan]) -> Sequence[LoanBooks]:
        ids = [loan.id for loan in loans]
        installments = _by_loan(
            await self._all(
                _of(t.Installment, ids).order_by(col(t.Installment.loan_id), col(t.Installment.no))
            )
        )
        entries = _by_loan(
            await self._all(
                _of(t.LedgerEntry, ids).order_by(col(t.LedgerEntry.loan_id), col(t.LedgerEntry.seq))
            )
        )
        payments = _by_loan(
            await self._all(_of(t.Payment, ids).order_by(col(t.Payment.loan_id), col(t.Payment.id)))
        )
        returns = _by_loan(
            await self._all(_of(t.Return, ids).order_by(col(t.Return.loan_id), col(t.Return.id)))
        )
        refunds = _by_loan(
            await self._all(_of(t.Refund, ids).order_by(col(t.Refund.loan_id), col(t.Refund.id)))
        )
        lines = await self._lines([loan.order_id for loan in loans])
        moved = _by_loan(
            await self._all(
                _of(t.Rescheduling, ids).order_by(
                    col(t.Rescheduling.loan_id), col(t.Rescheduling.loan_version)
                )
            )
        )
        plans = _by_loan(await self._all(_of(t.HardshipPlan, ids)))
        seals = {
            row.loan_id: row
            for row in await self._all(select(t.LedgerSeal).where(col(t.LedgerSeal.loan_id).in_(ids)))
        }
        return [
            LoanBooks(
                loan,
                installments.get(loan.id, ()),
                entries.get(loan.id, ()),
                payments.get(loan.id, ()),
                returns.get(loan.id, ()),
                refunds.get(loan.id, ()),
                lines.get(loan.order_id, ()),
                seals.get(loan.id),
                moved.get(loan.id, ()),
                plans.get(loan.id, ()),
            )
            for loan in loans
        ]

    async def _lines(self, order_ids: Sequence[str]) -> dict[str, Sequence[t.OrderLine]]:
        rows = await self._all(
            select(t.OrderLine)
            .where(col(t.OrderLine.order_id).in_(order_ids))
            .order_by(col(t.OrderLine.order_id), col(t.OrderLine.line_no))
        )
        return {order_id: tuple(group) for order_id, group in groupby(rows, key=lambda row: row.order_id)}

    async def credit_use(self) -> Sequence[CreditUse]:
        open_fen = (
            select(
                col(t.Loan.customer_id).label("customer_id"),
                col(t.Loan.institution_id).label("institution_id"),
                func.sum(col(t.Installment.principal_fen) - col(t.Installment.paid_principal_fen)).label(
                    "open_fen"
                ),
            )
            .join(t.Installment, col(t.Installment.loan_id) == col(t.Loan.id))
            .group_by(col(t.Loan.customer_id), col(t.Loan.institution_id))
            .subquery()
        )
        lines = select(
            col(t.CreditLine.customer_id),
            col(t.CreditLine.institution_id),
            col(t.CreditLine.used_fen),
            func.coalesce(open_fen.c.open_fen, 0),
        ).outerjoin(
            open_fen,
            (open_fen.c.customer_id == t.CreditLine.customer_id)
            & (open_fen.c.institution_id == t.CreditLine.institution_id),
        )
        return [CreditUse(a, b, int(c), int(d)) for a, b, c, d in await self._transaction.columns(lines, {})]

    async def order_totals(self) -> Sequence[tuple[str, int, int]]:
        line_fen = col(t.OrderLine.unit_price_fen) * col(t.OrderLine.quantity)
        totals = (
            select(col(t.Order.id), col(t.Order.total_fen), func.coalesce(func.sum(line_fen), 0))
            .outerjoin(t.OrderLine, col(t.OrderLine.order_id) == col(t.Order.id))
            .group_by(col(t.Order.id), col(t.Order.total_fen))
        )
        return [(a, int(b), int(c)) for a, b, c in await self._transaction.columns(totals, {})]

    async def shipments(self) -> Sequence[tuple[str, datetime, datetime | None, datetime | None]]:
        sent = select(
            col(t.Shipment.order_id),
            col(t.Shipment.shipped_at),
            col(t.Shipment.delivered_at),
            col(t.Order.received_at),
        ).join(t.Order, col(t.Order.id) == col(t.Shipment.order_id))
        rows = await self._transaction.columns(sent, {})
        return [(order_id, sent, delivered, received) for order_id, sent, delivered, received in rows]

    async def orphans(self) -> Sequence[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        for name, target, lost in _lost_rows():
            found += [(name, str(row[0]), target) for row in await self._transaction.columns(lost, {})]
        without_loan = (
            select(col(t.Order.id))
            .outerjoin(t.Loan, col(t.Loan.order_id) == col(t.Order.id))
            .where(col(t.Loan.id).is_(None), col(t.Order.purchase_id).is_(None))
        )
        return [
            *found,
            *(("orders", str(row[0]), "loans") for row in await self._transaction.columns(without_loan, {})),
        ]

    async def of_another(self) -> Sequence[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = []
        for table in SQLModel.metadata.sorted_tables:
            for reference, name in _SAME_CUSTOMER:
                if not {"customer_id", reference} <= set(table.c.keys()):
                    continue
                other = SQLModel.metadata.tables[name]
                strangers = (
                    select(next(iter(table.primary_key)))
                    .join(other, other.c.id == table.c[reference])
                    .where(table.c.customer_id != other.c.customer_id)
                )
                rows = await self._transaction.columns(strangers, {})
                found += [(table.name, str(row[0]), name) for row in rows]
        return found


@cache
def _lost_rows() -> Sequence[tuple[str, str, Any]]:
    """Return the table, the one it refers to, and the question for rows without the one they belong to; made once, for
    making them takes as long as asking.
    """
    found = []
    for name, reference, target in _REFERENCES:
        table, other = SQLModel.metadata.tables[name], SQLModel.metadata.tables[target]
        key = table.c[reference]
        lost = (
            select(next(iter(table.primary_key)))
            .outerjoin(other, other.c.id == key)
            .where(key.is_not(None), other.c.id.is_(None))
        )
        found.append((name, target, lost))
    return found


def _of(table: type[Row], loan_ids: Sequence[str]) -> Any:
    return select(table).where(col(table.loan_id).in_(loan_ids))


def _by_loan(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    return {str(loan_id): tuple(group) for loan_id, group in groupby(rows, key=lambda row: row.loan_id)}


def _of_purchases(table: type[Booked], purchase_ids: Sequence[str], then: Any) -> Any:
    purchase_id = col(table.purchase_id)
    return select(table).where(purchase_id.in_(purchase_ids)).order_by(purchase_id, col(then))


def _by_purchase(rows: Iterable[Booked]) -> dict[str, tuple[Booked, ...]]:
    grouped = groupby(rows, key=lambda row: row.purchase_id)
    return {str(purchase_id): tuple(group) for purchase_id, group in grouped}
