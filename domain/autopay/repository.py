"""What is asked of the database about cards, mandates and runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from domain import tables as t
from domain.value import Value


class DebitCandidate(Value):
    """A loan of which something is due, of a customer who has automatic debit on. `since`: when it came into the books."""

    loan_id: str
    customer_id: str
    contract: dict[str, Any]
    since: datetime


class AutopayRecords(Protocol):
    async def cards(self, customer_id: str) -> Sequence[t.PaymentCard]:
        """Return the cards that are bound, in the order in which they are tried."""
        ...

    async def debited_cards(self, customer_id: str) -> Sequence[tuple[str, str, str | None]]:
        """Id, last four digits and bank of those that are charged, in that order; none where it is switched off."""
        ...

    async def debited_cards_of(
        self, customer_ids: Sequence[str]
    ) -> Mapping[str, Sequence[tuple[str, str, str | None]]]:
        """Return what `debited_cards` does, by customer."""
        ...

    async def card(self, card_id: str) -> t.PaymentCard | None: ...

    async def mandate(self, customer_id: str) -> t.DebitMandate | None:
        """Return the mandate that is active."""
        ...

    async def contracts(self, customer_id: str) -> Sequence[dict[str, Any]]:
        """Return the contracts of the customer's loans that are not settled."""
        ...

    async def due(self, today: date) -> Sequence[DebitCandidate]: ...

    async def due_with_runs(
        self, today: date
    ) -> Sequence[tuple[DebitCandidate, str | None, datetime | None]]:
        """Return what `due` does, each with every window of today that was claimed (None: none was), and since when
        it is being run (None: it is over).
        """
        ...

    async def earliest_due_day(self) -> date | None:
        """Return the earliest due day of an open bill of a customer who has automatic debit on, the loan on hold or not."""
        ...

    async def claim(
        self, loan_id: str, day: date, window: str, customer_id: str, now: datetime, stale: datetime
    ) -> bool:
        """Return whether the window of that loan is ours to run: nobody ran it, or whoever began did so before
        `stale`.
        """
        ...

    async def run(self, loan_id: str, day: date, window: str) -> t.DebitRun | None: ...
