"""What is asked of the database about cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain import tables as t
from domain.cases.types import Hold


class Cases(Protocol):
    async def get(self, case_id: str) -> t.Case | None:
        """Locked until the transaction ends."""
        ...

    async def by_number(self, number: str) -> t.Case | None: ...

    async def open_case(self, customer_id: str, kind: str, about: str) -> t.Case | None:
        """Return the case of this kind that is open about the loan (or about nothing)."""
        ...

    async def current_of(self, customer_id: str, today: date) -> Sequence[t.Case]:
        """Return the customer's cases that are open, or of which a hold runs on `today`; the newest first. Not locked."""
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

    async def by_staff_message(self, chat_id: int, message_id: int) -> str | None:
        """Return the id of the case whose card, or whose customer's words, this message of this staff chat shows."""
        ...

    async def by_customer_message(self, customer_id: str, message_id: int) -> str | None:
        """Return the id of the customer's case of which a message of their chat speaks."""
        ...

    async def entries(self, case_id: str) -> Sequence[t.CaseEntry]:
        """Return the entries of the case in order."""
        ...

    async def entry(self, entry_id: str) -> t.CaseEntry | None: ...

    async def said_with(self, case_id: str, author: str, source_id: int, source_chat_id: int) -> bool: ...

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

    async def unreminded(self) -> Sequence[tuple[str, str, datetime]]:
        """Return the cases that wait for the shop and of whose wait the staff was not reminded: id, kind and since when."""
        ...

    async def waits_for_staff(self) -> bool:
        """Return whether there is an unshown case, other than a question without words, or something a customer said
        that has not reached the staff chat.
        """
        ...

    async def waiting_customers(self) -> Sequence[str]:
        """Return the ids of the customers, not away, whom something that was said to them has not reached."""
        ...

    async def has_undelivered(
        self, case_id: str, author: str, source_id: int | None = None, source_chat_id: int = 0
    ) -> bool:
        """Return whether anything this author said in the case (with this message) has not reached the other side."""
        ...

    # The staff chat

    async def moved_to(self, chat_id: int) -> int | None:
        """Return the number that the chat of this number got, None where it kept it."""
        ...

    async def shown_nowhere_known(self) -> bool:
        """Return whether a card was shown before it was kept in which chat."""
        ...

    async def shown_in(self, chat_id: int) -> None:
        """Take what was shown before it was kept in which chat as shown in this one."""
        ...

    async def show_anew(self, chat_id: int) -> None:
        """Let every open case whose card stands in another chat than this wait for being shown."""
        ...

    async def holds_of(self, customer_ids: Sequence[str]) -> Mapping[str, Sequence[Hold]]:
        """Return the holds by customer, those that run, and those that ran out."""
        ...
