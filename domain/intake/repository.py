"""What is asked of the database about what is brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from domain import tables as t


class Intakes(Protocol):
    async def people(self, institution_id: str, key_hashes: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Return by the lender's number for them who was brought in: the customer, and what was said of them."""
        ...

    async def contracts(self, institution_id: str, contract_nos: Sequence[str]) -> Mapping[str, str]:
        """Return by its number what was said of each contract that was brought in."""
        ...

    async def loan_of(self, institution_id: str, contract_no: str) -> str | None:
        """Return the loan of a contract of this lender, brought in or signed on its page; None where several have it."""
        ...

    async def last_paid_at(self, loan_id: str) -> datetime | None:
        """Return when the newest payment of the loan was made that is in the books."""
        ...

    async def plans(self, institution_id: str) -> Sequence[t.Plan]:
        """Return all plans of a lender, those that are not sold any more among them."""
        ...

    async def verified(self, id_number_hashes: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Return the customers whose ID number is verified as one of these."""
        ...

    async def known(self, id_number_hashes: Sequence[str]) -> Mapping[str, str]:
        """Return the customers who were brought in with one of these ID numbers, by whichever lender."""
        ...

    async def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write many rows of a table at once, all with the same columns."""
        ...

    async def insert_values(
        self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        """Write many rows, each of the values of these columns."""
        ...

    async def use_credit(self, institution_id: str, limit_fen: int, used_fen: Mapping[str, int]) -> None:
        """Add to what is used of these customers' lines; a line that has no room grows, one that is missing is made."""
        ...

    async def invitation(self, secret_hash: str) -> t.IntakeInvitation | None: ...

    async def asked(self, customer_id: str) -> t.IntakeInvitation | None:
        """Return the invitation that was opened last in this customer's chat."""
        ...

    async def lock_invitation(self, customer_id: str) -> t.IntakeInvitation | None: ...

    async def drop_invitations(self, customer_ids: Sequence[str]) -> None: ...

    async def without_chat(self, customer_ids: Sequence[str]) -> Sequence[str]:
        """Return who of these has not come to the chat yet."""
        ...

    async def people_of(self, customer_id: str) -> Sequence[t.IntakePerson]:
        """Return what lenders said of this customer."""
        ...

    async def join(self, customer_id: str, into: str) -> tuple[int, int]:
        """Make everything of a customer without a chat that of `into`; return how many loans those are, and how many of
        them are open.
        """
        ...
