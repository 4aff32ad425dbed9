"""Days off in China as the State Council publishes them: years up to its release from the `chinesecalendar` package, and
before them what the operator's own file says (HOLIDAYS_FILE, docs/rules/notices.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from bot.settings import Settings, SettingsError
from domain.notices.holidays import LONGEST_BREAK, DayOff, Holiday, UnknownYear
from domain.patterns import pattern
from domain.value import Value, field

_LONG = {"Spring Festival": Holiday.SPRING_FESTIVAL, "National Day": Holiday.NATIONAL_DAY}
_WRITTEN = {"春节": Holiday.SPRING_FESTIVAL, "国庆": Holiday.NATIONAL_DAY}
_FORM = "2027-02-05..2027-02-11 off 春节, or 2027-02-14 work"
_LINE = pattern(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.([0-9]{4}-[0-9]{2}-[0-9]{2}))?\s+(off|work)(?:\s+(\S+))?"
)


class HolidayFileError(ValueError):
    """What is wrong in the operator's file, with its line."""


class OwnDays(Value):
    """What the file says: None is a working day. `years`: those that are in it as a whole."""

    days: Mapping[date, DayOff | None] = field(default_factory=dict)
    years: frozenset[int] = frozenset()


NO_DAYS = OwnDays()


class ChineseHolidays:
    """Fulfils `domain.notices.ports.HolidayCalendar`."""

    def __init__(self, own: OwnDays = NO_DAYS) -> None:
        self._own = own

    def off_day(self, day: date) -> DayOff | None:
        if day in self._own.days:
            return self._own.days[day]
        if day.year in self._own.years:
            return DayOff() if _is_weekend(day) else None
        from chinese_calendar import get_holiday_detail  # only loaded where a notice asks

        try:
            is_off, name = get_holiday_detail(day)
        except NotImplementedError:
            raise UnknownYear(str(day.year)) from None
        return DayOff(_LONG.get(name or "")) if is_off else None

    def knows(self, year: int) -> bool:
        """Return whether the days off of the year are known."""
        try:
            self.off_day(date(year, 7, 1))
        except UnknownYear:
            return False
        return True


def holidays_of(settings: Settings) -> ChineseHolidays:
    """Return the calendar with the operator's own days off. Raises `SettingsError` where its file is wrong."""
    if settings.holidays_file is None:
        return ChineseHolidays()
    try:
        return ChineseHolidays(read_days(settings.holidays_file))
    except HolidayFileError as error:
        raise SettingsError(f"HOLIDAYS_FILE is wrong: {settings.holidays_file}, {error}.") from None
    except OSError as error:
        reason = f"{settings.holidays_file} cannot be read: {error.strerror}"
        raise SettingsError(f"HOLIDAYS_FILE is wrong: {reason}.") from None


def read_days(file: Path) -> OwnDays:
    """Read the operator's file. Raises `HolidayFileError`, and `OSError` where it cannot be read."""
    days: dict[date, DayOff | None] = {}
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise HolidayFileError("is not written in UTF-8") from None
    for number, line in enumerate(lines, 1):
        for day, off in _days_of(line.partition("#")[0].strip(), number):
            if day in days:
                raise HolidayFileError(f"line {number}: {day} stands there twice")
            days[day] = off
    whole = frozenset(year for year in _years(days) if not _lacking(days, year))
    for year in sorted(_years(days) - whole):
        if not ChineseHolidays().knows(year):
            lacking = next(name for name, holiday in _WRITTEN.items() if holiday in _lacking(days, year))
            raise HolidayFileError(
                f"{year} has no {lacking}: a year that is not published elsewhere has to be whole"
            )
    return OwnDays(days, whole)


def _days_of(line: str, number: int) -> Iterator[tuple[date, DayOff | None]]:
    if not line:
        return
    written = _LINE.fullmatch(line)
    if written is None:
        raise HolidayFileError(f"line {number}: write {_FORM}")
    try:
        first = date.fromisoformat(written[1])
        last = date.fromisoformat(written[2] or written[1])
    except ValueError:
        raise HolidayFileError(f"line {number}: there is no such day") from None
    if not 0 <= (last - first).days < LONGEST_BREAK:
        raise HolidayFileError(
            f"line {number}: the last day is before the first, or more than {LONGEST_BREAK} later"
        )
    for later in range((last - first).days + 1):
        day = first + timedelta(days=later)
        if written[3] == "work" and not _is_weekend(day):
            raise HolidayFileError(f"line {number}: {day} is no Saturday or Sunday, and a working day anyway")
        yield day, DayOff(_named(written[4])) if written[3] == "off" else None


def _named(name: str | None) -> Holiday | None:
    return next((holiday for word, holiday in _WRITTEN.items() if word in (name or "")), None)


def _years(days: Mapping[date, DayOff | None]) -> frozenset[int]:
    return frozenset(day.year for day in days)


def _lacking(days: Mapping[date, DayOff | None], year: int) -> set[Holiday]:
    return set(Holiday) - {
        off.holiday for day, off in days.items() if day.year == year and off and off.holiday
    }


def _is_weekend(day: date) -> bool:
    return day.isoweekday() > 5
