"""Buttons: privacy."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OpenPrivacy(Action):
    """隐私和我的数据."""

    code = "vo"


@dataclass(frozen=True, slots=True)
class SendCopy(Action):
    """A copy of everything as a file."""

    code = "vc"


@dataclass(frozen=True, slots=True)
class OpenConsents(Action):
    code = "vs"


@dataclass(frozen=True, slots=True)
class AskWithdraw(Action):
    """What taking this consent back would mean."""

    code = "va"
    consent_id: str


@dataclass(frozen=True, slots=True)
class Withdraw(Action):
    code = "vw"
    consent_id: str


@dataclass(frozen=True, slots=True)
class AskErase(Action):
    """What would be deleted, what stays and why."""

    code = "ve"


@dataclass(frozen=True, slots=True)
class Erase(Action):
    """`day` (as 20261205) is the one on which it was asked: an old button deletes nothing."""

    code = "vx"
    day: int
