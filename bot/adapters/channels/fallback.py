"""Telegram first; where that does not reach the customer, the second channel they chose."""

from __future__ import annotations

from dataclasses import replace

from domain.customers.results import CustomerView
from domain.notices.ports import ANYWAY, Delivery, DeliveryOutcome, NoticeChannel, Reach, SecondChannel
from domain.outbox.spec import NoticeContent
from handlers.notices.views import body_of, notice, title_of
from handlers.ui.i18n import texts_for
from handlers.ui.signature import Signature


class FallbackChannel:
    """Fulfils `domain.notices.ports.NoticeChannel`."""

    def __init__(self, telegram: NoticeChannel, second: SecondChannel, signature: Signature) -> None:
        self._telegram = telegram
        self._second = second
        self._signature = signature

    @property
    def side_by_side(self) -> int:
        return self._telegram.side_by_side

    async def turn(self, most: int) -> int:
        return await self._telegram.turn(most)

    async def deliver(
        self,
        to: CustomerView,
        content: NoticeContent,
        reach: Reach = ANYWAY,
    ) -> Delivery:
        """What may have arrived is never sent by the other way as well."""
        if reach.away:
            telegram = Delivery(DeliveryOutcome.UNREACHABLE, reason="blocked")
        else:
            telegram = await self._telegram.deliver(to, content)
        away = telegram.outcome is DeliveryOutcome.UNREACHABLE
        given_up = telegram.outcome is DeliveryOutcome.RETRY and reach.last
        if reach.second is None or not (away or given_up):
            return telegram
        t = texts_for(to.locale)
        signed = self._signature.on(notice(t, content), to)
        if await self._second.send(reach.second, title_of(t), body_of(t, signed)):
            return Delivery(DeliveryOutcome.SENT, channel=reach.second.channel, away=away)
        return replace(telegram, reason="second_channel_failed")
