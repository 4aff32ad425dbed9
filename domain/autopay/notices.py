"""Notices of the cards that are debited."""

from __future__ import annotations

from domain.loans.results import CardView
from domain.outbox.results import NoticeKind
from domain.outbox.spec import NoticeContent, NoticeRequest, NoticeSpec


class NewCardContent(NoticeContent):
    """A card was debited for the first time."""

    card: CardView


async def _new_card(request: NoticeRequest) -> NewCardContent | None:
    card = await request.uow.autopay.card(request.key.subject)
    if card is None:
        return None
    shown = CardView(card.id, card.last_four, card.bank)
    return NewCardContent(NoticeKind.NEW_CARD, request.today, shown)


NOTICES = (NoticeSpec(NoticeKind.NEW_CARD, transactional=True, compose=_new_card),)
