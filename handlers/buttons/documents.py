"""Buttons: documents."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class SendReceipt(Action):
    """The receipt of a payment, as a file."""

    code = "dr"
    payment_id: str


@dataclass(frozen=True, slots=True)
class SendCertificate(Action):
    """The settlement certificate of an order, as a file."""

    code = "dc"
    order_id: str


@dataclass(frozen=True, slots=True)
class ChoosePeriod(Action):
    """On to the period of a statement."""

    code = "ds"


@dataclass(frozen=True, slots=True)
class SendStatement(Action):
    """The statement from one day to another, both as `20260131`."""

    code = "dp"
    first: str
    last: str
