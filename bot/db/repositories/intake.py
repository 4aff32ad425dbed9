"""What is brought in: looked up by many at a time, and written as plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlmodel import SQLModel, col

from bot.db.bulk import insert_many
from bot.db.repositories.base import Repository
from domain import tables as t

_TABLES = SQLModel.metadata.tables
# What a customer without a chat can have rows in, in whatever order: nothing refers to a customer by them.
_THEIRS = (
    "orders",
    "loans",
    "installments",
    "payments",
    "refunds",
    "repayment_quotes",
    "intake_people",
    "intake_contracts",
)


class IntakeRepository(Repository):
    async def people(self, institution_id: str, key_hashes: Sequence[str]) -> dict[str, tuple[str, str]]:
        person = _TABLES["intake_people"].c
        found = select(person.key_hash, person.customer_id, person.said).where(
            person.institution_id == institution_id, person.key_hash.in_(key_hashes)
        )
        rows = await self._transaction.columns(found, {})
        return {row[0]: (row[1], row[2]) for row in rows}

    async def contracts(self, institution_id: str, contract_nos: Sequence[str]) -> dict[str, str]:
        contract = _TABLES["intake_contracts"].c
        found = select(contract.contract_no, contract.said).where(
            contract.institution_id == institution_id, contract.contract_no.in_(contract_nos)
        )
        return {row[0]: row[1] for row in await self._transaction.columns(found, {})}

    async def loan_of(self, institution_id: str, contract_no: str) -> str | None:
        brought, loan = _TABLES["intake_contracts"].c, _TABLES["loans"].c
        found = select(brought.loan_id).where(
            brought.institution_id == institution_id, brought.contract_no == contract_no
        )
        known: str | None = await self._value(found)
        if known is not None:
            return known
        signed = select(loan.id).where(loan.institution_id == institution_id, loan.contract_no == contract_no)
        rows = await self._transaction.columns(signed.limit(2), {})
        return rows[0][0] if len(rows) == 1 else None

    async def last_paid_at(self, loan_id: str) -> datetime | None:
        payment = _TABLES["payments"].c
        last = select(func.max(payment.created_at)).where(
            payment.loan_id == loan_id, payment.status == t.PaymentStatus.POSTED.value
        )
        at: datetime | None = await self._value(last)
        return at

    async def plans(self, institution_id: str) -> Sequence[t.Plan]:
        return await self._all(select(t.Plan).where(col(t.Plan.institution_id) == institution_id))

    async def verified(self, id_number_hashes: Sequence[str]) -> dict[str, list[str]]:
        identity = _TABLES["identities"].c
        found = select(identity.id_number_hash, identity.customer_id).where(
            identity.id_number_hash.in_(id_number_hashes), identity.verified_at.is_not(None)
        )
        customers: dict[str, list[str]] = {}
        for hashed, customer_id in await self._transaction.columns(found, {}):
            customers.setdefault(hashed, []).append(customer_id)
        return customers

    async def known(self, id_number_hashes: Sequence[str]) -> dict[str, str]:
        person = _TABLES["intake_people"].c
        found = select(person.id_number_hash, person.customer_id).where(
            person.id_number_hash.in_(id_number_hashes)
        )
        return {row[0]: row[1] for row in await self._transaction.columns(found, {})}

    async def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            columns = tuple(rows[0])
            await self.insert_values(table, columns, list(map(itemgetter(*columns), rows)))

    async def insert_values(
        self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        await self._transaction.flush()
        await insert_many(self._transaction.connection, _TABLES[table], columns, rows)

    async def use_credit(self, institution_id: str, limit_fen: int, used_fen: Mapping[str, int]) -> None:
        line = t.CreditLine
        more = self._insert(line)
        now_fen = col(line.used_fen) + more.excluded.used_fen
        grown = case((now_fen > col(line.limit_fen), now_fen), else_=col(line.limit_fen))
        rows = [
            {
                "customer_id": customer_id,
                "institution_id": institution_id,
                "limit_fen": max(limit_fen, fen),
                "used_fen": fen,
            }
            for customer_id, fen in sorted(used_fen.items())
            if fen
        ]
        if rows:
            upsert = more.on_conflict_do_update(
                index_elements=["customer_id", "institution_id"],
                set_={"used_fen": now_fen, "limit_fen": grown},
            )
            await self._transaction.change(upsert, rows)

    async def invitation(self, secret_hash: str) -> t.IntakeInvitation | None:
        return await self._first(
            select(t.IntakeInvitation).where(col(t.IntakeInvitation.secret_hash) == secret_hash)
        )

    async def asked(self, customer_id: str) -> t.IntakeInvitation | None:
        return await self._first(
            select(t.IntakeInvitation).where(col(t.IntakeInvitation.asked_id) == customer_id)
        )

    async def lock_invitation(self, customer_id: str) -> t.IntakeInvitation | None:
        return await self._transaction.row(t.IntakeInvitation, customer_id, locked=True)

    async def drop_invitations(self, customer_ids: Sequence[str]) -> None:
        invitation = t.IntakeInvitation
        await self._run(delete(invitation).where(col(invitation.customer_id).in_(customer_ids)))

    async def without_chat(self, customer_ids: Sequence[str]) -> list[str]:
        customer = _TABLES["customers"].c
        found = select(customer.id).where(customer.id.in_(customer_ids), customer.telegram_id.is_(None))
        return [row[0] for row in await self._transaction.columns(found, {})]

    async def people_of(self, customer_id: str) -> Sequence[t.IntakePerson]:
        theirs = select(t.IntakePerson).where(col(t.IntakePerson.customer_id) == customer_id)
        return await self._all(theirs.order_by(col(t.IntakePerson.id)))

    async def join(self, customer_id: str, into: str) -> tuple[int, int]:
        loan = _TABLES["loans"].c
        counted = select(
            func.count(), func.coalesce(func.sum(case((loan.status == "active", 1), else_=0)), 0)
        ).where(loan.customer_id == customer_id)
        [(loans, open_loans)] = await self._transaction.columns(counted, {})
        for name in _THEIRS:
            table = _TABLES[name]
            await self._run(update(table).where(table.c.customer_id == customer_id).values(customer_id=into))
        line = _TABLES["credit_lines"].c
        own = select(line.institution_id, line.limit_fen, line.used_fen).where(
            line.customer_id == customer_id
        )
        for institution_id, limit_fen, used_fen in await self._transaction.columns(own, {}):
            await self.use_credit(institution_id, limit_fen, {into: used_fen})
        await self._run(delete(t.CreditLine).where(col(t.CreditLine.customer_id) == customer_id))
        await self._run(delete(t.Customer).where(col(t.Customer.id) == customer_id))
        return int(loans), int(open_loans)
