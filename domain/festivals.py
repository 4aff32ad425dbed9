"""The days of festivals, and of the lunar calendar that most of them go by, as far as the table below goes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

_FIRST_YEAR, _FIRST_DAY = 2025, date(2025, 1, 29)
# Of each lunar year: the month that comes twice, 0 for none; then its months, of 30 days (l) or 29 (s).
_YEARS = (
    "6 lslsslslsllls", "0 lslsslssllls", "0 llslsslsslls", "5 lllslsslsslls", "0 llslslslssll", "0 slsllslslsls",
    "3 sllslsllslsls", "0 lsslsllsllsl", "11 slsslslslllsl", "0 slsslslsllsl", "0 lslsslssllsl", "6 llslsslsslsll",
    "0 llslsslsslsl", "0 llslslslssls", "5 llsllslslslss", "0 lsllslsllsls", "0 slslsllsllsl", "2 slsslslsllsll",
    "0 slsslssllsll", "7 lslsslsslslll", "0 lslsslsslsll", "0 lslslslsslsl", "5 lsllslslsslsl", "0 sllsllslssls",
    "0 lslsllsllsls", "3 slslslsllslls",
)  # fmt: skip
_LONG, _SHORT = 30, 29
_LAST_MONTH = 12


def lunar_day(year: int, month: int, day: int) -> date | None:
    """Return the day of the lunar year that begins in `year`; of a month that comes twice the first. None where there is no
    such day, or the table ends before."""
    place = year - _FIRST_YEAR
    if not 0 <= place < len(_YEARS) or not 1 <= month <= _LAST_MONTH:
        return None
    leap, _, months = _YEARS[place].partition(" ")
    before = month - 1 + (0 < int(leap) < month)
    if not 1 <= day <= _length(months[before]):
        return None
    return new_year(year) + timedelta(days=sum(map(_length, months[:before])) + day - 1)


def new_year(year: int) -> date:
    """Return the first day of a lunar year of the table, or of the one behind it."""
    gone = _YEARS[: year - _FIRST_YEAR]
    return _FIRST_DAY + timedelta(days=sum(_length(month) for one in gone for month in one.partition(" ")[2]))


def _length(month: str) -> int:
    return _LONG if month == "l" else _SHORT


def next_day(on: Callable[[int], date | None], today: date) -> date | None:
    """Return the first of such days, one a year, from `today` on."""
    days = (on(year) for year in range(today.year - 1, today.year + 3))
    return next((day for day in days if day is not None and day >= today), None)


def day_in(on: Callable[[int], date | None], year: int) -> date | None:
    """Return the one of such days that lies in a year of the common calendar."""
    days = (on(each) for each in (year - 1, year, year + 1))
    return next((day for day in days if day is not None and day.year == year), None)


def _fixed(month: int, day: int) -> Callable[[int], date | None]:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> Callable[[int], date | None]:
    return lambda year: lunar_day(year, month, day)


def _new_years_eve(year: int) -> date | None:
    first = lunar_day(year, 1, 1)
    return None if first is None else first - timedelta(days=1)


def _solar_term(month: int, since_2000: float) -> Callable[[int], date | None]:
    """Return the day of a solar term, which the sun says: about a quarter of a day later each year, but for leap years."""
    tropical = 0.2422

    def on(year: int) -> date | None:
        of_century = year - 2000
        return date(year, month, int(of_century * tropical + since_2000) - of_century // 4)

    return on


# By the names people use, in simplified characters and with numbers in digits, the longer ones first.
FESTIVALS: Mapping[str, Callable[[int], date | None]] = {
    "元旦": _fixed(1, 1),
    "情人节": _fixed(2, 14),
    "妇女节": _fixed(3, 8),
    "清明": _solar_term(4, 4.81),
    "劳动节": _fixed(5, 1),
    "五一": _fixed(5, 1),
    "儿童节": _fixed(6, 1),
    "六一": _fixed(6, 1),
    "教师节": _fixed(9, 10),
    "国庆": _fixed(10, 1),
    "双11": _fixed(11, 11),
    "双12": _fixed(12, 12),
    "冬至": _solar_term(12, 21.94),
    "平安夜": _fixed(12, 24),
    "圣诞": _fixed(12, 25),
    "大年30": _new_years_eve,
    "年30": _new_years_eve,
    "除夕": _new_years_eve,
    "大年初一": _lunar(1, 1),
    "春节": _lunar(1, 1),
    "过年": _lunar(1, 1),
    "元宵": _lunar(1, 15),
    "端午": _lunar(5, 5),
    "七夕": _lunar(7, 7),
    "中元": _lunar(7, 15),
    "中秋": _lunar(8, 15),
    "重阳": _lunar(9, 9),
    "腊八": _lunar(12, 8),
}
