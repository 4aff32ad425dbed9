"""What is asked of the database about all that is held of one customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from domain import tables as t


class Privacy(Protocol):
    async def rows(self, customer_id: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return every row of theirs, by table (`domain.privacy.results.TABLES`)."""
        ...

    async def delete(self, customer_id: str, names: Sequence[str]) -> None:
        """Theirs in these tables."""
        ...

    async def delete_unneeded(self, customer_id: str) -> None:
        """Checkouts that became no order, purchases that nobody paid, and closed questions about no loan and no payment."""
        ...

    async def loans(self, customer_id: str) -> tuple[int, datetime | None]:
        """Return how many run, and when the last bill of all was settled, where there is one."""
        ...

    async def purchases(self, customer_id: str) -> tuple[bool, datetime | None]:
        """Return whether money of a purchase at once is on its way, in or back, and when the last of it came or went."""
        ...

    async def last_called_off(self, customer_id: str) -> datetime | None:
        """Return when the last payment for goods was called off that nothing came of so far."""
        ...

    async def consent(self, customer_id: str, purpose: str, about: str) -> t.Consent | None:
        """Return the consent that holds."""
        ...

    async def consents(self, customer_id: str) -> Sequence[t.Consent]:
        """Return those that hold, the oldest first."""
        ...
