"""Telegram first; where that does not reach the customer, the backup channel they chose."""

from __future__ import annotations

from domain.customers.results import CustomerView
from domain.notices.ports import (
    TELEGRAM_ONLY,
    BackupChannel,
    Delivery,
    DeliveryOutcome,
    NoticeChannel,
    Reachability,
)
from domain.outbox.spec import NoticeContent
from domain.value import replace
from handlers.notices.views import body_of, notice, title_of
from handlers.ui.i18n import texts_for
from handlers.ui.signature import Signature


class FallbackChannel:
    """Fulfils `domain.notices.ports.NoticeChannel`."""

    def __init__(self, telegram: NoticeChannel, backup: BackupChannel, signature: Signature) -> None:
        self._telegram = telegram
        self._backup = backup
        self._signature = signature

    @property
    def side_by_side(self) -> int:
        return self._telegram.side_by_side

    async def acquire_slots(self, most: int) -> int:
        return await self._telegram.acquire_slots(most)

    async def deliver(
        self,
        to: CustomerView,
        content: NoticeContent,
        reachability: Reachability = TELEGRAM_ONLY,
    ) -> Delivery:
        """Deliver a notice; what may have arrived is never sent by the other way as well."""
        if reachability.unreachable:
            telegram = Delivery(DeliveryOutcome.UNREACHABLE, reason="blocked")
        else:
            telegram = await self._telegram.deliver(to, content)
        unreachable = telegram.outcome is DeliveryOutcome.UNREACHABLE
        given_up = telegram.outcome is DeliveryOutcome.RETRY and reachability.last
        if reachability.backup is None or not (unreachable or given_up):
            return telegram
        t = texts_for(to.locale)
        signed = self._signature.on(notice(t, content), to)
        if await self._backup.send(reachability.backup, title_of(t), body_of(t, signed)):
            return Delivery(
                DeliveryOutcome.SENT, channel=reachability.backup.channel, unreachable=unreachable
            )
        return replace(telegram, reason="second_channel_failed")
