"""What notices ask of the database, beside the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain import tables as t
from domain.notices.results import BackupAddress


class BackupChannels(Protocol):
    async def get(self, customer_id: str) -> t.BackupChannelChoice | None:
        """Locked until the transaction ends."""
        ...

    async def addresses(self, customer_ids: Sequence[str]) -> Mapping[str, BackupAddress]:
        """Return the addresses by customer, of those who chose one."""
        ...
