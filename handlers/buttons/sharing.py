"""Buttons: due dates that one other person sees."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class OpenSharing(Action, code="eo"):
    """共享还款日: who sees one's dates, and whose one sees."""


class MakeInvitation(Action, code="em"):
    """Make a link; where there is one, it stays."""


class RenewInvitation(Action, code="en"):
    """Make another link in the place of this one."""

    sharing_id: str


class ShareAmounts(Action, code="ea"):
    """Whether the other one sees amounts: `shown` is 1 or 0."""

    shown: int


class ShareName(Action, code="ek"):
    """Whether the other one reads a letter of the owner's name: `shown` is 1 or 0."""

    shown: int


class AskEndSharing(Action, code="eq"):
    sharing_id: str


class EndSharing(Action, code="ex", lasts=WHILE_READ):
    sharing_id: str


class CancelInvitation(Action, code="ec"):
    """Take back a link that nobody has used."""

    sharing_id: str


class OpenInvitation(Action, code="ei"):
    """Who asks, and what would be seen. `secret`: of the link."""

    secret: str


class AcceptInvitation(Action, code="ey", lasts=WHILE_READ):
    secret: str


class OpenWatched(Action, code="ew"):
    """The dates of somebody else."""

    sharing_id: str


class AskLeaveWatched(Action, code="el"):
    sharing_id: str


class LeaveWatched(Action, code="ez", lasts=WHILE_READ):
    sharing_id: str
