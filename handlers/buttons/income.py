"""Buttons: income days."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenIncome(Action, code="ji"):
    """The income days, and whether each is enough until the next one."""


class TellIncome(Action, code="jh"):
    """A day and, where one likes, an amount come next."""


class DeleteIncome(Action, code="jj"):
    income_id: str
