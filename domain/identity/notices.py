"""Notices of an identity check that took its time, and of a look at the face."""

from __future__ import annotations

from domain.identity.facts import identity_state
from domain.identity.types import IdentityState, RejectReason
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec


class IdentityContent(NoticeContent):
    """What came out of the check, VERIFIED or REJECTED. `open_draft`: the checkout that waits for it."""

    state: IdentityState
    reason: RejectReason | None
    open_draft: str | None


class FaceContent(NoticeContent):
    """What came out of the look at the face, VERIFIED or REJECTED. `open_draft`: the checkout that waits for it."""

    state: IdentityState
    open_draft: str | None


async def _identity(request: NoticeRequest) -> IdentityContent | None:
    """Return the content of an identity notice; None where another check runs already."""
    row = await request.uow.identities.get(request.key.customer_id)
    state = identity_state(row, request.today)
    if row is None or state not in (IdentityState.VERIFIED, IdentityState.REJECTED):
        return None
    reason = RejectReason(row.reason) if row.reason else None
    return IdentityContent(NoticeKind.IDENTITY, request.today, state, reason, await _open_draft(request))


async def _face(request: NoticeRequest) -> FaceContent | None:
    row = await request.uow.identities.get(request.key.customer_id)
    if row is None or (row.face_at is None and row.face_reason is None):
        return None
    state = IdentityState.VERIFIED if row.face_at is not None else IdentityState.REJECTED
    return FaceContent(NoticeKind.FACE, request.today, state, await _open_draft(request))


async def _open_draft(request: NoticeRequest) -> str | None:
    draft = await request.uow.drafts.open_of(request.key.customer_id)
    return draft.id if draft is not None else None


NOTICES = (
    NoticeSpec(NoticeKind.IDENTITY, transactional=True, compose=_identity),
    NoticeSpec(NoticeKind.FACE, transactional=True, compose=_face),
)
