"""The record of a case: who of the staff said and decided what, and when. Without the words, which are the customer's."""

from __future__ import annotations

from datetime import datetime

from domain.cases.types import Author, CaseKind, CaseStatus, Decision
from domain.unit_of_work import Store
from domain.value import Value


class RecordedAct(Value):
    """`decision`: what was decided, or tried without the right to (`Author.DENIED`). `by_id`: a Telegram user id."""

    at: datetime
    author: Author
    decision: Decision | None
    by: str | None
    by_id: int | None


class CaseRecord(Value):
    number: str
    kind: CaseKind
    status: CaseStatus
    opened_at: datetime
    acts: tuple[RecordedAct, ...]


async def case_record(store: Store, number: str) -> CaseRecord | None:
    """Return the record of the case of this number, the oldest act first; None where there is no such case."""
    async with store.read() as uow:
        case = await uow.cases.by_number(number.upper())
        if case is None:
            return None
        entries = await uow.cases.entries(case.id)
    acts = (
        RecordedAct(
            one.at,
            author := Author(one.author),
            Decision(one.words) if author in (Author.SHOP, Author.DENIED) else None,
            one.by,
            one.by_id,
        )
        for one in entries
    )
    return CaseRecord(case.number, CaseKind(case.kind), CaseStatus(case.status), case.opened_at, tuple(acts))
