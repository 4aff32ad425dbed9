"""Buttons: notices."""

from __future__ import annotations

from handlers.ui.callback_data import Action


class OpenReminders(Action, code="nr"):
    """How the customer is reminded."""


class ChooseReminderDay(Action, code="nd"):
    """Whether to be reminded so many days before; `wanted` is 1 or 0."""

    day: int
    wanted: int


class OpenReminderHours(Action, code="nt"): ...


class ChooseReminderHour(Action, code="nh"):
    hour: int


class HideAmounts(Action, code="na"):
    """Whether amounts in notices are covered; `hidden` is 1 or 0."""

    hidden: int


class ChooseMonthly(Action, code="nm"):
    """Whether to get the monthly summary; `wanted` is 1 or 0."""

    wanted: int


class OnlyRequired(Action, code="nq"):
    """Only what has to be sent is sent from now on."""


class OpenNotices(Action, code="nl"):
    """What the customer was sent."""

    page: int


class SendNotices(Action, code="nf"):
    """That as a file."""


class OpenBackupChannel(Action, code="ns"):
    """备用渠道: how one is reached when Telegram fails."""


class TypeAddress(Action, code="np"):
    """An address for this channel comes next."""

    channel: str


class RemoveBackupChannel(Action, code="nx"): ...
