"""Buttons: a calendar to subscribe to."""

from __future__ import annotations

from handlers.ui.callback_data import WHILE_READ, Action


class OpenFeed(Action, code="lf"):
    """订阅日历: the address, where there is one."""


class MakeFeed(Action, code="lm"):
    """Make an address; where there is one, it stays."""


class ShowFeedAmounts(Action, code="la"):
    """Whether amounts can be read under the address: `with_amounts` is 1 or 0."""

    with_amounts: int


class AskRenewFeed(Action, code="lr"):
    """`no`: of the address that is to stop."""

    no: int


class RenewFeed(Action, code="ln", lasts=WHILE_READ):
    no: int


class StopFeed(Action, code="lx"):
    """Take the address back."""
