"""Notices of an application on a lender's own page."""

from __future__ import annotations

from domain.contract import load_lender
from domain.handoff.types import HandoffStatus
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec
from domain.text import LocalText


class HandoffContent(NoticeContent):
    """What came of an application.

    `order_id`: None where no order did; `open_draft`: the checkout that waits for it.
    """

    status: HandoffStatus
    lender_name: LocalText
    order_id: str | None
    open_draft: str | None


async def _handoff(request: NoticeRequest) -> HandoffContent | None:
    row = await request.uow.applications.get(request.key.subject)
    lender = await request.uow.catalog.institution(row.institution_id) if row is not None else None
    if row is None or lender is None:
        return None
    draft = await request.uow.drafts.open_of(request.key.customer_id)
    return HandoffContent(
        NoticeKind.HANDOFF,
        request.today,
        status=HandoffStatus(row.status),
        lender_name=load_lender(lender.spec).name,
        order_id=row.order_id,
        open_draft=draft.id if draft is not None else None,
    )


NOTICES = (NoticeSpec(NoticeKind.HANDOFF, transactional=True, compose=_handoff),)
