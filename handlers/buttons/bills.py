"""Buttons: bills."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OpenBills(Action):
    code = "bl"


@dataclass(frozen=True, slots=True)
class OpenBill(Action):
    code = "bi"
    installment_id: str
