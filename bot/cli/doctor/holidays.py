"""The days off: until when they are known, and whether the operator's own file can be read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from bot.adapters.clock import SystemClock
from bot.adapters.holidays import holidays_of
from bot.cli.doctor.lines import Line, Subject
from bot.settings import Settings, SettingsError
from domain.dates import business_day

_HOLIDAYS = Subject("holidays")
# The State Council publishes the next year in October or November.
PUBLISHED_BY_MONTH = 12


async def check(settings: Settings) -> Sequence[Line]:
    try:
        calendar = holidays_of(settings)
    except SettingsError as error:
        return [_HOLIDAYS.fail(str(error))]
    today = business_day(SystemClock().now())
    unknown = next(year for year in count(today.year) if not calendar.knows(year))
    if unknown == today.year or (unknown == today.year + 1 and today.month >= PUBLISHED_BY_MONTH):
        return [
            _HOLIDAYS.warn(
                f"the days off of {unknown} are not known, and messages will say so: install a newer version, or name"
                " them in HOLIDAYS_FILE (docs/rules/notices.md)."
            )
        ]
    return [_HOLIDAYS.ok(f"the days off are known until the end of {unknown - 1}.")]
