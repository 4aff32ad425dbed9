"""Days in plain words: 12月25日, 2026-12-25, 12/25, 本月25日, 下月8号, 25日前, 明天, 25 Dec; the nearest year is meant. As
people say them also 端午前, 明年春节, 农历八月初八; of these the next one from today on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import StrEnum

from domain.dates import add_months, month_end
from domain.festivals import FESTIVALS, day_in, lunar_day, next_day
from domain.patterns import pattern
from domain.value import Value

A_SEASON = timedelta(days=100)
DAYS_OF_A_WEEK = 7
_DAY = "(3[01]|[12][0-9]|0?[1-9])"
_MONTH = "(1[0-2]|0?[1-9])"
_NOT_BEFORE = r"(?<![0-9.*第])"
_WORDS = {"今": 0, "当": 0, "明": 1, "后": 2, "大后": 3, "昨": -1, "前": -2}
_YEARS = {"前": -2, "去": -1, "今": 0, "明": 1, "后": 2}
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_NTH = r"(?:st|nd|rd|th)"
_ENGLISH_DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}
_MONTHS = {"本": 0, "当": 0, "这": 0, "此": 0, "下": 1, "次": 1, "下下": 2, "上": -1}


class Unsaid(StrEnum):
    """What of a day was left out."""

    NOTHING = ""
    YEAR = "year"
    MONTH = "month"


class Day(Value):
    """A day that is named from `first` to `last`. `unsaid`: the month or the year, where it was left out."""

    first: int
    last: int
    on: date
    unsaid: Unsaid = Unsaid.NOTHING


_Read = Callable[["re.Match[str]", date], date | None]


def _full(found: re.Match[str], today: date) -> date | None:
    year = int(found[1])
    return _date(year if year > 99 else 2000 + year, int(found[2]), int(found[3]))


def _of_year(found: re.Match[str], today: date) -> date | None:
    return _near(int(found[1]), int(found[2]), today)


def _near(month: int, day: int, today: date) -> date | None:
    """Return the day in the year in which it is spoken of: a season back at most, else yet to come."""
    days = (_date(today.year + years, month, day) for years in (-1, 0, 1))
    return next((day for day in days if day and day >= today - A_SEASON), None)


def _of_named_year(found: re.Match[str], today: date) -> date | None:
    return _date(today.year + _YEARS[found[1]], int(found[2]), int(found[3]))


def _of_month(found: re.Match[str], today: date) -> date | None:
    return _day_of(add_months(today, _MONTHS[found[1]], anchor_day=1), int(found[2]))


def _end_of_month(found: re.Match[str], today: date) -> date | None:
    return month_end(add_months(today, _MONTHS[found[1]], anchor_day=1))


def _next_such(found: re.Match[str], today: date) -> date | None:
    """Return the next such day from today on; in a short month the last."""
    day = int(found[1])
    this = add_months(today, 0, anchor_day=day)
    return this if this >= today else add_months(today, 1, anchor_day=day)


def _month_named_last(found: re.Match[str], today: date) -> date | None:
    return _of_named_month(found[2], int(found[1]), found[3], today)


def _month_named_first(found: re.Match[str], today: date) -> date | None:
    return _of_named_month(found[1], int(found[2]), found[3], today)


def _of_named_month(month: str, day: int, year: str | None, today: date) -> date | None:
    number = _ENGLISH_MONTHS.index(month[:3]) + 1
    return _date(int(year), number, day) if year else _near(number, day, today)


def _month_first(found: re.Match[str], today: date) -> date | None:
    return _date(int(found[3]), int(found[1]), int(found[2]))


def _day_first(found: re.Match[str], today: date) -> date | None:
    return _date(int(found[3]), int(found[2]), int(found[1]))


def _english_word(found: re.Match[str], today: date) -> date | None:
    return today + timedelta(days=_ENGLISH_DAYS[found[0]])


def _word(found: re.Match[str], today: date) -> date | None:
    return today + timedelta(days=_WORDS[found[1]])


def _in_days(found: re.Match[str], today: date) -> date | None:
    number = next(filter(None, found.groups()))
    return today + timedelta(days=int(number))


def _festival(found: re.Match[str], today: date) -> date | None:
    """Return the day of a festival, or the one before it, or so many before, as it is said. 今年春节 may be said of the one
    that is to come, whatever its year.
    """
    on = _in_the_year(FESTIVALS[found["name"]], found["year"], today)
    if on is None or not found["before"]:
        return on
    return on - timedelta(days=int(found["days"] or 1))


def _before_the_new_year(found: re.Match[str], today: date) -> date | None:
    return next_day(FESTIVALS["除夕"], today)


def _lunar(found: re.Match[str], today: date) -> date | None:
    said, first, other = found["month"], found["first"], found["day"]
    month = _LUNAR_MONTHS.get(said) or int(said)
    day = int(other) if other else _FIGURES.find(first) if first in _FIGURES else int(first)
    return _in_the_year(lambda year: lunar_day(year, month, day), found["year"], today)


def _weekday(found: re.Match[str], today: date) -> date | None:
    """Return the day of this week or a later one; where no week is said, the next such day."""
    weekday = _WEEKDAYS.index(found["weekday"]) % DAYS_OF_A_WEEK
    on = today - timedelta(days=today.weekday()) + timedelta(days=weekday)
    if found["week"]:
        return on + timedelta(weeks=_WEEKS[found["week"]])
    return on if on >= today else on + timedelta(weeks=1)


def _in_the_year(on: Callable[[int], date | None], said: str | None, today: date) -> date | None:
    if said is None:
        return next_day(on, today)
    named = day_in(on, today.year + _YEARS[said])
    if named is None or named >= today:
        return named
    coming = next_day(on, today)
    return coming if coming is not None and coming - today < A_SEASON else None


_FIGURES = "零一二三四五六七八九"
_WEEKDAYS = "一二三四五六日123456天"
_WEEKS = {"本": 0, "这": 0, "下": 1, "下下": 2}
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_OF_THE_YEAR = r"(?:(?P<year>今|明|后)年的?\s*)?"
_BEFORE = r"(?P<before>前一天|前夕|之前|以前|前(?:(?P<days>[1-9][0-9]?)天)?(?!后))"
_THAT_DAY = r"(?:那天|那1天|当天|当日)"
_DUE_WORD = r"(?=\s*(?:\x02|到期|[还付交缴扣给,。;!~]|就|要|得|一定|必须|再|$)|\s)"  # 中秋月饼 is no day
# As people speak; where machines write, such words are of an offer.
_SAID_FORMS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (pattern(
        rf"(?:农历|阴历|旧历)\s*{_OF_THE_YEAR}(?P<month>[正冬腊]|1[0-2]|0?[1-9])月\s*(?:初\s*(?P<first>[{_FIGURES}]|10|[1-9])"
        rf"|(?P<day>30|[12][0-9]|[1-9]))\s*[日号]?{_THAT_DAY}?(?:之?前)?"), _lunar),
    (pattern(
        rf"{_OF_THE_YEAR}(?P<month>[正冬腊])月\s*(?:初\s*(?P<first>[{_FIGURES}]|10|[1-9])"
        rf"|(?P<day>30|[12][0-9]|[1-9]))\s*[日号]?{_THAT_DAY}?(?:之?前)?"), _lunar),
    (pattern(
        rf"{_OF_THE_YEAR}(?P<name>{'|'.join(FESTIVALS)})节?(?:{_BEFORE}|{_THAT_DAY}|{_DUE_WORD})"), _festival),
    (pattern(
        "(?<!每)(?P<week>下下|下|本|这)?个?(?:周|星期|礼拜)"
        "(?P<weekday>[一二三四五六日天1-6])(?![0-9年期月号岁个])"), _weekday),
    (pattern("(?<![0-9一两几半今去明前后上些多])年前(?!后)"), _before_the_new_year),
)  # fmt: skip
_UNSAID: dict[_Read, Unsaid] = {_of_year: Unsaid.YEAR, _next_such: Unsaid.MONTH}
_BY_NAME = (_month_named_first, _month_named_last)
_FORMS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (pattern(
        rf"(?<![0-9])(20[2-9][0-9])\s*[-/.年]\s*{_MONTH}\s*[-/.月]\s*{_DAY}(?:\s*[日号]|(?![0-9]))"), _full),
    (pattern(r"(?<![0-9])(20[2-9][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?![0-9])"), _full),
    (pattern(rf"(?<![0-9])([2-4][0-9])年\s*{_MONTH}月\s*{_DAY}\s*[日号]?(?![0-9])"), _full),
    (pattern(rf"(前|去|今|明|后)年\s*{_MONTH}月\s*{_DAY}\s*[日号]?(?![0-9])"), _of_named_year),
    (pattern(
        rf"{_NOT_BEFORE}(?<![/-])(?<![0-9]年){_MONTH}\s*月\s*(?:份\s*)?{_DAY}(?:\s*[日号]|"
        rf"(?![0-9期.,个]))"), _of_year),
    (pattern(rf"{_NOT_BEFORE}(?<![/-]){_MONTH}/{_DAY}(?![0-9/.]|\s*期)"), _of_year),
    (pattern(
        rf"{_NOT_BEFORE}(?<![/-])(1[0-2]|0[1-9])-(3[01]|[12][0-9]|0[1-9])(?![0-9/.-]|\s*期)"), _of_year),
    (pattern(r"(?<=日)(?:[:为是\s]*)(1[0-2]|0?[1-9])\.(3[01]|[12][0-9]|0?[1-9])(?![0-9元])"), _of_year),
    (pattern(
        rf"{_NOT_BEFORE}(1[0-2]|0[1-9])\.(3[01]|[12][0-9]|0[1-9])(?=日?(?:到期|前|还款|扣款|应还))"), _of_year),
    (pattern(rf"(下下|本|当|这|此|下|次|上)个?月的?\s*{_DAY}\s*[日号]"), _of_month),
    (pattern("(下下|本|当|这|此|下|次|上)个?月(?:底|末|最后一天)"), _end_of_month),
    (pattern(rf"每(?:个)?月(?:的)?\s*{_DAY}\s*[日号]"), _next_such),
    (pattern(rf"{_NOT_BEFORE}(?<![月/-])(?<!逾期)(?<!逾期了)(?<!超期){_DAY}\s*[日号](?![线内子楼a-z0-9])"), _next_such),
    (pattern("(大后|今|明|后|昨)(?:天|日|晚)"), _word),
    (pattern(
        "(?<![0-9])([0-9]{1,2})\\s*天[以之]?后|还有\\s*([0-9]{1,2})\\s*天(?:到期|还款|就|$)"), _in_days),
    # 10/12/2026 is October to some and December to others: only what can be but one day is read
    (pattern(r"(?<![0-9/])(1[0-2]|0?[1-9])/(3[01]|2[0-9]|1[3-9]|(?<![0-9])\1)/(20[2-9][0-9])(?![0-9/])"), _month_first),
    (pattern(r"(?<![0-9/])(3[01]|2[0-9]|1[3-9])/(1[0-2]|0?[1-9])/(20[2-9][0-9])(?![0-9/])"), _day_first),
    (pattern(
        rf"(?<![0-9.,/])(?<![a-z]){_DAY}{_NTH}?[\s-]{{0,2}}(?:of\s)?{_NAMED_MONTH}\b"
        rf"(?:[.,\s-]{{1,2}}(20[2-9][0-9]))?(?![0-9])"), _month_named_last),
    (pattern(
        rf"(?<![a-z]){_NAMED_MONTH}[.\s-]{{1,2}}{_DAY}{_NTH}?(?:,?\s?(20[2-9][0-9]))?"
        rf"(?![0-9:/]|[.,][0-9])"), _month_named_first),
    (pattern(
        rf"(?<![0-9.,/])(?<![a-z]){_DAY}{_NTH}\b"
        rf"(?!\s(?:of|{_NAMED_MONTH}|instal|period|payment|month|year|time))"), _next_such),
    (pattern(r"\b(?:today|tonight|tomorrow|yesterday)\b"), _english_word),
    (pattern("\\bin ([0-9]{1,2}) days\\b|\\b([0-9]{1,2}) days (?:left|to go|from now)\\b"), _in_days),
)  # fmt: skip


def days_in(words: str, today: date, *, said: bool = False) -> Iterator[Day]:
    """Return the days in their order; of what reads in two ways the longer. `said`: as people speak, by festivals, too."""
    taken: list[Day] = []
    for form, read in (*_SAID_FORMS, *_FORMS) if said else _FORMS:
        for found in form.finditer(words):
            if any(found.start() < day.last and day.first < found.end() for day in taken):
                continue
            if (on := read(found, today)) is not None:
                unsaid = _UNSAID.get(read, Unsaid.NOTHING)
                if read in _BY_NAME and not found[3]:
                    unsaid = Unsaid.YEAR
                taken.append(Day(found.start(), found.end(), on, unsaid))
    return iter(sorted(taken, key=lambda day: day.first))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of(month: date, day: int) -> date | None:
    return _date(month.year, month.month, day)
