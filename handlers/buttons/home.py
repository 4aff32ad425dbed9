"""Buttons: home."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenHome(Action, code="hm"): ...


class OpenHelp(Action, code="hp"): ...


class OpenLanguages(Action, code="lg"): ...


class ChooseTables(Action, code="tb"):
    """Tables as tables (`plain` 0), or as aligned text for clients that show none (1)."""

    plain: int


class ChooseLanguage(Action, code="lc"):
    locale: str
