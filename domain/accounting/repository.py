"""What is asked of the database for the accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.accounting.results import TapeLoan


class Accounting(Protocol):
    async def movements(self, after: str, limit: int) -> Sequence[tuple[str, datetime, str, str, int]]:
        """Return the entries of all books after the id `after`, by id: id, instant, debit and credit account, amount."""
        ...

    async def tape(self, after: str, limit: int) -> Sequence[TapeLoan]:
        """Return the loans after the id `after`, by id."""
        ...
