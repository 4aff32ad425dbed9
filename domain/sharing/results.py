"""What is shown of shared due dates, to their owner and to the one who watches. Days are Beijing days, amounts fen."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.text import LocalText
from domain.value import Value


class SharingStatus(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    ENDED = "ended"


class Watcher(Value):
    """Who watches; `name`: of theirs, masked, as the owner reads it."""

    watcher_id: str
    name: str | None


class SharingView(Value):
    """To its owner.

    `secret`: of the link while nobody has agreed; None where it has to be made anew. `valid_until`: its last day. `name`:
    what the watcher reads of the owner's, masked; None: nothing. `watcher_name`: where somebody watches, and it is known.
    """

    sharing_id: str
    status: SharingStatus
    secret: str | None
    valid_until: date | None
    is_expired: bool
    shows_amounts: bool
    name: str | None
    watcher_name: str | None
    since: date | None


class WatchingView(Value):
    """To who watches: whose dates; None where they show no name."""

    sharing_id: str
    owner_name: str | None


class SharingPage(Value):
    """`own`: None where the customer shares nothing."""

    today: date
    own: SharingView | None
    watching: tuple[WatchingView, ...]


class InvitedView(Value):
    """To who opened a link. `watches`: they have agreed already, to this one."""

    secret: str
    owner_name: str | None
    shows_amounts: bool
    watches: str | None = None


class SharedDue(Value):
    """One day on which something is due: its name and nothing more. `is_note`: the owner noted it of a debt elsewhere.
    `amount_fen`: None where it is not shared, or not known.
    """

    day: date
    title: LocalText
    item_count: int
    no: int
    periods: int | None
    amount_fen: int | None
    is_note: bool = False


class WatchedView(Value):
    """To who watches. `late`: what was due and is open; `coming`: from today on, for two months; `later`: the next of each
    that has nothing until then. `is_silent`: nothing is shown just now.
    """

    sharing_id: str
    owner_name: str | None
    shows_amounts: bool
    today: date
    late: tuple[SharedDue, ...] = ()
    coming: tuple[SharedDue, ...] = ()
    later: tuple[SharedDue, ...] = ()
    is_silent: bool = False


class LateOf(Value):
    """What of one owner was due yesterday, or the days that were left out, and is open."""

    sharing_id: str
    owner_name: str | None
    dues: tuple[SharedDue, ...]
