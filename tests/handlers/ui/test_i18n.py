"""Amounts, rates and days look the same everywhere, and every language is complete."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handlers.ui.components import relative
from handlers.ui.i18n import texts_for

TODAY = date(2026, 12, 2)


@pytest.mark.parametrize("locale", ["zh_CN", "zh_TW", "en"])
def test_an_amount_has_a_yen_sign_thousands_and_two_decimals(locale: str) -> None:
    t = texts_for(locale)
    assert t.money(120_050) == "¥1,200.50"
    assert t.money(5) == "¥0.05"
    assert t.money(-16_798) == "-¥167.98"


@pytest.mark.parametrize(
    ("locale", "day", "shown"),
    [
        ("zh_CN", date(2026, 12, 5), "12月5日（周六）"),
        ("zh_CN", date(2027, 1, 5), "2027年1月5日（周二）"),
        ("zh_TW", date(2026, 12, 5), "12月5日（週六）"),
        ("en", date(2026, 12, 5), "Sat 5 Dec"),
        ("en", date(2027, 1, 5), "Tue 5 Jan 2027"),
    ],
)
def test_a_day_shows_its_weekday_and_the_year_only_across_years(locale: str, day: date, shown: str) -> None:
    assert texts_for(locale).day(day, TODAY) == shown


def test_days_away_are_said_in_words() -> None:
    t = texts_for("zh_CN")
    away = [relative(t, date(2026, 12, day), TODAY) for day in (1, 2, 3, 5)]
    assert away == ["昨天", "今天", "明天", "3天后"]


def test_rates_have_two_decimals_and_small_rates_no_trailing_zeros() -> None:
    t = texts_for("zh_CN")
    assert t.percent(Decimal("13")) == "13.00%"
    assert t.rate(Decimal("0.0500")) == "0.05%"
    assert t.rate(Decimal("3")) == "3%"


def test_placeholders_and_literal_percent_signs() -> None:
    t = texts_for("zh_CN")
    assert t("100%%") == "100%"
    assert t("%(a)s 100%%", a=1) == "1 100%"
