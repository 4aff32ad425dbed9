"""What is asked of the database about customers and their consents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain import tables as t
from domain.customers.results import CustomerView
from domain.value import Value


class Recipient(Value):
    view: CustomerView
    blocked_at: datetime | None


class KnownCustomer(Value):
    id: str
    locale: str
    plain_text: bool
    blocked_at: datetime | None
    word_token: str | None
    telegram_token: str | None
    name_hash: str | None


class Customers(Protocol):
    async def known(self, telegram_id: int) -> KnownCustomer | None:
        """Return what every update asks first, in its cheapest form."""
        ...

    async def get(self, customer_id: str) -> t.Customer | None: ...

    async def lock(self, customer_id: str) -> t.Customer | None:
        """Locked until the transaction ends; meanwhile nobody begins to send them notices."""
        ...

    async def recipients(self, customer_ids: Sequence[str]) -> Mapping[str, Recipient]:
        """Return the recipients by id."""
        ...

    async def mark_blocked(self, customer_ids: Sequence[str], now: datetime) -> None:
        """Mark those who stopped the assistant; who is known for it stays as they are."""
        ...

    async def by_telegram_id(self, telegram_id: int) -> t.Customer | None: ...

    async def take_form(self, customer_id: str, opened_s: int) -> bool:
        """Note that the form that was opened then is taken; return False where it was, or one that was opened later."""
        ...

    async def blocked_with_bills(self) -> Sequence[t.Customer]:
        """Return who stopped the assistant while instalments are open, the longest away first."""
        ...
