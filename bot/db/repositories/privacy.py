"""Everything of one customer, whatever table it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, Table, cast, delete, exists, func, or_, select, update
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from bot.db.repositories.payments import MONEY_CAME
from domain import tables as t
from domain.cases.types import Author
from domain.moves.results import MoveStatus
from domain.payments.ports import CANCELLED
from domain.privacy.results import TABLES

# Of the tables without the customer's id: the columns that lead to a table that has it.
_THROUGH = {
    "order_lines": (("order_id", "orders"),),
    "case_entries": (("case_id", "cases"),),
    "ledger_entries": (("loan_id", "loans"), ("purchase_id", "purchases")),
    "ledger_seals": (("loan_id", "loans"),),
}
_OF_ADDRESS = ("address_token", "draft_token")


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _is_theirs(table: Table, customer_id: str) -> ColumnElement[bool]:
    if table.name == "customers":
        return table.c.id == customer_id
    if table.name == "conversation_states":
        number = cast(t.Customer.telegram_id, String)
        said_in = select("[" + number + ", " + number + "]").where(col(t.Customer.id) == customer_id)
        return table.c.key == said_in.scalar_subquery()
    if table.name in _THROUGH:
        return or_(
            *(
                table.c[column].in_(
                    select(_table(owner).c.id).where(_table(owner).c.customer_id == customer_id)
                )
                for column, owner in _THROUGH[table.name]
            )
        )
    return table.c.customer_id == customer_id


class PrivacyRepository(Repository):
    async def rows(self, customer_id: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        found = {}
        for name in TABLES:
            table = _table(name)
            statement = (
                select(table).where(_is_theirs(table, customer_id)).order_by(*table.primary_key.columns)
            )
            if name == "case_entries":  # what somebody else tried, or was told, is no data of theirs
                statement = statement.where(table.c.author.not_in((Author.DENIED, Author.REMINDED)))
            if name == "delivery_addresses":  # one that was deleted leaves its number, which says nothing
                statement = statement.where(or_(*(table.c[token].is_not(None) for token in _OF_ADDRESS)))
            rows = await self._transaction.columns(statement, {})
            found[name] = [dict(row._mapping) for row in rows]
        return found

    async def delete(self, customer_id: str, names: Sequence[str]) -> None:
        """Delete the customer's rows from these tables; what refers to something goes before it, and the customer last."""
        if "customers" in names:  # a link that they opened, and that was somebody else's
            opened = update(t.IntakeInvitation).where(col(t.IntakeInvitation.asked_id) == customer_id)
            await self._run(opened.values(asked_id=None))
        if "account_moves" in names and "customers" in names:
            move = t.AccountMove
            about_them = col(move.old_customer_id) == customer_id  # by somebody else
            await self._run(delete(move).where(about_them))
            # How often somebody was asked about, and by whom, is counted further: it stays with whom it was about.
            mine = select(move).where(
                col(move.customer_id) == customer_id, col(move.old_customer_id).is_not(None)
            )
            for asked in await self._whole(mine):
                assert asked.old_customer_id is not None
                asked.customer_id, asked.status = asked.old_customer_id, MoveStatus.STOPPED
                asked.case_id, asked.code_token, asked.moves_at = "", None, None
            await self._transaction.flush()
        tables = reversed(SQLModel.metadata.sorted_tables)
        for table in sorted(tables, key=lambda each: each.name == "customers"):
            if table.name in names:
                await self._run(delete(table).where(_is_theirs(table, customer_id)))

    async def delete_unneeded(self, customer_id: str) -> None:
        ordered = select(col(t.Order.draft_id)).where(
            col(t.Order.customer_id) == customer_id, col(t.Order.draft_id).is_not(None)
        )
        mine = col(t.Application.customer_id) == customer_id
        await self._run(
            delete(t.Application).where(
                mine, col(t.Application.order_id).is_(None), col(t.Application.closed_at).is_not(None)
            )
        )
        applied = select(col(t.Application.draft_id)).where(mine)
        await self._run(
            delete(t.CheckoutDraft).where(
                col(t.CheckoutDraft.customer_id) == customer_id,
                col(t.CheckoutDraft.id).not_in(ordered),
                col(t.CheckoutDraft.id).not_in(applied),
            )
        )
        paid_for = exists().where(col(t.Payment.purchase_id) == col(t.Purchase.id))
        await self._run(delete(t.Purchase).where(col(t.Purchase.customer_id) == customer_id, ~paid_for))
        about_nothing = (
            col(t.Case.customer_id) == customer_id,
            col(t.Case.loan_id).is_(None),
            col(t.Case.payment_id).is_(None),
            col(t.Case.status) == "closed",
        )
        gone = select(col(t.Case.id)).where(*about_nothing)
        await self._run(delete(t.CaseEntry).where(col(t.CaseEntry.case_id).in_(gone)))
        await self._run(delete(t.Case).where(*about_nothing))

    async def purchases(self, customer_id: str) -> tuple[bool, datetime | None]:
        payment, refund = t.Payment, t.Refund
        mine = (col(payment.customer_id) == customer_id, col(payment.purchase_id).is_not(None))
        paid = await self._session.scalar(
            select(func.max(col(payment.closed_at))).where(*mine, col(payment.status).in_(MONEY_CAME))
        )
        back = await self._session.scalar(
            select(func.max(col(refund.closed_at))).where(
                col(refund.customer_id) == customer_id, col(refund.purchase_id).is_not(None)
            )
        )
        in_flight = await self._count(
            select(col(payment.id)).where(*mine, col(payment.status).in_(t.IN_FLIGHT))
        )
        underway = await self._count(
            select(col(refund.id)).where(
                col(refund.customer_id) == customer_id,
                col(refund.purchase_id).is_not(None),
                col(refund.closed_at).is_(None),
            )
        )
        last = max((one for one in (paid, back) if one is not None), default=None)
        return bool(in_flight or underway), last

    async def last_called_off(self, customer_id: str) -> datetime | None:
        payment = t.Payment
        last: datetime | None = await self._session.scalar(
            select(func.max(col(payment.closed_at))).where(
                col(payment.customer_id) == customer_id,
                col(payment.purchase_id).is_not(None),
                col(payment.status) == t.PaymentStatus.VOID,
                col(payment.void_reason) == CANCELLED,
            )
        )
        return last

    async def loans(self, customer_id: str) -> tuple[int, datetime | None]:
        mine = col(t.Installment.customer_id) == customer_id
        open_loans = await self._count(
            select(col(t.Loan.id)).where(
                col(t.Loan.customer_id) == customer_id, col(t.Loan.status) == t.LoanStatus.ACTIVE
            )
        )
        last = await self._session.scalar(select(func.max(col(t.Installment.settled_at))).where(mine))
        return open_loans, last

    async def consent(self, customer_id: str, purpose: str, about: str) -> t.Consent | None:
        return await self._first(
            select(t.Consent).where(
                col(t.Consent.customer_id) == customer_id,
                col(t.Consent.purpose) == purpose,
                col(t.Consent.about) == about,
                col(t.Consent.withdrawn_at).is_(None),
            )
        )

    async def consents(self, customer_id: str) -> Sequence[t.Consent]:
        return await self._all(
            select(t.Consent)
            .where(col(t.Consent.customer_id) == customer_id, col(t.Consent.withdrawn_at).is_(None))
            .order_by(col(t.Consent.given_at), col(t.Consent.id))
        )
