"""What notices ask of the world: the days off, a channel, a backup channel."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Protocol

from domain.customers.results import CustomerView
from domain.notices.holidays import DayOff
from domain.notices.results import BackupAddress, OfferedChannel
from domain.outbox.spec import NoticeContent
from domain.value import Value


class HolidayCalendar(Protocol):
    def off_day(self, day: date) -> DayOff | None:
        """Return the day off, None for a working day. Raises `UnknownYear`."""
        ...


class DeliveryOutcome(StrEnum):
    SENT = "sent"
    UNREACHABLE = "unreachable"  # the person blocked the assistant or closed the account
    RETRY = "retry"  # certainly not delivered; try again at a later run
    UNCERTAIN = "uncertain"  # may have been delivered


class Delivery(Value):
    outcome: DeliveryOutcome
    message_id: int | None = None
    reason: str | None = None
    channel: str | None = None  # where it was not Telegram
    unreachable: bool = False  # sent by that channel, since they stopped the assistant


class Reachability(Value):
    """How somebody can be reached. `backup`: beside Telegram; `unreachable`: they stopped the assistant; `last`: it is
    not tried again.
    """

    backup: BackupAddress | None = None
    unreachable: bool = False
    last: bool = False


TELEGRAM_ONLY = Reachability()


class BackupChannel(Protocol):
    """What the operator set up beside Telegram."""

    @property
    def offered(self) -> tuple[OfferedChannel, ...]: ...

    async def send(self, to: BackupAddress, title: str, body: str) -> bool:
        """Send the message; return whether it was taken."""
        ...


class NoticeChannel(Protocol):
    @property
    def side_by_side(self) -> int:
        """How many can be on their way at a time."""
        ...

    async def acquire_slots(self, most: int) -> int:
        """Wait until some may be sent; how many, at least one and at most `most`."""
        ...

    async def deliver(
        self, to: CustomerView, content: NoticeContent, reachability: Reachability = TELEGRAM_ONLY
    ) -> Delivery: ...
