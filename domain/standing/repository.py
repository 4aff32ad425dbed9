"""What is asked of the database about how somebody stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from domain.value import Value


class Marks(Value):
    """What decides most of it, in one query: asked with every list of bills. `before`: as in the reminders that were chosen;
    `any_case`: there is one that is open, or of which a hold runs. `has_settled`: a loan is settled.
    `is_unreachable`: they stopped the assistant, and chose no backup channel. `has_card`: a card is bound.
    """

    frozen_at: datetime | None
    before: str | None
    has_mandate: bool
    any_case: bool
    has_settled: bool
    is_unreachable: bool
    has_card: bool


class Standings(Protocol):
    async def marks(self, customer_id: str, today: date) -> Marks: ...
