"""What the services of notices answer."""

from __future__ import annotations

from datetime import date, datetime

from domain.outbox.results import NoticeKind
from domain.pii.addresses import AddressKind
from domain.ports import Place
from domain.value import Value


class UnreachableCustomer(Value):
    """Somebody who stopped the assistant while bills are open. Amounts in fen."""

    customer_id: str
    since: datetime
    late_fen: int
    next_due: date


class ReminderView(Value):
    """How a customer is written to. `before`: days before the due day, None: as each lender does it."""

    before: tuple[int, ...] | None
    hour: int
    hide_amounts: bool
    monthly: bool


class NoticeRecord(Value):
    """One notice of the record. `at`: when it was sent, or was to be; `status` and `reason`: codes of the outbox.

    `kind` is None where the program knows none of that name.
    """

    kind: NoticeKind | None
    day: date
    at: datetime
    status: str
    reason: str | None
    channel: str | None = None  # where it was not Telegram


class NoticePage(Value):
    now: datetime
    notices: tuple[NoticeRecord, ...]
    page: int
    pages: int


# Another way to reach a customer when Telegram does not (备用渠道): an address of theirs, proved by a code


class OfferedChannel(Value):
    """What the operator set up; `name` is shown as it is unless it is one of the usual ones."""

    name: str
    kind: AddressKind


class BackupAddress(Value):
    """Where to, sealed: only the channel opens it."""

    channel: str
    sealed: str
    place: Place


class BackupChannelView(Value):
    """How a customer can be reached beside Telegram. `mask`: of the address, None where it
    does not open in its place; `waits`: the code is still to be typed."""

    offered: tuple[OfferedChannel, ...]
    channel: str | None = None
    mask: str | None = None
    waits: bool = False
