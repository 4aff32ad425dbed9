"""What is asked of the database about cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from domain import tables as t
from domain.cases.types import Hold


class Cases(Protocol):
    async def get(self, case_id: str) -> t.Case | None:
        """Locked until the transaction ends."""
        ...

    async def open_case(self, customer_id: str, kind: str, about: str) -> t.Case | None:
        """Return the case of this kind that is open about the loan (or about nothing)."""
        ...

    async def of_payment(self, payment_id: str) -> t.Case | None:
        """Return the open case about the payment."""
        ...

    async def turned_to(self, customer_id: str, *, open_only: bool) -> t.Case | None:
        """Return the case the customer last spoke of."""
        ...

    async def all_open(self) -> Sequence[t.Case]:
        """Return the open cases of every customer, the oldest first."""
        ...

    async def by_staff_message(self, message_id: int) -> str | None:
        """Return the id of the case whose card, or whose customer's words, a message of the staff chat shows."""
        ...

    async def by_customer_message(self, customer_id: str, message_id: int) -> str | None:
        """Return the id of the customer's case of which a message of their chat speaks."""
        ...

    async def entries(self, case_id: str) -> Sequence[t.CaseEntry]:
        """Return the entries of the case in order."""
        ...

    async def entry(self, entry_id: str) -> t.CaseEntry | None: ...

    async def said_with(self, case_id: str, author: str, source_id: int) -> bool: ...

    async def unshown(self) -> Sequence[str]:
        """Ids of cases whose card is not, or not as they stand now, in the staff chat."""
        ...

    async def undelivered(
        self, authors: Sequence[str], customer_id: str | None = None
    ) -> Sequence[t.CaseEntry]:
        """Return what these said (in the customer's cases) that has not reached the other side, the oldest first."""
        ...

    async def earliest_promise(self) -> date | None:
        """Return the first day that was promised in an open case."""
        ...

    async def waits_for_staff(self) -> bool:
        """Return whether there is an unshown case, other than a question without words, or something a customer said
        that has not reached the staff chat.
        """
        ...

    async def waits_for_customers(self) -> bool:
        """Return whether anything that was said to a customer has not reached them, who is not away."""
        ...

    async def holds_of(self, customer_ids: Sequence[str]) -> Mapping[str, Sequence[Hold]]:
        """Return the holds by customer, those that run, and those that ran out."""
        ...
