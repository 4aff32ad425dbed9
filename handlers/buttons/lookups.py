"""Buttons: look-ups, in the staff chat only."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenReasons(Action, code="sf"):
    """Why somebody wants to look at the customer, before they do."""

    customer_id: str


class OpenSheet(Action, code="sl"):
    """A part of the customer's sheet, for a reason; both by their place in what there is (`handlers.lookups`)."""

    customer_id: str
    part: int
    why: int


class OpenField(Action, code="sv"):
    """A sealed field in full, to whoever taps and nobody else."""

    customer_id: str
    sealed: int
    why: int
