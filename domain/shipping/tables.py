"""The columns of where goods are sent to, and of what was sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Integer, String
from sqlmodel import Field

from domain.columns import Row, _id, _instant, _sealed, partial_index


class DeliveryAddress(Row, table=True):
    """Where a customer's goods are sent to: one, for all orders that were not sent yet.

    `draft_token`: what was typed of it so far, until nothing is missing. `version`: grows with each address, so that nobody
    sends to one that was looked at before it changed or was deleted; 0 before the first.
    """

    __tablename__ = "delivery_addresses"

    customer_id: str = _id("customers.id", primary_key=True)
    receiver_token: str | None = _sealed()
    phone_token: str | None = _sealed()
    address_token: str | None = _sealed()
    draft_token: str | None = _sealed()
    version: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    changed_at: datetime = _instant()


class Shipment(Row, table=True):
    """What was sent of an order (已发货), made when it was: by whom, under which number, and to where it went then."""

    __tablename__ = "shipments"
    __table_args__ = (partial_index("ix_shipments_under_way", "shipped_at", where="delivered_at IS NULL"),)

    order_id: str = _id("orders.id", primary_key=True)
    customer_id: str = _id("customers.id", index=True)
    carrier: str = Field(sa_column=Column(String(40), nullable=False))
    tracking_no: str = Field(sa_column=Column(String(40), nullable=False))
    receiver_token: str = _sealed(optional=False)
    phone_token: str = _sealed(optional=False)
    address_token: str = _sealed(optional=False)
    shipped_at: datetime = _instant()
    delivered_at: datetime | None = _instant(optional=True)
