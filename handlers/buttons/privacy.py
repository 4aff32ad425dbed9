"""Buttons: privacy."""

from __future__ import annotations

from handlers.ui.callback_data import AT_ONCE, WHILE_READ, Action


class OpenPrivacy(Action, code="vo"):
    """隐私和我的数据."""


class SendCopy(Action, code="vc"):
    """A copy of everything as a file."""


class OpenConsents(Action, code="vs"): ...


class AskWithdraw(Action, code="va"):
    """What taking this consent back would mean."""

    consent_id: str


class Withdraw(Action, code="vw", lasts=WHILE_READ):
    consent_id: str


class AskErase(Action, code="ve"):
    """What would be deleted, what stays and why."""


class Erase(Action, code="vx", lasts=AT_ONCE):
    """`day` (as 20261205) is the one on which it was asked: an old button deletes nothing."""

    day: int
