"""Why an order is not marked as sent, or as arrived: the staff's faults, told by code (`bot/cli/orders.py` words them)."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with one order that is to be marked."""

    UNKNOWN = "unknown"  # no such order
    NOT_OURS = "not_ours"  # the shop does not deliver, or it was placed before it did
    NO_ADDRESS = "no_address"
    ADDRESS_CHANGED = "address_changed"  # since it was looked at
    FROZEN = "frozen"  # the customer's account
    RETURN_ASKED = "return_asked"  # a return waits for the shop
    RETURNED = "returned"  # all of it
    RECEIVED = "received"  # the customer has confirmed receipt
    SENT_OTHERWISE = "sent_otherwise"  # with another carrier or number
    NOT_SENT = "not_sent"


class ShippingFault(Exception):
    """An order cannot be marked. Nothing personal is in it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
