"""Buttons: security."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OpenSafety(Action):
    """账号安全."""

    code = "fo"


@dataclass(frozen=True, slots=True)
class TypeWord(Action):
    """A word of one's own comes next."""

    code = "fw"


@dataclass(frozen=True, slots=True)
class RemoveWord(Action):
    code = "fr"


@dataclass(frozen=True, slots=True)
class AskFreeze(Action):
    """What freezing the account would mean."""

    code = "fa"


@dataclass(frozen=True, slots=True)
class Freeze(Action):
    code = "fz"
