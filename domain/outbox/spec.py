"""What makes up a kind of notice: each feature declares its own kinds in its `notices`, wiring hands them all over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from domain.delivery_terms import DeliveryTerms
from domain.outbox.repository import NoticeKey
from domain.outbox.results import NoticeKind, SkipReason
from domain.ports import FieldCipher
from domain.text import LocalText
from domain.unit_of_work import UnitOfWork
from domain.value import Value

# What a notice raises that cannot be worked out: it keeps no other waiting.
NOT_WORKED_OUT = (LookupError, ValueError, TypeError, AssertionError)


class _ContentOptions(Value, kw_only=True):
    hides_amounts: bool = False
    tells_also: tuple[NoticeKey, ...] = ()


class NoticeContent(_ContentOptions):
    """What every notice has in common; a feature derives one frozen type for each kind of content.

    `today`: the business day on which it is composed. `hides_amounts`: the customer does not want them to be read over
    their shoulder; set by whoever sends. `tells_also`: other notices that wait and that it tells as well: once it arrived,
    they are not sent.
    """

    kind: NoticeKind
    today: date

    @property
    def goods(self) -> tuple[LocalText, ...]:
        """Return the names of goods that it speaks of: they are called as they are, so no wording is judged by them."""
        return ()


class _RequestOptions(Value, kw_only=True):
    delivery: DeliveryTerms | None = None
    cipher: FieldCipher | None = None


class NoticeRequest(_RequestOptions):
    """What a notice is composed from: its key, and the books as they stand at the moment of sending. `delivery`: where the
    shop delivers. `cipher`: opens what is sealed; None where whoever composes has no keys.
    """

    uow: UnitOfWork
    key: NoticeKey
    today: date


_R = TypeVar("_R", bound=NoticeRequest, contravariant=True)


class NoticeSpec(Value, Generic[_R]):
    """A kind of notice.

    `transactional`: what the customer set going and is waiting for, told at once, also at night, and never too late.
    `compose`: the content, or why there is none; None where there is nothing to say any more, and `if_nothing` is the reason
    that is kept then.
    `is_overtaken`: whether one planned for the first day is too late on the second; None: the usual days of catching up.
    `on_sending`: awaited in the transaction that stamps SENDING. `on_sent`: awaited in the one that writes down that it
    arrived, with the time of that.
    """

    kind: NoticeKind
    transactional: bool
    compose: Callable[[_R], Awaitable[NoticeContent | SkipReason | None]]
    if_nothing: SkipReason = SkipReason.NOTHING_OWED
    is_overtaken: Callable[[date, date], bool] | None = None
    on_sending: Callable[[UnitOfWork, NoticeKey], Awaitable[None]] | None = None
    on_sent: Callable[[UnitOfWork, NoticeKey, datetime], Awaitable[None]] | None = None


class OfKind(Protocol):
    """A spec or a view: it belongs to one kind of notice."""

    @property
    def kind(self) -> NoticeKind: ...


_K = TypeVar("_K", bound=OfKind)


def by_kind(parts: Iterable[_K]) -> Mapping[NoticeKind, _K]:
    """Return the specs, or the views, by their kind. Raise `ValueError` where a kind has none or more than one."""
    listed = list(parts)
    found = {part.kind: part for part in listed}
    if missing := set(NoticeKind) - set(found):
        raise ValueError(f"kinds of notices that are left out: {', '.join(sorted(missing))}")
    if len(found) < len(listed):
        raise ValueError("a kind of notice stands there twice")
    return found
