"""Buttons: moves."""

from __future__ import annotations

from handlers.ui.callback_data import AT_ONCE, Action


class OpenMove(Action, code="mo"):
    """换 Telegram 账号."""


class NameOldAccount(Action, code="mn"):
    """A number by which the old account is found comes next."""


class TypePhone(Action, code="mp"):
    """The phone on file comes next, once more."""


class TypeCode(Action, code="mc"):
    """The code that was asked for comes next."""


class AskStaffForProof(Action, code="ms"):
    """The staff sees proof instead of a code."""


class SayNotMe(Action, code="mx"):
    """In the old account: it was not me, and nothing moves."""

    move_id: str


class MoveNow(Action, code="my", lasts=AT_ONCE):
    """In the old account: it is me, and it moves now."""

    move_id: str
