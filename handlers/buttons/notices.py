"""Buttons: notices."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.ui.callback_data import Action


@dataclass(frozen=True, slots=True)
class OpenReminders(Action):
    """How the customer is reminded."""

    code = "nr"


@dataclass(frozen=True, slots=True)
class ChooseReminderDay(Action):
    """Whether to be reminded so many days before; `wanted` is 1 or 0."""

    code = "nd"
    day: int
    wanted: int


@dataclass(frozen=True, slots=True)
class OpenReminderHours(Action):
    code = "nt"


@dataclass(frozen=True, slots=True)
class ChooseReminderHour(Action):
    code = "nh"
    hour: int


@dataclass(frozen=True, slots=True)
class HideAmounts(Action):
    """Whether amounts in notices are covered; `hidden` is 1 or 0."""

    code = "na"
    hidden: int


@dataclass(frozen=True, slots=True)
class ChooseMonthly(Action):
    """Whether to get the monthly summary; `wanted` is 1 or 0."""

    code = "nm"
    wanted: int


@dataclass(frozen=True, slots=True)
class OpenNotices(Action):
    """What the customer was sent."""

    code = "nl"
    page: int


@dataclass(frozen=True, slots=True)
class SendNotices(Action):
    """That as a file."""

    code = "nf"


@dataclass(frozen=True, slots=True)
class OpenSecond(Action):
    """备用渠道: how one is reached when Telegram fails."""

    code = "ns"


@dataclass(frozen=True, slots=True)
class TypeAddress(Action):
    """An address for this channel comes next."""

    code = "np"
    channel: str


@dataclass(frozen=True, slots=True)
class RemoveSecond(Action):
    code = "nx"
