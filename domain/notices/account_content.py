"""What notices about the account itself say: a check that took its time, a lender's word, something unusual."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date

from domain.contract import load_lender
from domain.handoff.results import HandoffTold
from domain.handoff.types import HandoffStatus
from domain.identity.facts import identity_state
from domain.identity.types import IdentityState, RejectReason
from domain.loans.results import CardView
from domain.notices.results import NoticeContent
from domain.outbox.repository import NoticeKey
from domain.outbox.results import NoticeKind
from domain.unit_of_work import UnitOfWork

_Maker = Callable[[UnitOfWork, NoticeKey, date], Awaitable[NoticeContent | None]]


async def account_content(uow: UnitOfWork, key: NoticeKey, today: date) -> NoticeContent | None:
    """None where there is nothing to say any more."""
    content = await _MAKERS[NoticeKind(key.kind)](uow, key, today)
    draft = await uow.drafts.open_of(key.customer_id) if content is not None else None
    return replace(content, open_draft=draft.id) if content is not None and draft is not None else content


async def _identity(uow: UnitOfWork, key: NoticeKey, today: date) -> NoticeContent | None:
    """What came out of the check; None where another one runs already."""
    row = await uow.identities.get(key.customer_id)
    state = identity_state(row, today)
    if row is None or state not in (IdentityState.VERIFIED, IdentityState.REJECTED):
        return None
    reason = RejectReason(row.reason) if row.reason else None
    return NoticeContent(NoticeKind.IDENTITY, today, today, bills=(), identity=state, rejected=reason)


async def _face(uow: UnitOfWork, key: NoticeKey, today: date) -> NoticeContent | None:
    row = await uow.identities.get(key.customer_id)
    if row is None or (row.face_at is None and row.face_reason is None):
        return None
    state = IdentityState.VERIFIED if row.face_at is not None else IdentityState.REJECTED
    return NoticeContent(NoticeKind.FACE, today, today, bills=(), identity=state)


async def _handoff(uow: UnitOfWork, key: NoticeKey, today: date) -> NoticeContent | None:
    row = await uow.applications.get(key.subject)
    lender = await uow.catalog.institution(row.institution_id) if row is not None else None
    if row is None or lender is None:
        return None
    told = HandoffTold(HandoffStatus(row.status), load_lender(lender.spec).name, row.order_id)
    return NoticeContent(NoticeKind.HANDOFF, today, today, bills=(), handoff=told)


async def _new_card(uow: UnitOfWork, key: NoticeKey, today: date) -> NoticeContent | None:
    card = await uow.auto_debits.card(key.subject)
    if card is None:
        return None
    shown = CardView(card.id, card.last_four, card.bank)
    return NoticeContent(NoticeKind.NEW_CARD, today, today, bills=(), card=shown)


async def _attempts(uow: UnitOfWork, key: NoticeKey, today: date) -> NoticeContent | None:
    return NoticeContent(NoticeKind.ATTEMPTS, today, key.business_day, bills=())


_MAKERS: Mapping[NoticeKind, _Maker] = {
    NoticeKind.IDENTITY: _identity,
    NoticeKind.FACE: _face,
    NoticeKind.HANDOFF: _handoff,
    NoticeKind.NEW_CARD: _new_card,
    NoticeKind.ATTEMPTS: _attempts,
}
OF_THE_ACCOUNT = tuple(_MAKERS)
