"""The operator's own days off: read whole, or refused with the line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.adapters.holidays import ChineseHolidays, holidays_of, read_days
from bot.settings import Settings, SettingsError
from domain.notices.holidays import FundingAdvice, Holiday, UnknownYear, funding_advice

YEAR = """\
# made up
2098-01-18..2098-01-26 off 春节
2098-02-01 work   # a Saturday

2098-10-01..2098-10-07 off 国庆中秋
"""


def read(folder: Path, text: str) -> ChineseHolidays:
    file = folder / "days_off.txt"
    file.write_text(text, encoding="utf-8")
    return holidays_of(Settings(holidays_file=file))


def test_a_year_that_nobody_else_knows_is_as_the_file_says(tmp_path: Path) -> None:
    calendar = read(tmp_path, YEAR)
    assert funding_advice(date(2098, 1, 20), calendar.off_day) == FundingAdvice(
        Holiday.SPRING_FESTIVAL, date(2098, 1, 17)
    )
    assert calendar.off_day(date(2098, 2, 1)) is None
    assert calendar.off_day(date(2098, 2, 8)) is not None  # a Saturday like any other
    assert calendar.knows(2098) and not calendar.knows(2099)
    with pytest.raises(UnknownYear):
        calendar.off_day(date(2099, 1, 1))


def test_a_day_of_a_year_that_is_known_may_be_set_right(tmp_path: Path) -> None:
    assert ChineseHolidays().off_day(date(2026, 7, 1)) is None
    calendar = read(tmp_path, "2026-07-01 off\n")
    assert calendar.off_day(date(2026, 7, 1)) is not None
    assert calendar.off_day(date(2026, 10, 1)) == ChineseHolidays().off_day(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n2098-13-01 off\n", "line 2: there is no such day"),
        ("2098-01-01 frei\n", "line 1: write "),
        ("2098-01-03..2098-01-01 off\n", "line 1: the last day is before the first"),
        ("2098-01-01..2098-12-31 off\n", "line 1: the last day is before the first, or more than 15 later"),
        ("2098-01-01 off\n2098-01-01 off\n", "line 2: 2098-01-01 stands there twice"),
        ("2098-01-01 work\n", "line 1: 2098-01-01 is no Saturday or Sunday"),
        ("2098-10-01 off 国庆\n", "2098 has no 春节"),
    ],
)
def test_what_is_wrong_in_it_stops_the_start_and_is_named_by_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(SettingsError, match="HOLIDAYS_FILE is wrong: ") as refused:
        read(tmp_path, text)
    assert said in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        holidays_of(Settings(holidays_file=tmp_path / "nowhere.txt"))
    (tmp_path / "gbk.txt").write_bytes("2098-10-01 off 国庆".encode("gbk"))
    with pytest.raises(SettingsError, match="is not written in UTF-8"):
        holidays_of(Settings(holidays_file=tmp_path / "gbk.txt"))


def test_a_mark_of_the_byte_order_is_no_line(tmp_path: Path) -> None:
    file = tmp_path / "days_off.txt"
    file.write_bytes("\ufeff2026-07-01 off".encode())
    assert read_days(file).days.keys() == {date(2026, 7, 1)}
