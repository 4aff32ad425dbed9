"""How far an order is on its way: pure."""

from __future__ import annotations

from domain.pii.postal_addresses import PostalAddress, PostalPart, read_postal_address
from domain.pii.postal_addresses import read_address as _address
from domain.pii.postal_addresses import read_receiver as _receiver
from domain.shipping.results import ShippingState


def state_of(*, has_address: bool, is_sent: bool, is_delivered: bool) -> ShippingState:
    if is_delivered:
        return ShippingState.DELIVERED
    if is_sent:
        return ShippingState.SHIPPED
    return ShippingState.WAITING if has_address else ShippingState.NO_ADDRESS


def answered(known: PostalAddress, typed: str) -> PostalAddress | None:
    """Return what is known after an answer; None where nothing in it is what was asked for.

    The first answer may hold everything; afterwards what is missing is asked for one by one, and words are what was asked,
    unless they plainly hold two parts or more.
    """
    found = read_postal_address(typed)
    held = sum(part is not None for part in (found.receiver, found.phone, found.address))
    if known == PostalAddress() or held > 1:
        merged = PostalAddress(
            found.receiver or known.receiver, found.phone or known.phone, found.address or known.address
        )
        return merged if held else None
    match known.missing:
        case PostalPart.RECEIVER:
            receiver = _receiver(typed)
            return PostalAddress(receiver, known.phone, known.address) if receiver else None
        case PostalPart.PHONE:
            return PostalAddress(known.receiver, found.phone, known.address) if found.phone else None
        case _:
            address = _address(typed)
            return PostalAddress(known.receiver, known.phone, address) if address else None
