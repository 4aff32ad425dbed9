"""What is asked of the database about moves to another Telegram account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t


class Moves(Protocol):
    """Rows whose seal does not agree are none of those that are handed out."""

    async def get(self, move_id: str) -> t.AccountMove | None: ...

    async def lock(self, move_id: str) -> t.AccountMove | None:
        """Locked until the transaction ends."""
        ...

    async def of_case(self, case_id: str) -> t.AccountMove | None: ...

    async def is_altered(self, case_id: str) -> bool:
        """Return whether there is a move of this case whose seal does not agree."""
        ...

    async def put_aside_altered(self, customer_id: str) -> None:
        """Stop the open moves of or about this account whose seal does not agree, so that they are in nobody's way."""
        ...

    async def open_of(self, customer_id: str) -> t.AccountMove | None:
        """Return the move that this account asked for and that is not over."""
        ...

    async def asked_since(self, asker_hash: str, since: datetime) -> int: ...

    async def codes_to(self, phone_hash: str, since: datetime) -> int:
        """Count the codes that went to this phone, whosever account was meant."""
        ...

    async def announced_of(self, old_customer_id: str) -> t.AccountMove | None:
        """Return the move of this account that was announced to it, and that can be stopped."""
        ...

    async def open_about(self, old_customer_id: str) -> Sequence[t.AccountMove]:
        """Return the moves of this account that were asked for and are not over."""
        ...

    async def due(self, now: datetime) -> Sequence[str]:
        """Ids of the announced moves whose time has come, the oldest first."""
        ...

    async def unheard(self) -> Sequence[t.AccountMove]:
        """Return the announced moves whose old account was not told yet, the oldest first."""
        ...

    async def words_of(self, move_id: str) -> Sequence[t.Notice]:
        """Return the words to the old account of this move, the first one first."""
        ...

    async def has_outcome(self, move_id: str) -> bool:
        """Return whether somebody was or is to be told what became of it: then it is over, whatever its row says."""
        ...

    async def done_since(self, customer_id: str, since: datetime) -> t.AccountMove | None:
        """Return the move by which the account came here since then."""
        ...

    async def earliest(self) -> datetime | None:
        """Return when the next announced move is due."""
        ...

    async def untold(self) -> Sequence[t.AccountMove]:
        """Return the moves of which the chat that was left has not been told."""
        ...

    async def any_untold(self) -> bool: ...

    async def left_by(self, left_hash: str) -> Sequence[t.AccountMove]:
        """Return the moves away from this number at Telegram."""
        ...

    # Who is meant

    async def every_by_number(self, id_number_hash: str, but: str) -> Sequence[t.Identity]:
        """Return everybody, other than `but`, who is verified and looked up by this, who bought something last first."""
        ...

    async def said_not_me_since(self, asker_hash: str, since: datetime) -> bool:
        """Return whether an old account said since then of what was asked for from there that it was not them."""
        ...

    async def by_order(self, number: str, but: str) -> str | None:
        """Return the id of the customer of this order, other than `but`."""
        ...

    async def purchases(self, customer_id: str) -> int:
        """Count what keeps an account from being dissolved: orders, applications at a lender, payments, cards."""
        ...

    async def orders(self, customer_id: str) -> int: ...

    # Moving

    async def is_being_told(self, customer_id: str) -> bool:
        """Return whether a notice is on its way to them just now."""
        ...

    async def leave_chat(self, customer_id: str) -> None:
        """Let nothing of theirs hang on messages of the chat they leave: what conversations wait for, open checkouts, and
        under which message what was said.
        """
        ...

    async def dissolve(self, customer_id: str, into: str, now: datetime) -> None:
        """Give the record of cases and moves of the customer to another, and delete the rest, the account included."""
        ...
