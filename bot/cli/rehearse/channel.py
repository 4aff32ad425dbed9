"""A channel that writes every notice as it would be sent, judges it, and sends nothing."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

from bot.cli.rehearse.policy_checks import ContactsOfADay, faults_of
from bot.cli.rehearse.record import Record
from bot.shutdown import go_on
from domain.customers.results import CustomerView
from domain.dates import business_day
from domain.notices.ports import TELEGRAM_ONLY, Delivery, DeliveryOutcome, Reachability
from domain.outbox.spec import NoticeContent
from handlers.notices.views import notice
from handlers.ui.i18n import WatchedTexts, texts_for
from handlers.ui.reply import Reply


class RehearsalClock:
    """Fulfils `domain.ports.Clock`: stands, and is moved forward by what happens."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def reach(self, instant: datetime) -> None:
        """Make the clock at least as late as `instant`."""
        self._now = max(self._now, instant)


class RehearsalChannel:
    """Fulfils `domain.notices.ports.NoticeChannel`. Each message takes `spacing` of the virtual clock's time."""

    side_by_side = 1  # each is judged by what went before it

    async def acquire_slots(self, most: int) -> int:
        return 1

    def __init__(
        self, clock: RehearsalClock, spacing: timedelta, record: Record, stopped: asyncio.Event
    ) -> None:
        self._clock = clock
        self._spacing = spacing
        self._record = record
        self._stopped = stopped
        self._today: date | None = None
        self._contacts = ContactsOfADay(set())

    def remember(self, day: date, already: set[tuple[str, str]]) -> None:
        """Remember what was sent on the first day before the rehearsal: (customer, kind)."""
        self._today, self._contacts = day, ContactsOfADay(already)

    async def deliver(
        self, to: CustomerView, content: NoticeContent, reach: Reachability = TELEGRAM_ONLY
    ) -> Delivery:
        """Write the notice down instead of sending it. Raises `Stopped`."""
        await go_on(self._stopped)
        at = self._clock.now()
        try:
            reply, missing = _written(to, content)
        except Exception as error:
            self._fault(f"cannot be written ({type(error).__name__})", to, content)
            return Delivery(DeliveryOutcome.UNCERTAIN, reason="not_written")
        self._clock.reach(at + self._spacing)
        self._record.wrote(content.kind, at)
        for sentence in missing:
            self._fault(f"no {to.locale} translation of “{sentence}”", to, content)
        for what in (*faults_of(to, content, reply), *self._contacts_on(at).add(to, content, at)):
            self._fault(what, to, content)
        return Delivery(DeliveryOutcome.SENT, message_id=1)

    def _contacts_on(self, at: datetime) -> ContactsOfADay:
        if business_day(at) != self._today:
            self.remember(business_day(at), set())
        return self._contacts

    def _fault(self, what: str, to: CustomerView, content: NoticeContent) -> None:
        self._record.fault(f"{content.kind} in {to.locale}: {what}", f"customer {to.id}")


def _written(to: CustomerView, content: NoticeContent) -> tuple[Reply, list[str]]:
    """Return the message in the customer's language, and what of it has no translation, each once."""
    missing: dict[str, None] = {}
    reply = notice(
        WatchedTexts(texts_for(to.locale), lambda sentence: missing.update({sentence: None})), content
    )
    return reply, list(missing)
