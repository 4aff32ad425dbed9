"""Buttons: home."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OpenHome(Action):
    code = "hm"


@dataclass(frozen=True, slots=True)
class OpenHelp(Action):
    code = "hp"


@dataclass(frozen=True, slots=True)
class OpenLanguages(Action):
    code = "lg"


@dataclass(frozen=True, slots=True)
class ChooseTables(Action):
    """Tables as tables (`plain` 0), or as aligned text for clients that show none (1)."""

    code = "tb"
    plain: int


@dataclass(frozen=True, slots=True)
class ChooseLanguage(Action):
    code = "lc"
    locale: str
