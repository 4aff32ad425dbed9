"""Buttons: phones."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenPhone(Action, code="to"):
    """换手机号."""


class TypeNewPhone(Action, code="tn"):
    """The new number comes next."""


class TypePhoneCode(Action, code="ti"):
    """The code that was sent comes next."""


class SendToOldPhone(Action, code="tc"):
    """A code to the number on file comes next."""


class ProvePhoneByStaff(Action, code="ts"):
    """The end of one's ID number comes next, and the staff sees proof."""
