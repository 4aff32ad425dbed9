"""When a card is to be funded around 春节 and 国庆; the days off are those published for 2026."""

from __future__ import annotations

from datetime import date

import pytest

from bot.adapters.holidays import ChineseHolidays
from domain.notices.holidays import FundingAdvice, Holiday, funding_advice

OFF_DAY = ChineseHolidays().off_day
SPRING = FundingAdvice(Holiday.SPRING_FESTIVAL, date(2026, 2, 14))  # off from Sunday 15 to Monday 23 February
NATIONAL = FundingAdvice(
    Holiday.NATIONAL_DAY, date(2026, 9, 30)
)  # off from Thursday 1 to Wednesday 7 October


@pytest.mark.parametrize(
    ("due", "advice"),
    [
        (date(2026, 2, 14), None),  # a working Saturday before it
        (date(2026, 2, 15), SPRING),
        (date(2026, 2, 23), SPRING),
        (date(2026, 2, 24), SPRING),  # what was sent in the holidays may not have arrived yet
        (date(2026, 2, 25), None),
        (date(2026, 10, 1), NATIONAL),
        (date(2026, 10, 8), NATIONAL),
        (date(2026, 10, 9), None),
        (date(2026, 6, 20), None),  # 端午 is short
        (date(2026, 7, 4), None),  # a weekend
    ],
)
def test_in_the_holidays_and_on_the_first_working_day_after_them(
    due: date, advice: FundingAdvice | None
) -> None:
    assert funding_advice(due, OFF_DAY) == advice


@pytest.mark.parametrize(
    ("due", "holiday"),
    [
        (date(2099, 2, 5), Holiday.SPRING_FESTIVAL),
        (date(2099, 10, 3), Holiday.NATIONAL_DAY),
        (date(2099, 7, 3), None),
    ],
)
def test_of_a_year_that_nobody_knows_only_that_it_may_be_near(due: date, holiday: Holiday | None) -> None:
    assert funding_advice(due, OFF_DAY) == (FundingAdvice(holiday, None) if holiday else None)
