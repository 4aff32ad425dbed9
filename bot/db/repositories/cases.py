"""Cases and what is said in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, null, or_, select, union_all, update
from sqlmodel import SQLModel, col

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.cases.types import ANSWER_DAYS, DISPUTES, Author, CaseKind, CaseStatus, Hold

_CASE = SQLModel.metadata.tables["cases"].c
_OPEN = col(t.Case.status) != CaseStatus.CLOSED
_HAS_WORDS = exists().where(col(t.CaseEntry.case_id) == col(t.Case.id))  # of a question nobody hears before
_UNSHOWN = col(t.Case.shown_version) < col(t.Case.version)
_WAITING = col(t.CaseEntry.delivered_at).is_(None)
_TO_CUSTOMER = (Author.STAFF, Author.SHOP)
_TO_STAFF = (Author.CUSTOMER, Author.REMINDED)
_EARLIEST_PROMISE = select(func.min(_CASE.promised_on)).where(_OPEN)
_WAITS_FOR_STAFF = select(
    or_(
        exists().where(  # the card of a question comes with the words of it
            _UNSHOWN,
            or_(
                _CASE.kind != CaseKind.QUESTION.value,
                _CASE.staff_message_id.is_not(None),
                exists()
                .where(col(t.CaseEntry.case_id) == _CASE.id)
                .correlate(SQLModel.metadata.tables["cases"]),
            ),
        ),
        exists().where(_WAITING, col(t.CaseEntry.author).in_(_TO_STAFF)),
    )
)
# Of the open ones only, which an index holds.
_UNREMINDED = (
    select(_CASE.id, _CASE.kind, _CASE.opened_at)
    .where(
        _OPEN,
        _CASE.status == CaseStatus.WAITING.value,
        _CASE.decision.is_(None),
        _CASE.kind.in_([kind.value for kind in ANSWER_DAYS]),
        ~exists()
        .where(
            col(t.CaseEntry.case_id) == _CASE.id,
            col(t.CaseEntry.author) == Author.REMINDED,
            col(t.CaseEntry.at) >= _CASE.opened_at,
        )
        .correlate(SQLModel.metadata.tables["cases"]),
    )
    .order_by(_CASE.customer_id, _CASE.kind)
)
_WAITING_CUSTOMERS = (
    select(_CASE.customer_id)
    .distinct()
    .where(
        _WAITING,
        col(t.CaseEntry.author).in_(_TO_CUSTOMER),
        col(t.CaseEntry.case_id) == _CASE.id,
        _CASE.customer_id == col(t.Customer.id),
        col(t.Customer.blocked_at).is_(None),
    )
    .order_by(_CASE.customer_id)
)
_MOVED_TO = select(col(t.StaffChatMove.new_chat_id)).where(
    col(t.StaffChatMove.old_chat_id) == bindparam("old")
)
_SHOWN_NOWHERE_KNOWN = select(
    exists().where(_CASE.staff_message_id.is_not(None), _CASE.staff_chat_id.is_(None))
)
_OPEN_DISPUTE = and_(
    _CASE.kind.in_([str(kind) for kind in DISPUTES]),
    _CASE.status != str(CaseStatus.CLOSED),
    _CASE.decision.is_(None),
)
# Plain columns, made once: asked with every notice.
_PAUSES = select(
    _CASE.customer_id, _CASE.loan_id, _CASE.pauses_until, _OPEN_DISPUTE.label("open_dispute")
).where(
    _CASE.customer_id.in_(bindparam("customers", expanding=True)),
    _CASE.loan_id.is_not(None),
    or_(_OPEN_DISPUTE, _CASE.pauses_until.is_not(None)),
)


# Of a frozen account nothing is said and nothing debited: its loans may be somebody else's doing.
_LOAN, _CUSTOMER = SQLModel.metadata.tables["loans"].c, SQLModel.metadata.tables["customers"].c
_IS_FROZEN = _LOAN.customer_id.in_(select(_CUSTOMER.id).where(_CUSTOMER.frozen_at.is_not(None)))
# Of whoever may not want to live nothing is said of any loan for some days.
_IS_CARED_FOR = and_(_CASE.kind == str(CaseKind.CARE), _CASE.pauses_until.is_not(None))
_OF_ALL_LOANS = union_all(
    select(_LOAN.customer_id, _LOAN.id, _CASE.pauses_until).where(
        _LOAN.customer_id.in_(bindparam("customers", expanding=True)),
        _CASE.customer_id == _LOAN.customer_id,
        _IS_CARED_FOR,
    ),
    select(_LOAN.customer_id, _LOAN.id, null()).where(
        _LOAN.customer_id.in_(bindparam("customers", expanding=True)), _IS_FROZEN
    ),
)


class CaseRepository(Repository):
    async def get(self, case_id: str) -> t.Case | None:
        return await self._transaction.row(t.Case, case_id, locked=True)

    async def by_number(self, number: str) -> t.Case | None:
        return await self._first(select(t.Case).where(col(t.Case.number) == number))

    async def open_case(self, customer_id: str, kind: str, about: str) -> t.Case | None:
        return await self._first(
            select(t.Case).where(
                col(t.Case.customer_id) == customer_id,
                col(t.Case.kind) == kind,
                col(t.Case.about) == about,
                _OPEN,
            )
        )

    async def current_of(self, customer_id: str, today: date) -> Sequence[t.Case]:
        return await self._all(
            select(t.Case)
            .where(
                col(t.Case.customer_id) == customer_id,
                or_(_OPEN, col(t.Case.pauses_until) >= today),
                or_(col(t.Case.kind) != str(CaseKind.QUESTION), _HAS_WORDS),
            )
            .order_by(col(t.Case.opened_at).desc(), col(t.Case.number))
        )

    async def of_payment(self, payment_id: str) -> t.Case | None:
        return await self._first(select(t.Case).where(col(t.Case.payment_id) == payment_id, _OPEN))

    async def turned_to(self, customer_id: str, *, open_only: bool) -> t.Case | None:
        mine = select(t.Case).where(col(t.Case.customer_id) == customer_id)
        return await self._first(
            (mine.where(_OPEN) if open_only else mine).order_by(
                col(t.Case.turned_to_at).desc(), col(t.Case.number)
            )
        )

    async def all_open(self) -> Sequence[t.Case]:
        return await self._all(
            select(t.Case).where(_OPEN).order_by(col(t.Case.opened_at), col(t.Case.number))
        )

    async def by_staff_message(self, chat_id: int, message_id: int) -> str | None:
        card = select(col(t.Case.id)).where(
            col(t.Case.staff_message_id) == message_id, col(t.Case.staff_chat_id) == chat_id
        )
        said = select(col(t.CaseEntry.case_id)).where(
            col(t.CaseEntry.message_id) == message_id,
            col(t.CaseEntry.shown_chat_id) == chat_id,
            col(t.CaseEntry.author).in_(_TO_STAFF),
        )
        return await self._first(card) or await self._first(said)

    async def by_customer_message(self, customer_id: str, message_id: int) -> str | None:
        return await self._first(
            select(col(t.CaseEntry.case_id))
            .join(t.Case, col(t.Case.id) == col(t.CaseEntry.case_id))
            .where(
                col(t.Case.customer_id) == customer_id,
                col(t.CaseEntry.message_id) == message_id,
                col(t.CaseEntry.author).in_(_TO_CUSTOMER),
            )
        )

    async def entries(self, case_id: str) -> Sequence[t.CaseEntry]:
        return await self._all(
            select(t.CaseEntry)
            .where(col(t.CaseEntry.case_id) == case_id)
            .order_by(col(t.CaseEntry.at), col(t.CaseEntry.source_id))
        )

    async def entry(self, entry_id: str) -> t.CaseEntry | None:
        return await self._session.get(t.CaseEntry, entry_id)

    async def said_with(self, case_id: str, author: str, source_id: int, source_chat_id: int) -> bool:
        said = select(t.CaseEntry).where(
            col(t.CaseEntry.case_id) == case_id,
            col(t.CaseEntry.author) == author,
            col(t.CaseEntry.source_id) == source_id,
            col(t.CaseEntry.source_chat_id) == source_chat_id,
        )
        return await self._first(said) is not None

    async def unshown(self) -> Sequence[str]:
        return await self._all(select(col(t.Case.id)).where(_UNSHOWN).order_by(col(t.Case.opened_at)))

    async def undelivered(
        self, authors: Sequence[str], customer_id: str | None = None
    ) -> Sequence[t.CaseEntry]:
        waiting = (
            select(t.CaseEntry)
            .where(_WAITING, col(t.CaseEntry.author).in_(authors))
            .order_by(col(t.CaseEntry.at), col(t.CaseEntry.source_id))
        )
        if customer_id is not None:
            waiting = waiting.join(t.Case, col(t.Case.id) == col(t.CaseEntry.case_id)).where(
                col(t.Case.customer_id) == customer_id
            )
        return await self._all(waiting)

    async def earliest_promise(self) -> date | None:
        day: date | None = await self._value(_EARLIEST_PROMISE)
        return day

    async def unreminded(self) -> Sequence[tuple[str, str, datetime]]:
        rows = await self._transaction.columns(_UNREMINDED, {})
        return [(case_id, kind, opened_at) for case_id, kind, opened_at in rows]

    async def waits_for_staff(self) -> bool:
        return bool(await self._value(_WAITS_FOR_STAFF))

    async def waiting_customers(self) -> Sequence[str]:
        return [row[0] for row in await self._transaction.columns(_WAITING_CUSTOMERS, {})]

    async def has_undelivered(
        self, case_id: str, author: str, source_id: int | None = None, source_chat_id: int = 0
    ) -> bool:
        waiting = select(t.CaseEntry).where(
            _WAITING, col(t.CaseEntry.case_id) == case_id, col(t.CaseEntry.author) == author
        )
        if source_id is not None:
            waiting = waiting.where(
                col(t.CaseEntry.source_id) == source_id, col(t.CaseEntry.source_chat_id) == source_chat_id
            )
        return await self._first(waiting) is not None

    async def moved_to(self, chat_id: int) -> int | None:
        moved: int | None = await self._value(_MOVED_TO, {"old": chat_id})
        return moved

    async def shown_nowhere_known(self) -> bool:
        return bool(await self._value(_SHOWN_NOWHERE_KNOWN))

    async def shown_in(self, chat_id: int) -> None:
        nowhere = col(t.Case.staff_message_id).is_not(None), col(t.Case.staff_chat_id).is_(None)
        await self._run(update(t.Case).where(*nowhere).values(staff_chat_id=chat_id))
        said = (
            col(t.CaseEntry.author).in_(_TO_STAFF),
            col(t.CaseEntry.message_id).is_not(None),
            col(t.CaseEntry.shown_chat_id).is_(None),
        )
        await self._run(update(t.CaseEntry).where(*said).values(shown_chat_id=chat_id))

    async def show_anew(self, chat_id: int) -> None:
        elsewhere = col(t.Case.staff_message_id).is_not(None), col(t.Case.staff_chat_id) != chat_id
        await self._run(update(t.Case).where(_OPEN, *elsewhere).values(shown_version=0))

    async def holds_of(self, customer_ids: Sequence[str]) -> dict[str, list[Hold]]:
        found: dict[str, list[Hold]] = {}
        rows = await self._transaction.columns(_PAUSES, {"customers": customer_ids})
        for customer_id, loan_id, until, open_dispute in rows:
            found.setdefault(customer_id, []).append(Hold(loan_id, None if open_dispute else until))
        rows = await self._transaction.columns(_OF_ALL_LOANS, {"customers": customer_ids})
        for customer_id, loan_id, until in rows:
            found.setdefault(customer_id, []).append(Hold(loan_id, until))
        return found


def held_loans(today: Any) -> Any:
    """Ids of the loans of which nothing is said today."""
    in_cases = select(_CASE.loan_id).where(
        _CASE.loan_id.is_not(None), or_(_OPEN_DISPUTE, _CASE.pauses_until >= today)
    )
    of_cared_for = select(_LOAN.id).where(
        _CASE.customer_id == _LOAN.customer_id, _IS_CARED_FOR, _CASE.pauses_until >= today
    )
    return in_cases.union_all(of_cared_for, select(_LOAN.id).where(_IS_FROZEN))
