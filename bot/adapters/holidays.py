"""Days off in China as the State Council publishes them, from the `chinesecalendar` package: years up to its release."""

from __future__ import annotations

from datetime import date

from domain.notices.holidays import DayOff, Holiday, UnknownYear

_LONG = {"Spring Festival": Holiday.SPRING_FESTIVAL, "National Day": Holiday.NATIONAL_DAY}


class ChineseHolidays:
    """Fulfils `domain.notices.ports.HolidayCalendar`."""

    def off_day(self, day: date) -> DayOff | None:
        from chinese_calendar import get_holiday_detail  # only loaded where a notice asks

        try:
            is_off, name = get_holiday_detail(day)
        except NotImplementedError:
            raise UnknownYear(str(day.year)) from None
        return DayOff(_LONG.get(name or "")) if is_off else None
