"""Addresses as they are kept: sealed, each part in its own place."""

from __future__ import annotations

import contextlib
from datetime import datetime

from domain import tables as t
from domain.columns import place_of
from domain.errors import SealBroken
from domain.pii.postal_addresses import PostalAddress, mask_parts
from domain.ports import FieldCipher
from domain.stored_json import from_stored_text, stored_text

_COLUMNS = ("receiver_token", "phone_token", "address_token")
Kept = t.DeliveryAddress | t.Shipment


def has_address(row: t.DeliveryAddress | None) -> bool:
    return row is not None and row.address_token is not None


def open_address(row: Kept, cipher: FieldCipher) -> tuple[str, str, str]:
    """Return receiver, phone and address of a row that has them. Raises `SealBroken`."""
    receiver, phone, address = (
        cipher.open(getattr(row, column), place_of(row, column)) for column in _COLUMNS
    )
    return receiver, phone, address


def address_mask(row: Kept | None, cipher: FieldCipher) -> str | None:
    """Return the address as it may be shown; None where there is none, or it does not open in its place."""
    if row is None or row.address_token is None:
        return None
    with contextlib.suppress(SealBroken):  # noted where it was met
        return mask_parts(PostalAddress(*open_address(row, cipher)))
    return None


def keep_address(row: t.DeliveryAddress, known: PostalAddress, cipher: FieldCipher, now: datetime) -> None:
    """Seal a whole address into the row, in the place of the one before."""
    parts = (known.receiver, known.phone, known.address)
    for column, part in zip(_COLUMNS, parts, strict=True):
        assert part is not None
        setattr(row, column, cipher.seal(part, place_of(row, column)))
    row.draft_token, row.version, row.changed_at = None, row.version + 1, now


def forget_address(row: t.DeliveryAddress, now: datetime) -> None:
    """Take the address out of the row, which stays as long as the orders do: the next one is numbered on, so that a label
    with this one's number is not believed of it.
    """
    for column in (*_COLUMNS, "draft_token"):
        setattr(row, column, None)
    row.changed_at = now


def keep_draft(row: t.DeliveryAddress, known: PostalAddress, cipher: FieldCipher) -> None:
    row.draft_token = cipher.seal(stored_text(known), place_of(row, "draft_token"))


def open_draft(row: t.DeliveryAddress, cipher: FieldCipher) -> PostalAddress:
    """Return what was typed so far; nothing where it does not open in its place: it is asked for anew."""
    if row.draft_token is not None:
        with contextlib.suppress(SealBroken):
            return from_stored_text(PostalAddress, cipher.open(row.draft_token, place_of(row, "draft_token")))
    return PostalAddress()


def shipment_to(
    order: t.Order,
    kept: t.DeliveryAddress,
    carrier: str,
    tracking_no: str,
    cipher: FieldCipher,
    now: datetime,
) -> t.Shipment:
    """Make the row of what is sent, with a copy of the address as it is now. Raises `SealBroken`."""
    row = t.Shipment(
        order_id=order.id,
        customer_id=order.customer_id,
        carrier=carrier,
        tracking_no=tracking_no,
        shipped_at=now,
    )
    for column, part in zip(_COLUMNS, open_address(kept, cipher), strict=True):
        setattr(row, column, cipher.seal(part, place_of(row, column)))
    return row
