"""What the shipping services answer: frozen, free of rows. Addresses are masked but for `Parcel`, which is the staff's."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from domain.delivery_terms import DeliveryTerms
from domain.pii.postal_addresses import PostalPart
from domain.text import LocalText
from domain.value import Value


class ShippingState(StrEnum):
    NO_ADDRESS = "no_address"  # nobody knows yet where to send it
    WAITING = "waiting"  # 待发货
    SHIPPED = "shipped"  # 已发货
    DELIVERED = "delivered"  # 已签收


class AddressView(Value):
    """The address as it may be shown. `delivers`: whether the shop asks for one at all; `mask`: None where none is kept.
    `orders`: those that wait to be sent there.
    """

    delivers: bool
    mask: str | None = None
    orders: tuple[WaitingOrder, ...] = ()


class WaitingOrder(Value):
    order_id: str
    number: str
    title: LocalText
    item_count: int


class AddressAnswer(Value):
    """What came of a typed answer. `missing`: what is to be asked next; None: the address is kept. `known`: what is known
    now, masked.
    """

    missing: PostalPart | None
    known: str
    view: AddressView


class OrderShipping(Value):
    """How far an order is on its way. `mask`: where it goes, or went; None where nobody knows, or it cannot be read."""

    order_id: str
    state: ShippingState
    terms: DeliveryTerms
    mask: str | None = None
    carrier: str | None = None
    tracking_no: str | None = None
    shipped_on: date | None = None
    delivered_on: date | None = None

    @property
    def is_sent(self) -> bool:
        """Whether it can have arrived (已发货, 已签收)."""
        return self.state in (ShippingState.SHIPPED, ShippingState.DELIVERED)


# For the staff


class ParcelLine(Value):
    name: LocalText
    quantity: int


class ParcelSummary(Value):
    """An order in a list for the staff: nothing personal. `lines`: what is left of it after returns."""

    number: str
    placed_at: datetime
    state: ShippingState
    lines: tuple[ParcelLine, ...]
    is_frozen: bool = False
    carrier: str | None = None
    tracking_no: str | None = None
    shipped_at: datetime | None = None


class Parcel(Value):
    """All that is needed to send an order, in plain words; `version` is that of the address. `return_asked`: a return waits
    for the shop.
    """

    summary: ParcelSummary
    receiver: str | None
    phone: str | None
    address: str | None
    version: int
    return_asked: bool
    received_at: datetime | None
    delivered_at: datetime | None

    def __repr__(self) -> str:
        return f"Parcel({self.summary.number})"


class MarkOutcome(StrEnum):
    DONE = "done"
    KNOWN = "known"  # it was marked so before; nothing was changed
