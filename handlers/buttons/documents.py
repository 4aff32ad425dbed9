"""Buttons: documents."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class SendReceipt(Action, code="dr"):
    """The receipt of a payment, as a file."""

    payment_id: str


class ChooseCertificate(Action, code="dl"):
    """The certificate of the settled order, or which one."""


class SendCertificate(Action, code="dc"):
    """The settlement certificate of an order, as a file."""

    order_id: str


class ChoosePeriod(Action, code="ds"):
    """On to the period of a statement."""


class SendStatement(Action, code="dp"):
    """The statement from one day to another, both as `20260131`."""

    first: str
    last: str
