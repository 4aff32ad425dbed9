"""Buttons: security."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class OpenSecurity(Action, code="fo"):
    """账号安全."""


class TypeWord(Action, code="fw"):
    """A word of one's own comes next."""


class RemoveWord(Action, code="fr"): ...


class AskFreeze(Action, code="fa"):
    """What freezing the account would mean."""


class Freeze(Action, code="fz", lasts=WHILE_READ): ...
