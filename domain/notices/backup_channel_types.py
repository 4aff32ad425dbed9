"""Another way to reach a customer when Telegram does not (第二通知渠道): an address of theirs, proved by a code."""

from __future__ import annotations

from dataclasses import dataclass

from domain.pii.addresses import AddressKind


@dataclass(frozen=True, slots=True)
class OfferedChannel:
    """What the operator set up; `name` is shown as it is unless it is one of the usual ones."""

    name: str
    kind: AddressKind


@dataclass(frozen=True, slots=True)
class SecondAddress:
    """Where to, sealed: only the channel opens it."""

    channel: str
    sealed: str


@dataclass(frozen=True, slots=True)
class SecondView:
    """How a customer can be reached beside Telegram. `mask`: of the address; `waits`: the code is still to be typed."""

    offered: tuple[OfferedChannel, ...]
    channel: str | None = None
    mask: str | None = None
    waits: bool = False
