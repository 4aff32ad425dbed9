"""Buttons: bills."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenBills(Action, code="bl"): ...


class OpenBill(Action, code="bi"):
    installment_id: str
