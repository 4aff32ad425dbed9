"""Cards, authorisations and runs of automatic debit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, and_, bindparam, case, select, update
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from bot.db.repositories.cases import held_loans
from domain import tables as t
from domain.autopay.repository import DebitCandidate

_CARD, _MANDATE = (SQLModel.metadata.tables[name].c for name in ("payment_cards", "debit_mandates"))
# Plain columns, made once: asked with every list of bills.
_ALL_DEBITED = (
    select(_CARD.id, _CARD.last_four, _CARD.bank)
    .join(SQLModel.metadata.tables["debit_mandates"], _MANDATE.customer_id == _CARD.customer_id)
    .where(_CARD.removed_at.is_(None), _MANDATE.revoked_at.is_(None))
    .order_by(_CARD.position, _CARD.bound_at)
)
_DEBITED = _ALL_DEBITED.where(_CARD.customer_id == bindparam("customer"))
_DEBITED_OF = _ALL_DEBITED.add_columns(_CARD.customer_id).where(
    _CARD.customer_id.in_(bindparam("customers", expanding=True))
)


def debited_customers() -> Any:
    """Ids of those who have a mandate and a card."""
    return (
        select(col(t.DebitMandate.customer_id))
        .join(t.PaymentCard, col(t.PaymentCard.customer_id) == col(t.DebitMandate.customer_id))
        .where(col(t.DebitMandate.revoked_at).is_(None), col(t.PaymentCard.removed_at).is_(None))
    )


_TODAY = bindparam("today", type_=Date)
_BILL, _RUN = (SQLModel.metadata.tables[name].c for name in ("installments", "debit_runs"))
_DUE = (
    select(col(t.Loan.id), col(t.Loan.customer_id), col(t.Loan.contract), col(t.Loan.created_at))
    .where(
        col(t.Loan.id).in_(select(_BILL.loan_id).where(_BILL.settled_at.is_(None), _BILL.due_date <= _TODAY)),
        col(t.Loan.customer_id).in_(debited_customers()),
        col(t.Loan.id).not_in(held_loans(_TODAY)),
    )
    .order_by(col(t.Loan.customer_id), col(t.Loan.id))
)
_DUE_WITH_RUNS = _DUE.join(
    SQLModel.metadata.tables["debit_runs"],
    and_(_RUN.loan_id == col(t.Loan.id), _RUN.business_day == _TODAY),
    isouter=True,
).add_columns(_RUN.window, case((_RUN.outcome.is_(None), _RUN.claimed_at)))
_EARLIEST_DUE_DAY = (
    select(_BILL.due_date)
    .where(_BILL.settled_at.is_(None), _BILL.customer_id.in_(debited_customers()))
    .order_by(_BILL.due_date)
    .limit(1)
)


class AutopayRepository(Repository):
    async def debited_cards(self, customer_id: str) -> Sequence[tuple[str, str, str | None]]:
        rows = await self._transaction.columns(_DEBITED, {"customer": customer_id})
        return [(card_id, last_four, bank) for card_id, last_four, bank in rows]

    async def debited_cards_of(
        self, customer_ids: Sequence[str]
    ) -> dict[str, list[tuple[str, str, str | None]]]:
        found: dict[str, list[tuple[str, str, str | None]]] = {}
        for *card, customer_id in await self._transaction.columns(_DEBITED_OF, {"customers": customer_ids}):
            found.setdefault(customer_id, []).append((card[0], card[1], card[2]))
        return found

    async def cards(self, customer_id: str) -> Sequence[t.PaymentCard]:
        return await self._all(
            select(t.PaymentCard)
            .where(col(t.PaymentCard.customer_id) == customer_id, col(t.PaymentCard.removed_at).is_(None))
            .order_by(col(t.PaymentCard.position), col(t.PaymentCard.bound_at))
        )

    async def card(self, card_id: str) -> t.PaymentCard | None:
        return await self._session.get(t.PaymentCard, card_id)

    async def mandate(self, customer_id: str) -> t.DebitMandate | None:
        return await self._first(
            select(t.DebitMandate).where(
                col(t.DebitMandate.customer_id) == customer_id, col(t.DebitMandate.revoked_at).is_(None)
            )
        )

    async def contracts(self, customer_id: str) -> Sequence[dict[str, Any]]:
        return await self._all(
            select(col(t.Loan.contract)).where(
                col(t.Loan.customer_id) == customer_id, col(t.Loan.status) != t.LoanStatus.SETTLED
            )
        )

    async def due(self, today: date) -> Sequence[DebitCandidate]:
        return [DebitCandidate(*row) for row in await self._transaction.columns(_DUE, {"today": today})]

    async def due_with_runs(self, today: date) -> list[tuple[DebitCandidate, str | None, datetime | None]]:
        rows = await self._transaction.columns(_DUE_WITH_RUNS, {"today": today})
        return [(DebitCandidate(*row[:4]), row[4], row[5]) for row in rows]

    async def earliest_due_day(self) -> date | None:
        day: date | None = await self._value(_EARLIEST_DUE_DAY)
        return day

    async def claim(
        self, loan_id: str, day: date, window: str, customer_id: str, now: datetime, stale: datetime
    ) -> bool:
        key = {"loan_id": loan_id, "business_day": day, "window": window}
        new = self._insert(t.DebitRun).values(**key, customer_id=customer_id, claimed_at=now)
        if await self._run(new.on_conflict_do_nothing()):
            return True
        taken_over = (
            update(t.DebitRun)
            .where(
                *(col(getattr(t.DebitRun, name)) == value for name, value in key.items()),
                col(t.DebitRun.outcome).is_(None),
                col(t.DebitRun.claimed_at) < stale,
            )
            .values(claimed_at=now)
        )
        return bool(await self._run(taken_over))

    async def run(self, loan_id: str, day: date, window: str) -> t.DebitRun | None:
        return await self._session.get(t.DebitRun, (loan_id, day, window))
