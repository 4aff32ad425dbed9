"""Backup channels of customers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlmodel import SQLModel

from bot.db.repositories.base import Repository
from domain import tables as t
from domain.columns import place_in
from domain.notices.results import BackupAddress

_TABLE = SQLModel.metadata.tables["backup_channels"]
_BACKUP = _TABLE.c
# Plain columns, made once: asked with every notice.
_ADDRESSES = select(_BACKUP.customer_id, _BACKUP.channel, _BACKUP.address_token).where(
    _BACKUP.customer_id.in_(bindparam("customers", expanding=True)), _BACKUP.channel.is_not(None)
)


class BackupChannelRepository(Repository):
    async def get(self, customer_id: str) -> t.BackupChannelChoice | None:
        return await self._session.get(t.BackupChannelChoice, customer_id, with_for_update=True)

    async def addresses(self, customer_ids: Sequence[str]) -> dict[str, BackupAddress]:
        rows = await self._transaction.columns(_ADDRESSES, {"customers": customer_ids})
        return {
            customer_id: BackupAddress(
                channel, token, place_in(_TABLE, "address_token", {"customer_id": customer_id})
            )
            for customer_id, channel, token in rows
        }
