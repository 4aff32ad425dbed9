"""Who keeps card numbers: binding a card for a token."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CardBinding:
    """A card to be bound. The id is ours: asked again with it, the same card answers. Nothing of it is logged."""

    binding_id: str
    number: str = field(repr=False)
    holder_name: str = field(repr=False)
    id_number: str = field(repr=False)
    phone: str = field(repr=False)


class CardRefusal(StrEnum):
    NAME_MISMATCH = "name_mismatch"  # the card is somebody else's
    NOT_DEBIT = "not_debit"
    DECLINED = "declined"  # the bank does not allow it
    NO_ANSWER = "no_answer"


class CardVault(Protocol):
    """Binds debit cards at a gateway, which keeps the numbers and gives tokens for them."""

    gateway: str  # the `PaymentGateway` that charges its tokens

    async def bind(self, card: CardBinding) -> str | CardRefusal:
        """Bind the card and return the token."""
        ...

    async def unbind(self, token: str) -> bool:
        """Never to be charged again. False where the gateway did not answer."""
        ...
