"""What is shown of an identity: masked, with what is still missing."""

from __future__ import annotations

from datetime import date

from domain.identity.card import CardSide
from domain.identity.types import CardReadView, IdentityState, RejectReason
from domain.value import Value


class IdentityView(Value):
    """Masked as it may be shown."""

    name_mask: str | None
    id_number_mask: str | None
    phone_mask: str | None
    state: IdentityState
    reason: RejectReason | None = None  # where it was rejected
    valid_until: date | None = None
    card: CardReadView | None = None  # waits to be confirmed
    card_sides: tuple[CardSide, ...] = ()  # confirmed
    face_reason: RejectReason | None = None  # why the last look at the face failed

    @property
    def verified(self) -> bool:
        return self.state is IdentityState.VERIFIED
